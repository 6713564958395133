/** The tensor itself: which view, which sample, which part, and the picture or table; and what changes it. */
import { useRef, useState } from 'react'
import type { TensorPlace } from '../engine-link/hand-changes'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { ExplanationView } from '../explained/explanation-view'
import type { Axes } from './axes'
import { LanePicture } from './lane-picture'
import { LaneTable } from './lane-table'
import { showToast } from '../ui/toast'
import { IndexField, Pager } from '../ui/stepper'
import { ChangeForm } from './change-form'
import { ChangeList } from './change-list'
import { Pencil } from './pencil'
import { typedNumber, useTensorEditing } from './tensor-editing'
import { leadingIndex, modesFor, shownPart, type TensorChoice, type TensorRoom } from './tensor-view'
import { ToggleButton } from '../ui/toggle-button'

export interface LaneTensorProps {
  laneKey: string
  place: TensorPlace
  shape: readonly number[]
  choice: TensorChoice
  room: TensorRoom
  /** What PyTorch calls the first two dimensions; left out: those of a batch. */
  axes?: Axes | undefined
  onChange: (part: Partial<TensorChoice>) => void
}

export function LaneTensor({ laneKey, place, shape, choice, room, axes, onChange }: LaneTensorProps) {
  const { t } = useTranslation()
  const editing = useTensorEditing(place)
  const [opened, setOpened] = useState(false)
  const [drawing, setDrawing] = useState(false)
  const opener = useRef<HTMLSpanElement>(null)
  const rank = shape.length
  const modes = modesFor(rank)
  const mode = modes.includes(choice.mode) ? choice.mode : modes[0]!
  const seen = { ...choice, mode }
  const sample = sampleShown(rank, seen)
  const [value, setValue] = useState('1')
  const { picked, pick, close } = usePicked(place, shape, sample)
  const draw = async (indices: number[]): Promise<void> => {
    const number = typedNumber(value)
    if (number === null) return
    const problem = await editing.change({ kind: 'set', indices, values: Float32Array.of(number) })
    if (problem) showToast({ tone: 'error', title: problem.message, text: problem.remedy })
  }
  const views = (
    <Choice
      label={t('live.wire.view')}
      value={mode}
      options={modes.map((each) => ({ value: each, label: t(`live.wire.${each}`) }))}
      onChange={(next) => onChange({ mode: next })}
    />
  )
  return (
    <section className="flex flex-col gap-2">
      <div className="flex h-7 items-center gap-1">
        <h4 className="min-w-0 flex-1 truncate text-sm font-medium">{t('live.wire.tensor')}</h4>
        {editing.can && mode !== 'table' && (
          <Pencil drawing={drawing} onDrawing={setDrawing} value={value} onValue={setValue} />
        )}
        {editing.can && (
          <span ref={opener} className="contents">
            <ToggleButton pressed={opened} onChange={setOpened}>
              {t('changes.open')}
            </ToggleButton>
          </span>
        )}
        {!editing.can && views}
      </div>
      {editing.can && opened && (
        <ChangeForm
          place={place}
          shape={shape}
          shown={mode === 'table' ? shownPart(shape, choice, room) : null}
          editing={editing}
        />
      )}
      {/* Before the picture: many maps would push it out of sight. */}
      {editing.reach && editing.changes.length > 0 && (
        <p role="status" className="rounded-md bg-warning-soft px-2 py-1 text-xs text-warning">
          {t('changes.taken', { names: editing.reach.taken })}{' '}
          {t('changes.awaited', { names: editing.reach.awaited })}
        </p>
      )}
      <ChangeList
        changes={editing.changes}
        onEmpty={() => opener.current?.querySelector('button')?.focus()}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 empty:hidden">
        {editing.can && views}
        <Place shape={shape} choice={seen} axes={axes} onChange={onChange} />
      </div>
      {mode === 'table' ? (
        <LaneTable
          laneKey={laneKey}
          room={room}
          label={t('live.wire.table')}
          shape={shape}
          index={leadingIndex(choice, rank)}
          editing={editing}
          onPick={pick}
        />
      ) : (
        <LanePicture
          laneKey={laneKey}
          sample={sample}
          shape={shape}
          axes={axes}
          onDraw={editing.can && drawing ? (indices) => void draw(indices) : null}
          onPick={pick}
          marked={picked?.index ?? null}
        />
      )}
      {editing.can && mode === 'table' && <p className="text-xs text-faint">{t('changes.hint')}</p>}
      <Pages shape={shape} choice={seen} room={room} axes={axes} onChange={onChange} />
      {picked && <ExplanationView place={picked} onClose={close} />}
    </section>
  )
}

/** The sample that alone is shown; null: all are. */
function sampleShown(rank: number, { mode, sample, allSamples }: TensorChoice) {
  const all = mode === 'table' ? rank < 3 : rank < 2 || (mode === 'heat' && allSamples)
  return all ? null : sample
}

/** The element that is explained: of what flows, of the sample that is shown, and only as long as it is there. */
function usePicked({ target, direction }: TensorPlace, shape: readonly number[], sample: number | null) {
  const [chosen, setIndex] = useState<readonly number[] | null>(null)
  const index = chosen && sample !== null ? [sample, ...chosen.slice(1)] : chosen
  if (target.kind === 'parameter') return { picked: null, pick: undefined, close: () => undefined }
  const inside = index?.length === shape.length && index.every((at, dim) => at < shape[dim]!)
  return {
    picked: index && inside ? { target, direction, index } : null,
    pick: (next: readonly number[]) => setIndex(next),
    close: () => setIndex(null),
  }
}

type PlaceProps = Pick<LaneTensorProps, 'shape' | 'choice' | 'axes' | 'onChange'>

/** Index into the first dimension and, for a table of maps, into the second. */
function Place({ shape, choice, axes, onChange }: PlaceProps) {
  const { t } = useTranslation()
  const rank = shape.length
  const { mode, sample, channel, allSamples } = choice
  if (rank < 2 || (mode === 'table' && rank === 2)) return null
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <IndexField
        label={axes?.[0] ?? t('live.wire.sample')}
        value={sample}
        count={shape[0]!}
        disabled={mode === 'heat' && allSamples}
        onChange={(value) => onChange({ sample: value })}
      />
      {mode === 'table' && rank === 4 && (
        <IndexField
          label={axes?.[1] ?? t('live.wire.channel')}
          value={channel}
          count={shape[1]!}
          onChange={(value) => onChange({ channel: value })}
        />
      )}
      {mode === 'heat' && (
        <ToggleButton pressed={allSamples} onChange={(pressed) => onChange({ allSamples: pressed })}>
          {t(axes ? 'live.wire.wholeTensor' : 'live.wire.allSamples')}
        </ToggleButton>
      )}
    </div>
  )
}

function Pages({ shape, choice, room, axes, onChange }: PlaceProps & { room: TensorRoom }) {
  const { t } = useTranslation()
  const range = (first: number, size: number, count: number) => ({
    from: Math.min(first, count - 1),
    to: Math.min(first + size, count) - 1,
    count,
  })
  if (choice.mode === 'maps') {
    const page = range(choice.firstMap, room.maps, shape[1] ?? 1)
    return (
      <Pager
        label={t('live.wire.maps')}
        text={axes ? t('live.wire.range', { ...page, axis: axes[1] }) : t('live.wire.channels', page)}
        first={choice.firstMap}
        size={room.maps}
        count={page.count}
        onChange={(firstMap) => onChange({ firstMap })}
      />
    )
  }
  if (choice.mode !== 'table') return null
  // A vector is one column.
  const vector = shape.length < 2
  const rows = range(choice.row, room.rows, (vector ? shape[0] : shape.at(-2)) ?? 1)
  const columns = range(choice.column, room.columns, vector ? 1 : shape.at(-1)!)
  return (
    <div>
      <Pager
        label={t('live.wire.rows', rows)}
        text={t('live.wire.rows', rows)}
        first={choice.row}
        size={room.rows}
        count={rows.count}
        onChange={(row) => onChange({ row })}
      />
      <Pager
        label={t('live.wire.columns', columns)}
        text={t('live.wire.columns', columns)}
        first={choice.column}
        size={room.columns}
        count={columns.count}
        onChange={(column) => onChange({ column })}
      />
    </div>
  )
}
