import { useConnection, useStoreApi } from '@xyflow/react'
import type { ConnectionState } from '@xyflow/react'
import { CircleAlert, CircleX, Plus, Replace } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from '../texts/use-translation'
import { t as text } from '../texts/index'
import { currentScene } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { judgeWire, wireBetween } from '../editing/connections'
import type { Port, Verdict, Wire } from '../editing/connections'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'

type Ports = Pick<ConnectionState, 'fromHandle' | 'toHandle'>

/** While a wire is drawn: says beside the pointer why it cannot be, or what will be wrong with it. */
export function ConnectionHint() {
  const { t } = useTranslation()
  const session = useSession()
  const from = useConnection((connection) => connection.fromHandle)
  const to = useConnection((connection) => connection.toHandle)
  const inProgress = useConnection((connection) => connection.inProgress)
  const at = useConnection((connection) => connection.pointer)
  const verdict = useMemo(() => verdictOf(session, { fromHandle: from, toHandle: to }), [session, from, to])
  const replaced = useMemo(() => replacedBy(session, { fromHandle: from, toHandle: to }), [session, from, to])
  const store = useStoreApi()
  const kind = inProgress && verdict !== 'open' ? verdict.kind : null
  // The port under the pointer has the colour of what the hint says.
  useEffect(() => {
    const { domNode } = store.getState()
    if (kind === null) domNode?.removeAttribute('data-verdict')
    else domNode?.setAttribute('data-verdict', kind)
  }, [store, kind])
  if (!inProgress || at === null) return null
  if (verdict === 'open' || verdict.kind === 'fits') {
    if (verdict !== 'open' && replaced === null) return null
    const Icon = replaced === null ? Plus : Replace
    return (
      <Hint at={at}>
        <Icon size={13} className="mt-0.5 shrink-0 text-faint" aria-hidden />
        <span className="text-muted">{replaced ?? t('canvas.dropToAdd')}</span>
      </Hint>
    )
  }
  const refused = verdict.kind === 'refused'
  const Icon = refused ? CircleX : CircleAlert
  return (
    <Hint at={at}>
      <Icon size={13} className={`mt-0.5 shrink-0 ${refused ? 'text-danger' : 'text-warning'}`} aria-hidden />
      <span>
        {verdict.reason}
        {verdict.remedy !== undefined && <span className="block text-muted">{verdict.remedy}</span>}
        {!refused && replaced !== null && <span className="block text-muted">{replaced}</span>}
      </span>
    </Hint>
  )
}

function Hint({ at, children }: { at: { x: number; y: number }; children: React.ReactNode }) {
  return (
    <output
      className="pointer-events-none absolute z-20 flex max-w-72 items-start gap-1.5 rounded-md bg-raised px-2 py-1 text-sm shadow-pop"
      style={{ left: at.x + 14, top: at.y + 14 }}
    >
      {children}
    </output>
  )
}

function verdictOf(session: DocumentSession, { fromHandle, toHandle }: Ports): Verdict | 'open' {
  const from = portOf(fromHandle)
  const to = portOf(toHandle)
  if (from === null || to === null) return 'open'
  const wire = wireBetween(from, to)
  if (wire === undefined)
    return {
      kind: 'refused',
      reason: text(from.kind === 'source' ? 'canvas.outputToInput' : 'canvas.inputFromOutput'),
    }
  return judgeWire(currentScene(session), wire)
}

/** What is said of the wire that the input has already; null where it has none, or there is no input yet. */
function replacedBy(session: DocumentSession, { fromHandle, toHandle }: Ports): string | null {
  const [from, to] = [portOf(fromHandle), portOf(toHandle)]
  const wire = from === null || to === null ? undefined : wireBetween(from, to)
  if (wire === undefined) return null
  const { nodes, edges } = editedDefinition(session.editor.getState())
  const old = edges.find(
    ({ target, targetHandle }) => target === wire.target && targetHandle === wire.targetHandle,
  )
  if (old === undefined || (old.source === wire.source && old.sourceHandle === wire.sourceHandle)) return null
  return text('canvas.replacesWire', { name: nodes.find(({ id }) => id === old.source)?.name ?? old.source })
}

function portOf(
  handle: { id?: string | null; nodeId: string; type: 'source' | 'target' } | null,
): Port | null {
  return handle?.id === undefined || handle.id === null
    ? null
    : { node: handle.nodeId, handle: handle.id, kind: handle.type }
}

/** Whether a wire may be drawn at all; one with a wrong shape may, and is then explained. */
export function allowsWire(
  session: DocumentSession,
  wire: Partial<Record<keyof Wire, string | null>>,
): boolean {
  const { source, sourceHandle, target, targetHandle } = wire
  if (source == null || target == null || sourceHandle == null || targetHandle == null) return false
  return judgeWire(currentScene(session), { source, sourceHandle, target, targetHandle }).kind !== 'refused'
}
