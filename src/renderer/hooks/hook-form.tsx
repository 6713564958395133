/** The form of one hook: its type, its pass, its arguments, and what can be done with it. */
import { ArrowDown, ArrowUp, CopyPlus, Trash2 } from 'lucide-react'
import type { Hook, Params } from '../../graph/document/document'
import type { EditManner } from '../../graph/commands/history'
import type { HookPass, HookPlace } from '../../graph/document/hook-place'
import { hookDefinition } from '../../graph/hooks/index'
import { paramFields } from '../../graph/params/param-types'
import { changeHook, duplicateHook } from '../editing/hook-edits'
import { ParamForm } from '../forms/param-form'
import { FindingText } from '../problems/finding-text'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { useHookFindings, useHooksAt, useOffers } from './place'

interface HookFormProps {
  place: HookPlace
  hook: Hook
  onMove: (by: number) => void
  onRemove: () => void
}

export function HookForm({ place, hook, onMove, onRemove }: HookFormProps) {
  const { t } = useTranslation()
  const session = useSession()
  const offers = useOffers(place).filter(({ reason }) => reason === undefined)
  const definition = hookDefinition(hook.type)
  const types = [...new Set([hook.type, ...offers.map((offer) => offer.definition.type)])]
  const passes = offers.flatMap((offer) => (offer.definition.type === hook.type ? [offer.pass] : []))
  const change = (next: Partial<Hook>, manner?: EditManner) =>
    changeHook(session, place, { ...hook, ...next }, manner)
  const chooseType = (type: string) => {
    const possible = offers.flatMap((offer) => (offer.definition.type === type ? [offer.pass] : []))
    const pass = possible.includes(hook.pass) ? hook.pass : (possible[0] ?? hook.pass)
    change({ type, pass, params: keptParams(hook.params, type) })
  }
  return (
    <div className="flex flex-col gap-1.5">
      {definition !== undefined && <p className="text-sm text-muted">{definition.doc}</p>}
      <Problems hook={hook} />
      <div data-params className="contents">
        {definition !== undefined && (
          <ParamForm
            owner={hook.type}
            schema={definition.params}
            fields={paramFields(definition.params)}
            params={hook.params}
            onChange={(name, value, manner) => change({ params: { ...hook.params, [name]: value } }, manner)}
            onUnset={(name, manner) => {
              const { [name]: _, ...params } = hook.params
              change({ params }, manner)
            }}
          />
        )}
      </div>
      <Field label={t('hookPanel.type')}>
        <Select
          value={hook.type}
          options={types.map((type) => ({ value: type, label: type }))}
          onChange={chooseType}
        />
      </Field>
      {passes.length > 1 && (
        <div className="flex items-center justify-between gap-2">
          <span className="text-sm text-muted" aria-hidden>
            {t('hookPanel.passLabel')}
          </span>
          <Choice<HookPass>
            label={t('hookPanel.passLabel')}
            value={hook.pass}
            options={passes.map((pass) => ({
              value: pass,
              label: t(`hookPanel.pass.${pass}`),
              hint: t(`hookPanel.passLong.${pass}`),
            }))}
            onChange={(pass) => change({ pass })}
          />
        </div>
      )}
      <Buttons place={place} hook={hook} onMove={onMove} onRemove={onRemove} />
    </div>
  )
}

function Buttons({ place, hook, onMove, onRemove }: HookFormProps) {
  const { t } = useTranslation()
  const session = useSession()
  const hooks = useHooksAt(place)
  const at = hooks.findIndex(({ id }) => id === hook.id)
  return (
    <div className="flex justify-end gap-0.5">
      {hooks.length > 1 && (
        <>
          <IconButton
            icon={ArrowUp}
            size="sm"
            label={t('hookPanel.up')}
            disabled={at === 0}
            onClick={() => onMove(-1)}
          />
          <IconButton
            icon={ArrowDown}
            size="sm"
            label={t('hookPanel.down')}
            disabled={at === hooks.length - 1}
            onClick={() => onMove(1)}
          />
        </>
      )}
      <IconButton
        icon={CopyPlus}
        size="sm"
        label={t('hookPanel.duplicate')}
        onClick={() => duplicateHook(session, place, hook)}
      />
      <IconButton
        icon={Trash2}
        size="sm"
        label={t('hookPanel.remove')}
        className="hover:text-danger!"
        onClick={onRemove}
      />
    </div>
  )
}

/** What is wrong with the hook. */
function Problems({ hook }: { hook: Hook }) {
  return useHookFindings(hook.id).map((finding) => (
    <div key={finding.message} className="rounded-md bg-danger-soft p-2">
      <FindingText finding={finding} />
    </div>
  ))
}

/** Those that the other type takes too. */
function keptParams(params: Params, type: string): Params {
  const known = hookDefinition(type)?.params.shape ?? {}
  return Object.fromEntries(Object.entries(params).filter(([name]) => Object.hasOwn(known, name)))
}
