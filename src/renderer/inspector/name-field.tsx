import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GraphNode } from '../../graph/document'
import { nameProblem, suggestName } from '../../graph/identifiers'
import { perform } from '../state/edit'
import { editedDefinition, useEditorStore } from '../state/editor-store'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { TextField } from '../ui/text-field'

/** The node's attribute name; one that cannot be is refused with the nearest that can. */
export function NameField({ node }: { node: GraphNode }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(node.name)
  const definition = useEditorStore(editedDefinition)
  const taken = new Set(definition.nodes.filter(({ id }) => id !== node.id).map(({ name }) => name))
  const problem =
    nameProblem(typed) ?? (taken.has(typed) ? t('inspector.nameTaken', { name: typed }) : undefined)
  const suggestion = problem === undefined ? null : suggestName(typed, taken)
  const rename = (name: string) => {
    setTyped(name)
    if (nameProblem(name) !== undefined || taken.has(name)) return
    perform({ kind: 'rename', module: useEditorStore.getState().module, node: node.id, name })
  }
  return (
    <Field
      label={t('inspector.name')}
      error={
        problem === undefined ? null : (
          <>
            <p>{problem}</p>
            {suggestion !== null && (
              <Button size="sm" className="mt-1.5" onClick={() => rename(suggestion)}>
                {t('inspector.useName', { name: suggestion })}
              </Button>
            )}
          </>
        )
      }
    >
      <TextField mono value={problem === undefined ? node.name : typed} onType={setTyped} onCommit={rename} />
    </Field>
  )
}
