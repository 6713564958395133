import { ChevronDown, FolderOpen, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Params } from '../../graph/document'
import type { Finding } from '../../graph/finding'
import type { ParamField } from '../../graph/nodes/param-types'
import { expectation, parseParams } from '../../graph/param-findings'
import type { z } from 'zod'
import { pickFile } from '../files/file-flow'
import { FixButtons } from '../problems/finding-text'
import { useEditorStore } from '../state/editor-store'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { Select } from '../ui/select'
import { Switch } from '../ui/switch'
import { TextField } from '../ui/text-field'
import { Tooltip } from '../ui/tooltip'
import { paramText, parseParamText } from './param-value'

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
  onChange: (name: string, value: unknown) => void
  /** Takes the param out. */
  onUnset: (name: string) => void
}

/** The form of a params schema: every field with its default, its doc, and what is wrong with it. */
export function ParamForm({ fields, ...form }: ParamFormProps) {
  return (
    <div className="flex flex-col gap-1.5" onFocus={() => useEditorStore.getState().mark()}>
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
  const value = params[field.name]
  const given = Object.hasOwn(params, field.name)
  const finding = findings.find((each) => each.param === field.name)
  const set = (next: unknown) => {
    const problem = parseParams(owner, schema, { ...params, [field.name]: next }).problems?.find(
      ({ param }) => param === field.name,
    )
    setRefused(problem === undefined ? null : [problem.message, problem.remedy].filter(Boolean).join(' '))
    if (problem === undefined) onChange(field.name, next)
  }
  const unset = () => {
    setRefused(null)
    if (given) onUnset(field.name)
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
    <Tooltip side="left" label={field.doc}>
      <span className="truncate">{field.name}</span>
    </Tooltip>
  )
  const resettable = given && !field.required && field.kind !== 'boolean'
  return (
    <Field
      label={label}
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
              onClick={unset}
            />
          )}
        </>
      }
    >
      <Control {...props} value={given ? value : undefined} set={set} unset={unset} refuse={setRefused} />
    </Field>
  )
}

interface ControlProps extends RowProps {
  value: unknown
  set: (value: unknown) => void
  unset: () => void
  refuse: (message: string) => void
}

function Control(props: ControlProps) {
  const { field, value, set } = props
  const shown = value === undefined ? field.default : value
  if (field.kind === 'boolean') return <Switch checked={shown === true} onChange={set} />
  if (field.kind === 'choice') {
    const options = field.options.map((option) => ({ value: option, label: option }))
    return <Select value={typeof shown === 'string' ? shown : undefined} options={options} onChange={set} />
  }
  return <TextControl {...props} />
}

function TextControl({ field, value, inferred, set, unset, refuse }: ControlProps) {
  const { t } = useTranslation()
  const commit = (text: string) => {
    const parsed = parseParamText(field, text)
    if (parsed.kind === 'unset') unset()
    else if (parsed.kind === 'value') set(parsed.value)
    else refuse(t('inspector.mustBe', { name: field.name, expectation: expectation(field), text }))
  }
  const numeric =
    field.kind === 'integer' ||
    field.kind === 'number' ||
    (field.kind === 'pair' && typeof value === 'number')
  return (
    <div className="relative">
      <TextField
        mono
        value={paramText(field, value)}
        placeholder={placeholderOf(field, inferred, t)}
        onCommit={commit}
        onKeyDownCapture={(event) => {
          const sign = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
          if (sign === 0 || !numeric) return
          event.preventDefault()
          const from = Number(value ?? inferred?.[field.name] ?? field.default ?? 0)
          if (Number.isFinite(from)) set(stepped(field, from, sign * (event.shiftKey ? 10 : 1)))
        }}
        className={hasMenu(field) || isFolder(field) ? 'pr-7' : undefined}
        title={field.unit}
      />
      {field.unit !== undefined && (
        <span
          aria-hidden
          className={`pointer-events-none absolute top-1.5 text-xs text-faint ${hasMenu(field) ? 'right-7' : 'right-2'}`}
        >
          {field.unit}
        </span>
      )}
      {hasMenu(field) && (
        <div className="absolute top-0.5 right-0.5">
          <Menu
            align="end"
            entries={field.words.map((word) => ({
              kind: 'item',
              id: word,
              label: word,
              onSelect: () => set(word),
            }))}
            trigger={
              <IconButton icon={ChevronDown} size="sm" label={t('inspector.words', { name: field.name })} />
            }
          />
        </div>
      )}
      {isFolder(field) && (
        <IconButton
          icon={FolderOpen}
          size="sm"
          label={t('inspector.pickFolder')}
          className="absolute top-0.5 right-0.5"
          onClick={() => void pickFile('folder').then((path) => path !== null && set(path))}
        />
      )}
    </div>
  )
}

function placeholderOf(
  field: ParamField,
  inferred: Params | undefined,
  t: ReturnType<typeof useTranslation>['t'],
): string {
  const known = inferred?.[field.name]
  if (known !== undefined) return t('inspector.inferred', { value: paramText(field, known) })
  if (field.inferred) return t('inspector.notInferred')
  if (field.default !== undefined) return paramText(field, field.default)
  return field.required ? t('inspector.required') : ''
}

function hasMenu(field: ParamField): field is ParamField & { kind: 'pair'; words: string[] } {
  return field.kind === 'pair' && field.words.length > 0
}

function isFolder(field: ParamField): boolean {
  return field.kind === 'text' && field.name === 'folder'
}

/** One step up or down: whole numbers by 1, others by a tenth of their size. */
function stepped(field: ParamField, from: number, steps: number): number {
  const size = field.kind === 'number' ? 10 ** (Math.floor(Math.log10(Math.abs(from) || 1)) - 1) : 1
  const next = Number((from + steps * size).toPrecision(10))
  const bounds = field as { min?: number; max?: number }
  return Math.min(bounds.max ?? Infinity, Math.max(bounds.min ?? -Infinity, next))
}
