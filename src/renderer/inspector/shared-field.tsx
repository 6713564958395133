import { useTranslation } from '../texts/use-translation'
import { possibleOwners } from '../../graph/commands/sharing'
import type { NodeInference } from '../../graph/infer/inference'
import { perform } from '../editing/edit'
import { editedDefinition, editedInference } from '../editing/editor-store'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

const OWN = ' own'

/** Whose weights a layer or an instance uses; only where there are others like it. */
export function SharedField({ inference }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const session = useSession()
  const module = useEditor((state) => state.module)
  const definition = useEditor(editedDefinition)
  const others = useEditor(editedInference)?.nodes
  const { node } = inference
  const users = definition.nodes.filter((other) => other.shared_with === node.id)
  const possible = new Set(possibleOwners(definition, node))
  const owners = definition.nodes.filter(
    (other) =>
      other.id === node.shared_with ||
      (possible.has(other) && (others?.get(other.id)?.parameters.length ?? 0) > 0),
  )
  if (owners.length === 0 && users.length === 0) return null
  return (
    <Field
      label={t('modules.weights')}
      hint={
        users.length > 0
          ? t('modules.usedBy', { names: users.map(({ name }) => name).join(', ') })
          : undefined
      }
    >
      {users.length === 0 && (
        <Select
          value={node.shared_with ?? OWN}
          options={[
            { value: OWN, label: t('modules.ownWeights') },
            ...owners.map(({ id, name }) => ({ value: id, label: t('modules.sharedWith', { name }) })),
          ]}
          onChange={(value) =>
            perform(session, {
              kind: 'set-shared',
              module,
              node: node.id,
              owner: value === OWN ? null : value,
            })
          }
        />
      )}
    </Field>
  )
}
