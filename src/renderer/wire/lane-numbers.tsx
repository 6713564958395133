/** The numbers of a lane, written ten times a second without React. */
import { useMemo, useRef } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { FlowFrame } from '../../graph/frames/frame'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import { shapeText } from '../../graph/drawing/node-text'
import { t } from '../texts/index'
import { laneFrame, onLane } from './lane'
import { laneTrouble } from '../probes/lane-said'
import { numberText, percentText, valueText } from '../texts/number-text'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'

const NUMBERS = ['min', 'max', 'mean', 'std', 'norm', 'zeros', 'nan', 'inf'] as const

function textOf(key: keyof TensorStatistics, value: number): string {
  if (key === 'zeros') return percentText(value)
  if (key === 'min' || key === 'max') return valueText(value)
  return key === 'nan' || key === 'inf' ? String(value) : numberText(value)
}

export function LaneNumbers({ laneKey }: { laneKey: string }) {
  const { t: text } = useTranslation()
  const session = useSession()
  const list = useRef<HTMLDivElement>(null)
  const summary = useRef<HTMLParagraphElement>(null)
  const warning = useRef<HTMLParagraphElement>(null)
  const summarised = useRef(0)
  const subscribe = useMemo(() => onLane(session, laneKey), [laneKey, session])
  const draw = (): void => {
    const frame = laneFrame(session, laneKey)
    if (!frame || !list.current) return
    writeNumbers(list.current, frame.statistics)
    writeWarning(warning.current, frame)
    // Screen readers read what is there when they come by; once a second is often enough.
    if (!summary.current || performance.now() - summarised.current < 1000) return
    summarised.current = performance.now()
    summary.current.textContent = summaryOf(frame)
  }
  useDrawing(list, draw, subscribe)
  return (
    <>
      <div ref={list}>
        <dl className="grid grid-cols-2 gap-x-4 gap-y-0.5">
          {NUMBERS.map((key) => (
            <div key={key} className="flex items-baseline justify-between gap-2">
              <dt className="text-sm text-muted">{text(`live.wire.${key}`)}</dt>
              <dd data-number={key} data-selectable className="truncate font-mono text-sm tabular" />
            </div>
          ))}
        </dl>
      </div>
      <p ref={warning} hidden className="mt-2 rounded-md bg-warning-soft px-2 py-1 text-xs text-warning" />
      <p ref={summary} className="sr-only" />
    </>
  )
}

function writeNumbers(list: HTMLElement, statistics: TensorStatistics): void {
  for (const key of NUMBERS) {
    const cell = list.querySelector<HTMLElement>(`[data-number=${key}]`)
    if (!cell) continue
    const value = statistics[key]
    cell.textContent = textOf(key, value)
    const wrong = (key === 'nan' || key === 'inf') && value > 0
    cell.classList.toggle('text-danger', wrong)
    cell.classList.toggle('font-semibold', wrong)
  }
}

function writeWarning(place: HTMLElement | null, frame: FlowFrame): void {
  if (!place) return
  const trouble = laneTrouble(frame)
  place.hidden = trouble === null
  if (trouble === 'zero') place.textContent = t('live.wire.zero')
  if (trouble === 'vanishing') place.textContent = t('live.wire.vanishing')
  if (trouble === 'notFinite') {
    const { nan, inf } = frame.statistics
    place.textContent = t('live.wire.notFinite', { nan, inf })
  }
}

function summaryOf({ direction, shape, step, statistics }: FlowFrame): string {
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, textOf(key, statistics[key])])) as Record<
    (typeof NUMBERS)[number],
    string
  >
  return t('live.wire.summary', {
    ...numbers,
    direction: t(`live.wire.${direction}Long`),
    shape: shapeText(shape),
    step,
  })
}
