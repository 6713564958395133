/** The plot of loss and accuracy, drawn by uPlot outside React. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { axisTicks, logTicks } from '../paint/axis-ticks'
import { MEAN_POINTS } from './curve-columns'
import type { CurveColumns, MetricLine } from './curve-columns'
import { percentText, tickText } from '../texts/number-text'
import { paintStyle, type PaintStyle } from '../paint/paint-style'

/** Values under the pointer, or the last ones; null where there is none. */
export interface CurveReading {
  step: number | null
  /** Whether it is the end of the curve, where nobody points. */
  latest: boolean
  /** Of the point itself. */
  loss: number | null
  /** Over the last points up to it; NaN where one of them is not finite. */
  lossMean: number | null
  heldOutLoss: number | null
  accuracy: number | null
  heldOutAccuracy: number | null
  lr: number | null
  metrics: { train: number | null; heldOut: number | null }[]
}

export interface CurvesOptions {
  container: HTMLElement
  logarithmic: boolean
  smooth: boolean
  /** Metric nodes that have a line. */
  lines: readonly MetricLine[]
  /** Whether anything is a share, such as the accuracy. */
  shares: boolean
  /** Whether the learning rate has one. */
  scheduled: boolean
  /** Told what to read out when the pointer moves or the curve grows. */
  onRead: (reading: CurveReading) => void
}

/** uPlot's names for these are constants of its types only, which modules compiled alone cannot read. */
const LINEAR = 1
const LOG = 3
const RIGHT = 1
/** From one number beside the losses to the next, in pixels at the usual text size. */
const LOSS_TICK = 26

/** The colours of the lines, also for the legend. */
export function curveColors(style: PaintStyle): { loss: string; heldOut: string; accuracy: string } {
  const read = (name: string): string =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  return { loss: style.accentText, heldOut: read('--category-loss'), accuracy: read('--success') }
}

/** Metrics take these in turn. */
const METRIC_COLORS = ['metric', 'pooling', 'regularization', 'normalization', 'module', 'math']

/** The colour of the metric at that place. */
export function metricColor(place: number): string {
  const name = METRIC_COLORS[place % METRIC_COLORS.length] ?? 'metric'
  return getComputedStyle(document.documentElement).getPropertyValue(`--category-${name}`).trim()
}

/** One plot; a change of theme, scale or text size makes a new one. */
export class CurvesChart {
  private readonly plot: uPlot
  private readonly resizing: ResizeObserver
  private readonly options: CurvesOptions
  private columns: CurveColumns | null = null

  constructor(options: CurvesOptions) {
    this.options = options
    const { container } = options
    const series = 7 + 2 * options.lines.length
    const none = Array.from({ length: series }, (): number[] => [])
    this.plot = new uPlot(this.plotOptions(), none as unknown as uPlot.AlignedData, container)
    this.resizing = new ResizeObserver(() => this.resize())
    this.resizing.observe(container)
  }

  update(columns: CurveColumns): void {
    this.columns = columns
    const { steps, loss, smoothLoss, accuracy, heldOutLoss, heldOutAccuracy, lr, metrics } = columns
    const measured = metrics.flatMap(({ train, heldOut }) => [train, heldOut])
    this.plot.setData([steps, loss, smoothLoss, accuracy, heldOutLoss, heldOutAccuracy, lr, ...measured])
    this.read()
  }

  destroy(): void {
    this.resizing.disconnect()
    this.plot.destroy()
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.options.container
    if (clientWidth > 0 && clientHeight > 0) this.plot.setSize({ width: clientWidth, height: clientHeight })
  }

  private read(): void {
    const { columns } = this
    if (!columns) return
    const under = this.plot.cursor.idx
    const { steps } = columns
    const index = under ?? steps.length - 1
    // Held-out values stand at the ends of epochs: the last one before the pointer holds there.
    const before = (values: readonly (number | null)[]): number | null =>
      values.slice(0, index + 1).findLast((value) => value !== null) ?? null
    const measured = before(columns.measuredLoss)
    this.options.onRead({
      step: steps[index] ?? null,
      latest: under === null || under === undefined,
      loss: measured,
      lossMean: meanBefore(columns.measuredLoss, index),
      accuracy: before(columns.accuracy),
      heldOutLoss: before(columns.heldOutLoss),
      heldOutAccuracy: before(columns.heldOutAccuracy),
      lr: before(columns.lr),
      metrics: columns.metrics.map(({ train, heldOut }) => ({
        train: before(train),
        heldOut: before(heldOut),
      })),
    })
  }

  private plotOptions(): uPlot.Options {
    const { container, logarithmic, smooth, lines, shares, scheduled } = this.options
    const style = paintStyle()
    return {
      width: container.clientWidth || 300,
      height: container.clientHeight || 120,
      legend: { show: false },
      padding: [8, 4, 0, 4],
      cursor: { y: false, points: { size: 6, width: 1 }, drag: { x: false, y: false } },
      scales: {
        x: { time: false },
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types have a name for it, and no value
        y: { distr: logarithmic ? LOG : LINEAR },
        // A score may fall below 0, and far below is no use to look at.
        share: { range: (_, low) => [low < 0 ? Math.max(low, -1) : 0, 1] },
        lr: { range: (_, low, high) => [Math.min(0, low), high * 1.15 || 1] },
      },
      axes: axesOf(style, logarithmic, shares),
      series: [
        ...seriesOf(style, { smooth, accuracy: !lines.some(({ form }) => form === 'share') }),
        rateSeries(style, scheduled),
        ...lines.flatMap(metricSeriesOf(style)),
      ],
      hooks: { setCursor: [() => this.read()] },
    }
  }
}

/** A line can leave out what is not finite; the number must not. */
function meanBefore(values: readonly (number | null)[], index: number): number | null {
  const known = values.slice(0, index + 1).filter((value) => value !== null)
  const last = known.slice(-MEAN_POINTS)
  return last.length === 0 ? null : last.reduce((sum, value) => sum + value, 0) / last.length
}

function seriesOf(
  style: PaintStyle,
  { smooth, accuracy }: { smooth: boolean; accuracy: boolean },
): uPlot.Series[] {
  const colors = curveColors(style)
  const points = (color: string): uPlot.Series.Points => ({
    show: true,
    size: 6,
    fill: color,
    stroke: style.surface,
    width: 1,
  })
  // One value makes no line.
  const single = (color: string): uPlot.Series.Points => ({
    ...points(color),
    show: (plot) => plot.data[0].length === 1,
  })
  return [
    {},
    {
      scale: 'y',
      stroke: smooth ? faded(colors.loss) : colors.loss,
      width: smooth ? 1 : 1.5,
      points: single(colors.loss),
    },
    { scale: 'y', show: smooth, stroke: colors.loss, width: 2, points: { show: false } },
    {
      scale: 'share',
      show: accuracy,
      stroke: faded(colors.accuracy),
      width: 1.5,
      points: single(faded(colors.accuracy)),
    },
    {
      scale: 'y',
      stroke: colors.heldOut,
      width: 1,
      dash: [3, 3],
      spanGaps: true,
      points: points(colors.heldOut),
    },
    {
      scale: 'share',
      show: accuracy,
      stroke: colors.accuracy,
      width: 1,
      dash: [3, 3],
      spanGaps: true,
      points: points(colors.accuracy),
    },
  ]
}

/** The learning rate, on a scale of its own: its form says enough, the legend has the number. */
function rateSeries(style: PaintStyle, show: boolean): uPlot.Series {
  return { scale: 'lr', show, stroke: style.faint, width: 1, dash: [1, 3], points: { show: false } }
}

/** Over the epoch so far, and on the samples held out. */
function metricSeriesOf(style: PaintStyle): (line: MetricLine, place: number) => uPlot.Series[] {
  return ({ beside }, place) => {
    const color = metricColor(place)
    const scale = beside === 'losses' ? 'y' : 'share'
    return [
      { scale, stroke: color, width: 1.5, points: { show: (plot) => plot.data[0].length === 1 } },
      {
        scale,
        stroke: color,
        width: 1,
        dash: [3, 3],
        spanGaps: true,
        points: { show: true, size: 6, fill: color, stroke: style.surface, width: 1 },
      },
    ]
  }
}

/**
 * Round numbers beside the losses, also where a loss has exploded: uPlot's own steps end at 1e16, and on a log scale it
 * draws nine lines for each power of ten.
 */
function lossTicks(logarithmic: boolean, room: number): Pick<uPlot.Axis, 'incrs' | 'splits' | 'filter'> {
  const ticks = logarithmic ? logTicks : axisTicks
  return {
    // Any step that fits; the places below do not depend on it.
    incrs: (_, __, low, high) => [Math.max(5, high - low)],
    splits: (plot, _, low, high) =>
      ticks(low, high, Math.max(2, Math.floor(plot.bbox.height / devicePixelRatio / room))),
    filter: (_, places) => places,
  }
}

function axesOf(style: PaintStyle, logarithmic: boolean, shares: boolean): uPlot.Axis[] {
  const shared = {
    stroke: style.faint,
    font: `${11 * style.scale}px ${style.sans}`,
    ticks: { show: false },
    border: { show: false },
  }
  const grid = { stroke: style.line, width: 1 }
  return [
    {
      ...shared,
      grid: { show: false },
      size: 22 * style.scale,
      gap: 4,
      space: 70 * style.scale,
      // There is no half step.
      values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : '')),
    },
    {
      ...shared,
      scale: 'y',
      grid,
      size: 52 * style.scale,
      gap: 4,
      space: LOSS_TICK * style.scale,
      ...lossTicks(logarithmic, LOSS_TICK * style.scale),
      values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : tickText(tick))),
    },
    {
      ...shared,
      show: shares,
      scale: 'share',
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types have a name for it, and no value
      side: RIGHT,
      grid: { show: false },
      size: 44 * style.scale,
      gap: 4,
      splits: (_, __, low) => (low < 0 ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]),
      values: (_, ticks) => ticks.map((tick) => percentText(tick)),
    },
  ]
}

function faded(color: string): string {
  return `color-mix(in srgb, ${color} 38%, transparent)`
}
