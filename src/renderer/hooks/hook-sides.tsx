/** What comes to a hook beside what leaves it: numbers, histogram and picture, live while training, and at rest of the last step. */
import { useRef, useState } from 'react'
import type { HookTarget, ProbeView } from '../../engine/protocol'
import type { Hook } from '../../graph/document/document'
import type { HookPlace } from '../../graph/document/hook-place'
import type { FlowDirection } from '../../graph/frames/frame'
import { shapeText } from '../../graph/drawing/node-text'
import { hookText } from '../../graph/hooks/hook-text'
import { editedInference } from '../editing/editor-store'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { numberText, percentText, valueText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { IndexField } from '../ui/stepper'
import { ToggleButton } from '../ui/toggle-button'
import { useWidth } from '../ui/use-width'
import { laneFrame, useLanes, useLaneShape, useProbe } from '../wire/lane'
import { LaneHistogram } from '../wire/lane-histogram'
import { LanePicture } from '../wire/lane-picture'
import { LaneStep } from '../wire/lane-step'
import { LaneTable } from '../wire/lane-table'
import { firstChoice, modesFor, probeView, roomFor } from '../wire/tensor-view'
import type { TensorChoice } from '../wire/tensor-view'

const SIDES = ['before', 'after'] as const
type Side = (typeof SIDES)[number]
const NUMBERS = ['min', 'max', 'mean', 'std', 'norm', 'zeros', 'nan', 'inf'] as const
const GAP = 8
/** Until the first frame comes. */
const EMPTY = '\u00a0'

interface HookSidesProps {
  hook: Hook
  place: HookPlace
}

export function HookSides({ hook, place }: HookSidesProps) {
  const { t } = useTranslation()
  const session = useSession()
  const [element, width] = useWidth()
  const [part, setPart] = useState(0)
  const [changes, setChanges] = useState<Partial<TensorChoice>>({})
  const [known, setKnown] = useState<readonly number[] | null>(null)
  const direction: FlowDirection = hook.pass === 'backward' ? 'backward' : 'forward'
  // Most gradients are all but zero, so that only a log scale shows the others.
  const [logarithmic, setLogarithmic] = useState(hook.pass === 'backward')
  const scale = logarithmic ? 'logarithmic' : 'linear'
  const choice = { ...firstChoice(known?.length ?? 0), ...changes }
  const column = Math.max(80, Math.floor((width - GAP) / 2))
  const room = roomFor(known ?? [], column)
  const view: ProbeView = known === null ? { kind: 'numbers' } : probeView(choice, known.length, room)
  const byHand = useRun((run) => run.byHand)
  const path = session.engine.path()
  const target = (side: Side): HookTarget => ({ kind: 'hook', path, hook: hook.id, side, part })
  const request = (side: Side) => ({ target: target(side), direction, purpose: 'inspector' as const, view })
  const before = useProbe(`hook ${hook.id} before`, request('before'))
  const after = useProbe(`hook ${hook.id} after`, request('after'))
  const shape = useLaneShape(before)
  const left = useLaneShape(after)
  if (shape && shape.join() !== known?.join()) setKnown(shape)
  const parts = useParts(hook, place)
  const modes = modesFor(shape?.length ?? 0)
  const mode = modes.includes(choice.mode) ? choice.mode : modes[0]!
  return (
    <section aria-label={t('hookPanel.sides')} className="flex flex-col gap-2">
      <div className="flex h-6 items-center gap-2">
        <h4 className="min-w-0 flex-1 truncate text-sm font-medium">{t('hookPanel.sides')}</h4>
        <span className="truncate font-mono text-xs text-muted">{shape && shapeText(shape)}</span>
        <LaneStep laneKey={before} />
      </div>
      {parts.length > 1 && (
        <Field label={t('hookPanel.part')}>
          <Select
            value={String(part)}
            options={parts.map((label, index) => ({ value: String(index), label }))}
            onChange={(next) => setPart(Number(next))}
          />
        </Field>
      )}
      <div ref={element}>
        {shape === null ? (
          <p className="text-sm text-muted">
            {byHand ? t('hookPanel.notByHand') : `${t('hookPanel.nothing')} ${t('hookPanel.nothingText')}`}
          </p>
        ) : (
          <div className="flex flex-col gap-2">
            <SideNumbers before={before} after={after} name={hookText(hook)} />
            {left === null && hook.type === 'stop' && (
              <p className="text-sm text-muted">{t('hookPanel.gone')}</p>
            )}
            <div className="flex h-6 items-center justify-between gap-2">
              <h5 className="text-sm">{t('live.wire.histogram')}</h5>
              <ToggleButton pressed={logarithmic} onChange={setLogarithmic}>
                {t('live.wire.histogramLog')}
              </ToggleButton>
            </div>
            <div className="grid grid-cols-2" style={{ gap: GAP }}>
              <LaneHistogram laneKey={before} beside={after} direction={direction} scale={scale} />
              <LaneHistogram laneKey={after} beside={before} direction={direction} scale={scale} />
            </div>
            <div className="flex flex-wrap items-center justify-between gap-2">
              <Choice
                label={t('live.wire.view')}
                value={mode}
                options={modes.map((value) => ({ value, label: t(`live.wire.${value}`) }))}
                onChange={(next) => setChanges({ ...changes, mode: next })}
              />
              {shape.length > 2 && (
                <IndexField
                  label={t('live.wire.sample')}
                  value={choice.sample}
                  count={shape[0]!}
                  onChange={(sample) => setChanges({ ...changes, sample })}
                />
              )}
            </div>
            <div className="grid grid-cols-2" style={{ gap: GAP }}>
              {SIDES.map((side) => (
                <SidePicture
                  key={side}
                  label={t(`hookPanel.${side}`)}
                  laneKey={side === 'before' ? before : after}
                  beside={side === 'before' ? after : before}
                  table={mode === 'table' ? room : null}
                  sample={choice.sample}
                />
              ))}
            </div>
          </div>
        )}
      </div>
    </section>
  )
}

interface SidePictureProps {
  label: string
  laneKey: string
  /** The other side's. */
  beside: string
  /** Room for a table; null: a picture. */
  table: ReturnType<typeof roomFor> | null
  sample: number
}

function SidePicture({ label, laneKey, beside, table, sample }: SidePictureProps) {
  return (
    <figure className="min-w-0">
      <figcaption className="pb-1 text-xs text-muted">{label}</figcaption>
      {table === null ? (
        <LanePicture laneKey={laneKey} beside={beside} sample={sample} />
      ) : (
        <LaneTable laneKey={laneKey} room={table} label={label} />
      )}
    </figure>
  )
}

/** The tensors that a hook on a call sees, by the names of the handles. */
function useParts({ pass }: Hook, place: HookPlace): readonly string[] {
  const node = useEditor((state) =>
    place.kind === 'node' ? editedInference(state)?.nodes.get(place.node) : undefined,
  )
  if (node === undefined) return []
  return Object.keys(pass === 'forward' ? node.outputs : node.inputs)
}

/** Numbers of both sides in one table, written as they come without React. */
function SideNumbers({ before, after, name }: { before: string; after: string; name: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const table = useRef<HTMLTableElement>(null)
  const subscribe = useLanes(before, after)
  const draw = (): void => {
    for (const [side, key] of [
      ['before', before],
      ['after', after],
    ] as const)
      // prettier-ignore
      for (const number of NUMBERS) {
        const cell = table.current?.querySelector(`[data-side=${side}][data-number=${number}]`)
        const value = laneFrame(session, key)?.statistics[number]
        if (cell) cell.textContent = value === undefined ? '–' : textOf(number, value)
      }
  }
  useDrawing(table, draw, subscribe)
  return (
    <table
      ref={table}
      aria-label={t('hookPanel.compare', { hook: name })}
      className="w-full table-fixed text-sm"
    >
      <thead>
        <tr className="text-xs text-muted">
          <th scope="col">
            <span className="sr-only">{t('hookPanel.number')}</span>
          </th>
          {SIDES.map((side) => (
            <th key={side} scope="col" className="text-right font-medium">
              {t(`hookPanel.${side}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {NUMBERS.map((number) => (
          <tr key={number}>
            <th scope="row" className="text-left font-normal text-muted">
              {t(`live.wire.${number}`)}
            </th>
            {SIDES.map((side) => (
              <td
                key={side}
                data-side={side}
                data-number={number}
                data-selectable
                className="truncate text-right font-mono tabular"
              >
                {EMPTY}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function textOf(number: (typeof NUMBERS)[number], value: number): string {
  if (number === 'zeros') return percentText(value)
  if (number === 'min' || number === 'max') return valueText(value)
  return number === 'nan' || number === 'inf' ? String(value) : numberText(value)
}
