/** What one input is given: noise, one number, a sample of the data, a file, or a drawing. */
import { FileInput } from 'lucide-react'
import { assertNever } from '../../graph/basics/assert-never'
import { pickFile } from '../files/file-flow'
import { problemOf } from '../host/host-call-error'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'
import { t as textOf } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { NumberField } from '../ui/number-field'
import { Select } from '../ui/select'
import { showToast } from '../ui/toast'
import { DrawPad } from './draw-pad'
import { givenTo, runByHand, useFeed } from './feed-store'
import type { Given, GivenKind } from './feed-store'
import { giveFile, setGiven } from './feed-file'
import { inputEndings, pictureSize } from './read-input'
import type { Slot } from './slots'

export function InputCard({ slot, slots }: { slot: Slot; slots: readonly Slot[] }) {
  const { t } = useTranslation()
  const session = useSession()
  const all = useFeed((state) => state.given)
  const given = givenTo(slot, { given: all }, slots)
  const size = pictureSize(slot)
  const { label } = slot
  const give = (next: Given) => setGiven(session, slot, next)
  const kinds = kindsOf(slot)
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 flex w-full items-baseline gap-2">
        <span className="min-w-0 truncate text-sm font-medium" title={label}>
          {label}
        </span>
        {slot.target && (
          <span className="shrink-0 text-xs whitespace-nowrap text-faint">{t('feed.target')}</span>
        )}
        <span className="ml-auto shrink-0 font-mono text-xs whitespace-nowrap text-muted">
          [{slot.shape.join(', ')}]{' '}
          <span className="hidden text-faint @min-[40rem]:inline">{slot.dtype}</span>
        </span>
      </legend>
      <div className="flex gap-1.5">
        <div className="min-w-0 flex-1">
          <Select
            aria-label={t('feed.from', { name: label })}
            value={given.kind}
            options={kinds
              .flatMap((kind) => choicesOf(kind, given.kind))
              .map((value) => ({
                value,
                label: t(`feed.kind.${value === 'file' && given.kind === 'file' ? 'chosen' : value}`),
              }))}
            onChange={(choice) => void choose(session, slot, choice as Choice)}
          />
        </div>
        <div className={`shrink-0 empty:hidden @min-[40rem]:w-24 ${given.kind === 'file' ? 'w-20' : 'w-13'}`}>
          {given.kind === 'randn' && (
            <NumberField
              aria-label={t('feed.seed', { name: label })}
              value={given.seed}
              integer
              onCommit={(seed) => give({ kind: 'randn', seed: Math.round(seed ?? 0) })}
            />
          )}
          {given.kind === 'constant' && (
            <NumberField
              aria-label={t('feed.value', { name: label })}
              value={given.value}
              step={slot.dtype === 'float32' ? 0.1 : 1}
              integer={slot.dtype !== 'float32'}
              onCommit={(value) => give({ kind: 'constant', value: value ?? 0 })}
            />
          )}
          {given.kind === 'sample' && (
            <NumberField
              aria-label={t('feed.index', { name: label })}
              value={given.index}
              integer
              min={0}
              onCommit={(index) => give({ kind: 'sample', index: Math.max(0, Math.round(index ?? 0)) })}
            />
          )}
          {given.kind === 'file' && (
            <Button className="w-full" title={given.name} onClick={() => void choose(session, slot, 'file')}>
              <FileInput size={13} className="shrink-0" aria-hidden />
              <span className="min-w-0 truncate">{given.name}</span>
            </Button>
          )}
        </div>
      </div>
      {given.kind === 'drawn' && size && (
        <DrawPad
          label={t('feed.pad', { name: label })}
          width={size.width}
          height={size.height}
          values={given.values}
          onDraw={(values) => {
            give({ kind: 'drawn', values })
            void runByHand(session)
          }}
        />
      )}
      <p className="text-xs break-words text-faint">{hintOf(given, slot)}</p>
    </fieldset>
  )
}

function kindsOf(slot: Slot): GivenKind[] {
  const size = pictureSize(slot)
  return [
    ...(slot.dtype === 'float32' ? (['randn'] as const) : []),
    'zeros',
    'ones',
    ...(slot.dtype === 'bool' ? [] : (['constant'] as const)),
    ...(slot.data ? (['sample'] as const) : []),
    'file',
    ...(size?.channels === 1 ? (['drawn'] as const) : []),
  ]
}

type Choice = GivenKind | 'another'

/** Where there is a file, a list that has it chosen offers to choose once more. */
function choicesOf(kind: GivenKind, now: GivenKind): Choice[] {
  return kind === 'file' && now === 'file' ? ['file', 'another'] : [kind]
}

async function choose(session: DocumentSession, slot: Slot, choice: Choice): Promise<void> {
  if (choice === 'file' || choice === 'another') await chooseFile(session, slot)
  else setGiven(session, slot, begun(choice, slot))
}

async function chooseFile(session: DocumentSession, slot: Slot): Promise<void> {
  try {
    const path = await pickFile('input', '', inputEndings)
    if (path === null) return
    await giveFile(session, slot, await session.host.connection.call('readBytes', { path }))
  } catch (error) {
    const { message, remedy } = problemOf(error)
    showToast({ tone: 'error', title: message, text: remedy })
  }
}

/** Each kind as it is first. */
function begun(kind: Exclude<GivenKind, 'file'>, { shape }: Slot): Given {
  switch (kind) {
    case 'randn':
      return { kind, seed: 0 }
    case 'zeros':
    case 'ones':
      return { kind }
    case 'constant':
      return { kind, value: 1 }
    case 'sample':
      return { kind, index: 0 }
    case 'drawn':
      return { kind, values: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
    default:
      return assertNever(kind)
  }
}

/** The same in PyTorch. */
function hintOf(given: Given, { shape, dtype, normalised }: Slot): string {
  const sizes = shape.join(', ')
  const type = dtype === 'float32' ? '' : `, dtype=torch.${dtype}`
  switch (given.kind) {
    case 'randn':
      return `torch.manual_seed(${given.seed}); torch.randn(${sizes})`
    case 'zeros':
      return `torch.zeros(${sizes}${type})`
    case 'ones':
      return `torch.ones(${sizes}${type})`
    case 'constant':
      return `torch.full((${sizes}${shape.length === 1 ? ',' : ''}), ${given.value}${type})`
    case 'sample':
      return textOf('feed.hint.sample')
    case 'file':
      return textOf(
        !given.picture ? 'feed.hint.file' : normalised ? 'feed.hint.pictureNormalised' : 'feed.hint.picture',
      )
    case 'drawn':
      return textOf(normalised ? 'feed.hint.drawnNormalised' : 'feed.hint.drawn')
    default:
      return assertNever(given)
  }
}
