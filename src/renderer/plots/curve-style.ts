/** How the curves look: the colour, width and dashes of each line, in uPlot's words. */
import type uPlot from 'uplot'
import { paintStyle, type PaintStyle } from '../paint/paint-style'
import type { MetricLine } from './curve-columns'

/** What a person switches on and off in the legend; a metric node has its id. */
export type CurveName =
  'loss' | 'lossMean' | 'heldOutLoss' | 'accuracy' | 'heldOutAccuracy' | 'lr' | `metric:${string}`

/** The name of a metric's curves, for the legend: those of the built-in numbers have no such beginning. */
export function metricCurve(id: string): CurveName {
  return `metric:${id}`
}

/** Metrics take these in turn. */
const METRIC_COLORS = ['metric', 'pooling', 'regularization', 'normalization', 'module', 'math']

/** The colours of the lines, also for the legend. */
export function curveColors(style: PaintStyle): { loss: string; heldOut: string; accuracy: string } {
  return { loss: style.accentText, heldOut: variable('--category-loss'), accuracy: variable('--success') }
}

/** The colour of the metric at that place. */
export function metricColor(place: number): string {
  return variable(`--category-${METRIC_COLORS[place % METRIC_COLORS.length] ?? 'metric'}`)
}

/** A colour that stands back behind its own smooth line. */
export function faded(color: string): string {
  return `color-mix(in srgb, ${color} 38%, transparent)`
}

export interface SeriesOptions {
  smooth: boolean
  lines: readonly MetricLine[]
  scheduled: boolean
  hidden: ReadonlySet<CurveName>
}

/** uPlot's series in the order of the columns, each with the name that switches it. The steps are the first. */
export function curveSeries(options: SeriesOptions): { curve: CurveName | null; series: uPlot.Series }[] {
  const style = paintStyle()
  const colors = curveColors(style)
  const { smooth, lines, scheduled, hidden } = options
  // The share that a person measures stands for the built-in one.
  const accuracy = !lines.some(({ form }) => form === 'share')
  const all: { curve: CurveName; shown?: boolean; series: uPlot.Series }[] = [
    { curve: 'loss', series: measured('y', smooth ? faded(colors.loss) : colors.loss, smooth ? 1 : 1.5) },
    {
      curve: 'lossMean',
      shown: smooth,
      series: { scale: 'y', stroke: colors.loss, width: 2, points: { show: false } },
    },
    { curve: 'accuracy', shown: accuracy, series: measured('share', faded(colors.accuracy), 1.5) },
    { curve: 'heldOutLoss', series: heldOut('y', colors.heldOut) },
    { curve: 'heldOutAccuracy', shown: accuracy, series: heldOut('share', colors.accuracy) },
    // On a scale of its own: its form says enough, the legend has the number.
    {
      curve: 'lr',
      shown: scheduled,
      series: { scale: 'lr', stroke: style.faint, width: 1, dash: [1, 3], points: { show: false } },
    },
    ...lines.flatMap(({ id, beside }, place) => {
      const scale = beside === 'losses' ? 'y' : 'share'
      const curve = metricCurve(id)
      // Over the epoch so far, and on the samples held out.
      return [
        { curve, series: measured(scale, metricColor(place), 1.5) },
        { curve, series: heldOut(scale, metricColor(place)) },
      ]
    }),
  ]
  return [
    { curve: null, series: {} },
    ...all.map(({ curve, shown = true, series }) => ({
      curve,
      series: { ...series, show: shown && !hidden.has(curve) },
    })),
  ]
}

/** A value at every step. One alone makes no line, and is a point. */
function measured(scale: string, color: string, width: number): uPlot.Series {
  return {
    scale,
    stroke: color,
    width,
    points: { ...points(color), show: (plot) => plot.data[0].length === 1 },
  }
}

/** A value at the end of each epoch. */
function heldOut(scale: string, color: string): uPlot.Series {
  return { scale, stroke: color, width: 1, dash: [3, 3], spanGaps: true, points: points(color) }
}

function points(color: string): uPlot.Series.Points {
  return { show: true, size: 6, fill: color, stroke: paintStyle().surface, width: 1 }
}

function variable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
