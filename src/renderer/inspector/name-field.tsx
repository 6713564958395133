import { useTranslation } from '../texts/use-translation'
import type { GraphNode } from '../../graph/document/document'
import { perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { CheckedNameField } from './checked-name-field'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** The node's attribute name. */
export function NameField({ node }: { node: GraphNode }) {
  const { t } = useTranslation()
  const session = useSession()
  const definition = useEditor(editedDefinition)
  const taken = new Set(definition.nodes.filter(({ id }) => id !== node.id).map(({ name }) => name))
  const rename = (name: string) =>
    perform(
      session,
      { kind: 'rename', module: session.editor.getState().module, node: node.id, name },
      'step',
    )
  return <CheckedNameField label={t('inspector.name')} name={node.name} taken={taken} onRename={rename} />
}
