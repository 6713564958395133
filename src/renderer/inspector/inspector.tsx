import { useTranslation } from 'react-i18next'
import { WireInspector } from '../live/wire-inspector'
import { useEditorStore } from '../state/editor-store'
import { DocumentInspector } from './document-inspector'
import { NodeInspector } from './node-inspector'
import { SeveralInspector } from './several-inspector'

/** Everything about what is selected; with nothing selected, about the document. */
export function Inspector() {
  const { t } = useTranslation()
  const selection = useEditorStore((state) => state.selection)
  return (
    <aside aria-label={t('inspector.title')} data-inspector className="h-full min-h-0 bg-surface">
      {selection.kind === 'nothing' && <DocumentInspector />}
      {selection.kind === 'node' && <NodeInspector key={selection.id} id={selection.id} />}
      {selection.kind === 'edge' && <WireInspector key={selection.id} edgeId={selection.id} />}
      {selection.kind === 'several' && <SeveralInspector nodes={selection.nodes} edges={selection.edges} />}
    </aside>
  )
}
