import { ChevronDown, FolderOpen } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { EditManner } from '../../graph/commands/history'
import type { Params } from '../../graph/document/document'
import type { ParamField } from '../../graph/params/param-types'
import { expectation } from '../../graph/params/param-findings'
import { pickFile } from '../files/file-flow'
import { ChoiceMenu } from '../ui/choice-menu'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { Switch } from '../ui/switch'
import { TextField } from '../ui/text-field'
import { ExpressionField } from './expression-field'
import { paramText, parseParamText, stepped } from './param-value'

interface ParamControlProps {
  field: ParamField
  /** undefined: not given. */
  value: unknown
  /** Values that hold where the person gave none. */
  inferred: Params | undefined
  set: (value: unknown, manner: EditManner) => void
  unset: (manner: EditManner) => void
  refuse: (message: string) => void
}

/** The control of one parameter: a switch, a choice, or a line of text with the menu or button that its kind needs. */
export function ParamControl(props: ParamControlProps) {
  const { field, value, set } = props
  const choose = (chosen: unknown) => set(chosen, 'choice')
  const shown = value === undefined ? field.default : value
  if (field.kind === 'boolean') return <Switch checked={shown === true} onChange={choose} />
  if (field.kind === 'choice') {
    const options = field.options.map((option) => ({ value: option, label: option }))
    return (
      <Select value={typeof shown === 'string' ? shown : undefined} options={options} onChange={choose} />
    )
  }
  if (isExpression(field))
    return (
      <ExpressionField
        value={typeof value === 'string' ? value : ''}
        placeholder={typeof field.default === 'string' ? field.default : undefined}
        onCommit={(text) => (text === '' ? props.unset('step') : set(text, 'step'))}
      />
    )
  return <TextControl {...props} />
}

/** Whether a field takes a formula, for which it needs the whole width. */
export function isExpression(field: ParamField): boolean {
  return field.kind === 'text' && field.expression === true
}

function TextControl({ field, value, inferred, set, unset, refuse }: ParamControlProps) {
  const { t } = useTranslation()
  const commit = (text: string) => {
    const parsed = parseParamText(field, text)
    if (parsed.kind === 'unset') unset('step')
    else if (parsed.kind === 'value') set(parsed.value, 'step')
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
          if (Number.isFinite(from)) set(stepped(field, from, sign * (event.shiftKey ? 10 : 1)), 'step')
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
      <Aid field={field} set={set} />
    </div>
  )
}

/** What helps to fill a line in: words to choose from, or a folder to pick. */
function Aid({ field, set }: Pick<ParamControlProps, 'field' | 'set'>) {
  const { t } = useTranslation()
  if (hasMenu(field))
    return (
      <div className="absolute top-0.5 right-0.5">
        <ChoiceMenu
          choices={field.words.map((word) => ({ value: word, label: word }))}
          onChoose={(word) => set(word, 'choice')}
          trigger={
            <IconButton icon={ChevronDown} size="sm" label={t('inspector.words', { name: field.name })} />
          }
        />
      </div>
    )
  if (!isFolder(field)) return null
  return (
    <IconButton
      icon={FolderOpen}
      size="sm"
      label={t('fileDialog.title.folder', { name: field.name })}
      className="absolute top-0.5 right-0.5"
      onClick={() => void pickFile('folder', field.name).then((path) => path !== null && set(path, 'choice'))}
    />
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
