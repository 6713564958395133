/** The text of a condition, with what is wrong with it and the forms that there are. */
import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import { parseCondition } from '../../graph/breakpoints/condition'
import type { Breakpoint } from '../../graph/document/document'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { ChoiceMenu } from '../ui/choice-menu'
import { IconButton } from '../ui/icon-button'
import { TextField } from '../ui/text-field'
import { changeBreakpoint } from './breakpoint-commands'

/** Each form, as the menu offers it. */
const FORMS = [
  ['always', 'always'],
  ['every', 'every 10'],
  ['isnan', 'isnan'],
  ['isinf', 'isinf'],
  ['absmax', 'absmax > 100'],
  ['normUnder', 'norm < 0.001'],
  ['normOver', 'norm > 10'],
  ['zeros', 'zeros > 0.9'],
  ['expression', 'mean(x) > 0.5'],
] as const

interface ConditionFieldProps {
  breakpoint: Breakpoint
  /** What it is called for a screen reader. */
  label: string
}

/** It takes effect on Enter, or when the keyboard leaves it, if it is a condition. */
export function ConditionField({ breakpoint, label }: ConditionFieldProps) {
  const { t } = useTranslation()
  const session = useSession()
  const error = useId()
  const [typed, setTyped] = useState(breakpoint.condition)
  const { problem } = parseCondition(typed)
  const set = (condition: string): void => {
    if (parseCondition(condition).problem === undefined)
      changeBreakpoint(session, breakpoint, { condition: condition.trim() }, 'step')
  }
  return (
    <div className="min-w-0 flex-1">
      <div className="flex items-center">
        <TextField
          aria-label={label}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={problem === undefined ? undefined : error}
          mono
          value={breakpoint.condition}
          onType={setTyped}
          onCommit={set}
        />
        <ChoiceMenu
          trigger={<IconButton icon={ChevronDown} size="sm" label={t('debug.breakpoints.forms')} />}
          choices={FORMS.map(([form, value]) => ({ value, label: `${value} · ${t(`debug.form.${form}`)}` }))}
          onChoose={(text) => {
            setTyped(text)
            set(text)
          }}
        />
      </div>
      {problem !== undefined && (
        <p id={error} role="alert" className="mt-0.5 text-xs break-words text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
