/** Marks wires and nodes of whose tensors a person has changed something by hand. */
import { memo } from 'react'
import { useRun } from '../session/use-stores'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import type { TensorChange } from '../../engine/protocol'

/** A dot in the middle of a wire. */
export function ChangedWire({ edge, x, y }: { edge: string; x: number; y: number }) {
  const changed = useChanged(
    ({ target }, path) => isAt(target.path, path) && 'edge' in target && target.edge === edge,
  )
  return changed ? <circle cx={x} cy={y} r={4} className="wire-changed" aria-hidden /> : null
}

/** A dot beside the name of a node: one of its outputs or of its parameters was changed, or something in an instance. */
export const ChangedNode = memo(({ node, name }: { node: string; name: string }) => {
  const { t } = useTranslation()
  const changed = useChanged(({ target }, path) => {
    const inside = [...path, node]
    if (isAt(target.path.slice(0, inside.length), inside)) return true
    return isAt(target.path, path) && target.kind !== 'edge' && target.node === node
  })
  const label = t('changes.marked', { name })
  return changed ? (
    <span role="img" aria-label={label} title={label} className="size-2 shrink-0 rounded-full bg-accent" />
  ) : null
})
ChangedNode.displayName = 'ChangedNode'

function useChanged(isHere: (change: TensorChange, path: readonly string[]) => boolean): boolean {
  const { engine } = useSession()
  return useRun((run) => run.changes.some((change) => isHere(change, engine.path())))
}

function isAt(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i])
}
