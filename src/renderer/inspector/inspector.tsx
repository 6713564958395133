import type { KeyboardEvent } from 'react'
import { useTranslation } from '../texts/use-translation'
import { WireInspector } from '../wire/wire-inspector'
import { camera } from '../editing/canvas-store'
import { useEditorStore } from '../editing/editor-store'
import { DocumentInspector } from './document-inspector'
import { NodeInspector } from './node-inspector'
import { SeveralInspector } from './several-inspector'

/** Everything about what is selected; with nothing selected, about the document. */
export function Inspector() {
  const { t } = useTranslation()
  const selection = useEditorStore((state) => state.selection)
  return (
    // Its fields take the keys; Escape is the way out of them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
    <aside
      aria-label={t('inspector.title')}
      data-inspector
      onKeyDown={leaveOnEscape}
      className="h-full min-h-0 bg-surface"
    >
      {selection.kind === 'nothing' && <DocumentInspector />}
      {selection.kind === 'node' && <NodeInspector key={selection.id} id={selection.id} />}
      {selection.kind === 'edge' && <WireInspector key={selection.id} edgeId={selection.id} />}
      {selection.kind === 'several' && <SeveralInspector nodes={selection.nodes} edges={selection.edges} />}
    </aside>
  )
}

/** Back to what is inspected; a list or a hint that is open closes first. */
function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  const { selection } = useEditorStore.getState()
  if (selection.kind === 'node') camera()?.focusNode(selection.id)
  if (selection.kind === 'edge') camera()?.focusWire(selection.id)
}
