import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nameProblem, suggestName } from '../../graph/identifiers'
import { perform } from '../state/edit'
import { useEditorStore } from '../state/editor-store'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { TextField } from '../ui/text-field'

/** The class name of a definition; all its instances follow. */
export function ModuleNameField({ module }: { module: string }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(module)
  const [known, setKnown] = useState(module)
  const modules = useEditorStore((state) => state.document.modules)
  if (known !== module) {
    setKnown(module)
    setTyped(module)
  }
  const taken = new Set(Object.keys(modules).filter((name) => name !== module))
  const problem =
    nameProblem(typed) ?? (taken.has(typed) ? t('inspector.nameTaken', { name: typed }) : undefined)
  const suggestion = problem === undefined ? null : suggestName(typed, taken)
  const rename = (name: string) => {
    setTyped(name)
    if (nameProblem(name) !== undefined || taken.has(name)) return
    const { editModule, module: shown } = useEditorStore.getState()
    if (
      perform({ kind: 'rename-module', module, name }).kind === 'done' &&
      shown === module &&
      useEditorStore.getState().module !== name
    )
      editModule(name)
  }
  return (
    <Field
      label={t('modules.className')}
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
      <TextField mono value={problem === undefined ? module : typed} onType={setTyped} onCommit={rename} />
    </Field>
  )
}
