import { CopyPlus, Trash2 } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { ActionButton } from '../actions/action-button'
import { runAction } from '../actions/index'
import { ALIGNMENTS } from '../editing/align'
import { editedInference } from '../editing/editor-store'
import { Button } from '../ui/button'
import { Panel } from '../ui/panel'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** What can be done with several things at once. */
export function SeveralInspector({ nodes, edges }: { nodes: readonly string[]; edges: readonly string[] }) {
  const { t } = useTranslation()
  const session = useSession()
  const inference = useEditor(editedInference)
  const parameters = nodes.reduce((sum, id) => sum + (inference?.nodes.get(id)?.parameterCount ?? 0), 0)
  return (
    <Panel
      label={t('inspector.several')}
      header={
        <header className="border-b border-line p-3">
          <h2 className="text-base font-semibold">{t('inspector.severalNodes', { count: nodes.length })}</h2>
          <p className="text-xs text-faint">
            {edges.length > 0 && `${t('inspector.severalWires', { count: edges.length })} · `}
            {t('node.parameters', { count: parameters })}
          </p>
        </header>
      }
    >
      <fieldset className="border-b border-line p-3 pt-2">
        <legend className="float-left mb-1 w-full text-sm font-medium">{t('inspector.align')}</legend>
        <div className="clear-both -ml-1 flex flex-wrap gap-0.5">
          {ALIGNMENTS.map((alignment) => (
            <ActionButton key={alignment} id={`align.${alignment}`} />
          ))}
        </div>
      </fieldset>
      <div className="flex flex-col gap-2 p-3">
        <Button disabled={nodes.length === 0} onClick={() => runAction(session, 'edit.duplicate')}>
          <CopyPlus size={14} aria-hidden />
          {t('action.edit.duplicate')}
        </Button>
        <Button tone="danger" onClick={() => runAction(session, 'edit.delete')}>
          <Trash2 size={14} aria-hidden />
          {t('action.edit.delete')}
        </Button>
      </div>
    </Panel>
  )
}
