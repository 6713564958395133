/** Places of the definition on the canvas that hooks can sit on, and what fits there. */
import { useMemo } from 'react'
import { hookOffers } from '../../graph/check/hook-offers'
import type { HookOffer } from '../../graph/check/hook-offers'
import type { Hook } from '../../graph/document/document'
import type { Finding } from '../../graph/document/finding'
import { hooksAt, placeText } from '../../graph/document/hook-place'
import type { HookPlace } from '../../graph/document/hook-place'
import { nodeHandles } from '../../graph/drawing/node-face'
import type { ModuleInference } from '../../graph/infer/inference'
import { editedDefinition, editedInference } from '../editing/editor-store'
import type { Selection } from '../editing/selection'
import { useEditor } from '../session/use-stores'

/** Every type of hook for a place, as the document is now. */
export function useOffers(place: HookPlace): readonly HookOffer[] {
  const document = useEditor((state) => state.document)
  const module = useEditor((state) => state.module)
  const definition = useEditor(editedDefinition)
  const inferred = useEditor(editedInference)
  const text = placeText(place)
  return useMemo(
    () => hookOffers({ document, module, definition, inferred }, place),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each render makes the place anew; its text says whether it is the same
    [document, module, definition, inferred, text],
  )
}

const NONE: readonly Hook[] = []

/** The hooks of a place in the order in which they run. */
export function useHooksAt(place: HookPlace): readonly Hook[] {
  const hooks = useEditor((state) => editedDefinition(state).hooks)
  const text = placeText(place)
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- as in useOffers
  return useMemo(() => (hooks === undefined ? NONE : hooksAt(hooks, place)), [hooks, text])
}

/** What is wrong with a hook of the definition on the canvas. */
export function useHookFindings(id: string): readonly Finding[] {
  const module = useEditor((state) => state.module)
  const findings = useEditor((state) => state.findings)
  return findings.filter((finding) => finding.hook === id && finding.module === module)
}

/** Where a hook could sit on what is selected: the wire, or the node's call, outputs and parameters. */
export function placesOf(inferred: ModuleInference | undefined, selection: Selection): HookPlace[] {
  if (selection.kind === 'edge') return [{ kind: 'edge', edge: selection.id }]
  if (selection.kind !== 'node') return []
  const known = inferred?.nodes.get(selection.id)
  if (known === undefined) return []
  const node = selection.id
  return [
    { kind: 'node', node },
    ...nodeHandles(known.node, known).outputs.map(({ name }): HookPlace => ({
      kind: 'port',
      node,
      handle: name,
    })),
    ...known.parameters.map(({ name }): HookPlace => ({ kind: 'parameter', node, name })),
  ]
}
