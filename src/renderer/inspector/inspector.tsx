import type { KeyboardEvent } from 'react'
import { useTranslation } from '../texts/use-translation'
import { WireHooks } from '../hooks/hooks-section'
import { WireInspector } from '../wire/wire-inspector'
import { DocumentInspector } from './document-inspector'
import { NodeInspector } from './node-inspector'
import { SeveralInspector } from './several-inspector'
import { useEditor } from '../session/use-stores'
import type { DocumentSession } from '../session/document-session'
import { useSession } from '../session/session-provider'

/** Everything about what is selected; with nothing selected, about the document. */
export function Inspector() {
  const { t } = useTranslation()
  const session = useSession()
  const selection = useEditor((state) => state.selection)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its fields take the keys; Escape is the way out of them
    <aside
      aria-label={t('inspector.title')}
      data-inspector
      onKeyDown={(event) => leaveOnEscape(session, event)}
      className="h-full min-h-0 bg-surface"
    >
      {selection.kind === 'nothing' && <DocumentInspector />}
      {selection.kind === 'node' && <NodeInspector key={selection.id} id={selection.id} />}
      {selection.kind === 'edge' && (
        <WireInspector key={selection.id} edgeId={selection.id}>
          <WireHooks edge={selection.id} />
        </WireInspector>
      )}
      {selection.kind === 'several' && <SeveralInspector nodes={selection.nodes} edges={selection.edges} />}
    </aside>
  )
}

/** Back to what is inspected, or out of the field where that is the document, so that keys are commands again; a list or a hint that is open closes first. */
function leaveOnEscape(session: DocumentSession, event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  const { selection } = session.editor.getState()
  if (selection.kind === 'node') session.view.camera?.focusNode(selection.id)
  if (selection.kind === 'edge') session.view.camera?.focusWire(selection.id)
  if (selection.kind === 'nothing' && event.target instanceof HTMLElement) event.target.blur()
}
