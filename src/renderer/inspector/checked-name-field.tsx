import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { nameProblem, suggestName } from '../../graph/document/identifiers'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { TextField } from '../ui/text-field'

export interface CheckedNameFieldProps {
  label: string
  name: string
  /** Names that others have. */
  taken: ReadonlySet<string>
  onRename: (name: string) => void
}

/** A name in the module tree; one that cannot be is refused with the nearest that can. */
export function CheckedNameField({ label, name, taken, onRename }: CheckedNameFieldProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(name)
  const [known, setKnown] = useState(name)
  if (known !== name) {
    setKnown(name)
    setTyped(name)
  }
  const problem =
    nameProblem(typed)?.message ?? (taken.has(typed) ? t('inspector.nameTaken', { name: typed }) : undefined)
  const suggestion = problem === undefined ? null : suggestName(typed, taken)
  const rename = (wanted: string) => {
    setTyped(wanted)
    if (nameProblem(wanted) === undefined && !taken.has(wanted)) onRename(wanted)
  }
  return (
    <Field
      label={label}
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
      <TextField mono value={problem === undefined ? name : typed} onType={setTyped} onCommit={rename} />
    </Field>
  )
}
