/** Changes a whole tensor, or the part that is shown: fill, scale, noise, paste, and for parameters `nn.init`. */
import { useEffect, useRef, useState } from 'react'
import { initialisersFor } from '../../graph/changes/initialisers'
import type { InitialiserDefinition } from '../../graph/changes/initialisers'
import { paramFields } from '../../graph/params/param-types'
import type { TensorPart } from '../../engine/protocol'
import type { TensorPlace } from '../engine-link/hand-changes'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { INPUT_CLASS, TextField } from '../ui/text-field'
import { editOf, FIRST_DRAFT } from './change-edit'
import type { ChangeDraft, ChangeKind } from './change-edit'
import { problemText } from './lane-table'
import type { TensorEditing } from './tensor-editing'
import { typedNumber } from './tensor-editing'

interface ChangeFormProps {
  place: TensorPlace
  shape: readonly number[]
  /** What the table shows; null: it shows all, or no table is seen. */
  shown: TensorPart | null
  editing: TensorEditing
}

const KINDS: readonly ChangeKind[] = ['fill', 'scale', 'noise', 'paste', 'init']
const NUMBERS: Readonly<Record<ChangeKind, readonly ('value' | 'factor' | 'std' | 'seed')[]>> = {
  fill: ['value'],
  scale: ['factor'],
  noise: ['std', 'seed'],
  paste: [],
  init: ['seed'],
}

export function ChangeForm({ place, shape, shown, editing }: ChangeFormProps) {
  const { t } = useTranslation()
  const fitting = initialisersFor(shape.length)
  const [typed, setDraft] = useState<ChangeDraft>(FIRST_DRAFT)
  const fits = fitting.some(({ type }) => type === typed.type)
  const draft = fits ? typed : { ...typed, type: fitting[0]?.type ?? 'normal', params: {} }
  const [wrong, setWrong] = useState<{ field: keyof ChangeDraft | null; problem: string } | null>(null)
  const set = (part: Partial<ChangeDraft>): void => {
    setDraft((before) => ({ ...before, ...part }))
    setWrong(null)
  }
  const apply = async (): Promise<void> => {
    const made = editOf(draft, shown)
    if ('problem' in made) return setWrong(made)
    const refused = await editing.change(made.edit)
    setWrong(refused ? { field: null, problem: problemText(refused) } : null)
  }
  const kinds = KINDS.filter((kind) => kind !== 'init' || place.target.kind === 'parameter')
  // It opens below the numbers and their histogram, where there may be no more room.
  const form = useRef<HTMLFieldSetElement>(null)
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const errorOf = (field: keyof ChangeDraft) => (wrong?.field === field ? wrong.problem : undefined)
  return (
    <fieldset
      ref={form}
      aria-label={t('changes.title')}
      className="flex flex-col gap-1.5 rounded-lg bg-sunken/60 p-2 ring-1 ring-line ring-inset"
    >
      <Field label={t('changes.how')}>
        <Select
          value={draft.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`changes.${kind}`) }))}
          onChange={(kind) => set({ kind: kind as ChangeKind })}
        />
      </Field>
      {draft.kind === 'init' && <InitFields draft={draft} fitting={fitting} set={set} />}
      {NUMBERS[draft.kind].map((field) => (
        <Field key={field} label={t(`changes.${field}`)} error={errorOf(field)}>
          <TextField
            mono
            value={draft[field]}
            onCommit={() => undefined}
            onType={(text) => set({ [field]: text })}
            onEnter={() => void apply()}
          />
        </Field>
      ))}
      {draft.kind === 'paste' && (
        <Field
          layout="stack"
          label={t('changes.array')}
          error={errorOf('array')}
          hint={t('changes.arrayHint')}
        >
          <textarea
            aria-label={t('changes.array')}
            value={draft.array}
            rows={4}
            spellCheck={false}
            onChange={(event) => set({ array: event.target.value })}
            className={`${INPUT_CLASS} h-auto resize-y py-1 font-mono text-xs`}
          />
        </Field>
      )}
      {shown && draft.kind !== 'init' && (
        <Field label={t('changes.part')}>
          <Choice
            label={t('changes.part')}
            value={draft.where}
            onChange={(where) => set({ where })}
            options={[
              { value: 'whole', label: t('changes.whole') },
              { value: 'shown', label: t('changes.shown'), hint: t('changes.shownHint') },
            ]}
          />
        </Field>
      )}
      {wrong !== null && wrong.field === null && (
        <p role="alert" className="text-xs text-danger">
          {wrong.problem}
        </p>
      )}
      <div className="flex justify-end">
        <Button size="sm" onClick={() => void apply()}>
          {t('changes.apply')}
        </Button>
      </div>
    </fieldset>
  )
}

interface InitFieldsProps {
  draft: ChangeDraft
  fitting: readonly InitialiserDefinition[]
  set: (part: Partial<ChangeDraft>) => void
}

/** The function of `nn.init` and its arguments. */
function InitFields({ draft, fitting, set }: InitFieldsProps) {
  const { t } = useTranslation()
  const definition = fitting.find(({ type }) => type === draft.type)
  if (!definition) return null
  return (
    <>
      <Field label={t('changes.function')} hint={definition.doc}>
        <Select
          value={definition.type}
          options={fitting.map(({ type }) => ({ value: type, label: `${type}_` }))}
          onChange={(type) => set({ type, params: {} })}
        />
      </Field>
      {paramFields(definition.params).map((field) => (
        <Field key={`${definition.type} ${field.name}`} label={field.name} doc={field.doc}>
          {field.kind === 'choice' ? (
            <Select
              value={String(draft.params[field.name] ?? field.default)}
              options={field.options.map((option) => ({ value: option, label: option }))}
              onChange={(value) => set({ params: { ...draft.params, [field.name]: value } })}
            />
          ) : (
            <TextField
              mono
              title={field.doc}
              placeholder={String(field.default)}
              value={Object.hasOwn(draft.params, field.name) ? String(draft.params[field.name]) : ''}
              onCommit={(text) => {
                const { [field.name]: _, ...rest } = draft.params
                const value = typedNumber(text)
                set({ params: value === null ? rest : { ...rest, [field.name]: value } })
              }}
            />
          )}
        </Field>
      ))}
    </>
  )
}
