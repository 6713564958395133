import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { EditManner } from '../../graph/commands/history'
import type { Params } from '../../graph/document/document'
import type { Finding } from '../../graph/document/finding'
import type { ParamField } from '../../graph/params/param-types'
import { parseParams } from '../../graph/params/param-findings'
import type { z } from 'zod'
import { FixButtons } from '../problems/finding-text'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Tooltip } from '../ui/tooltip'
import { isExpression, ParamControl } from './param-control'

interface ParamFormProps {
  /** Whose params, for error sentences. */
  owner: string
  schema: z.ZodObject
  fields: readonly ParamField[]
  /** As the person gave them. */
  params: Params
  /** Values that hold where the person gave none. */
  inferred?: Params
  findings?: readonly Finding[]
  onChange: (name: string, value: unknown, manner: EditManner) => void
  /** Takes the param out. */
  onUnset: (name: string, manner: EditManner) => void
}

/** The form of a params schema: every field with its default, its doc, and what is wrong with it. */
export function ParamForm({ fields, ...form }: ParamFormProps) {
  return (
    <div className="flex flex-col gap-1.5">
      {fields.map((field) => (
        <ParamRow key={field.name} field={field} {...form} />
      ))}
    </div>
  )
}

type RowProps = Omit<ParamFormProps, 'fields'> & { field: ParamField }

function ParamRow(props: RowProps) {
  const { owner, schema, field, params, findings = [], onChange, onUnset } = props
  const { t } = useTranslation()
  const [refused, setRefused] = useState<string | null>(null)
  const [explained, setExplained] = useState(false)
  const value = params[field.name]
  const given = Object.hasOwn(params, field.name)
  const finding = findings.find((each) => each.param === field.name)
  const set = (next: unknown, manner: EditManner) => {
    const problem = parseParams(owner, schema, { ...params, [field.name]: next }).problems?.find(
      ({ param }) => param === field.name,
    )
    setRefused(problem === undefined ? null : [problem.message, problem.remedy].filter(Boolean).join(' '))
    if (problem === undefined) onChange(field.name, next, manner)
  }
  const unset = (manner: EditManner) => {
    setRefused(null)
    if (given) onUnset(field.name, manner)
  }
  const said = finding !== undefined && (
    <>
      <span className={finding.severity === 'warning' ? 'text-warning' : undefined}>{finding.message}</span>
      {finding.remedy !== undefined && <span className="block text-muted">{finding.remedy}</span>}
      <FixButtons finding={finding} />
    </>
  )
  const error = refused ?? (finding?.severity === 'error' && said)
  const label = (
    <Tooltip side="left" label={field.doc} open={explained} onOpenChange={setExplained}>
      <span className="truncate">{field.name}</span>
    </Tooltip>
  )
  const resettable = given && !field.required && field.kind !== 'boolean'
  return (
    <Field
      label={label}
      layout={isExpression(field) ? 'stack' : 'row'}
      doc={field.doc}
      // Who comes by keyboard sees what the pointer would show.
      onKeyUp={(event) => event.key === 'Tab' && setExplained(true)}
      onBlur={() => setExplained(false)}
      error={error}
      hint={error === false && said !== false ? said : undefined}
      aside={
        <>
          {resettable && (
            <IconButton
              icon={RotateCcw}
              size="sm"
              label={field.inferred ? t('inspector.useInferred') : t('inspector.useDefault')}
              className="ml-auto opacity-60 hover:opacity-100"
              onClick={() => unset('choice')}
            />
          )}
        </>
      }
    >
      <ParamControl
        field={field}
        inferred={props.inferred}
        value={given ? value : undefined}
        set={set}
        unset={unset}
        refuse={setRefused}
      />
    </Field>
  )
}
