/** The plot of loss and accuracy, drawn by uPlot outside React. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { curveAxes } from './curve-axes'
import type { CurveColumns } from './curve-columns'
import { readCurves } from './curve-reading'
import type { CurveReading } from './curve-reading'
import { curveSeries } from './curve-style'
import type { SeriesOptions } from './curve-style'
import { DRAGGING, plotGestures } from './plot-gestures'
import { follow, within } from './step-range'
import type { StepRange } from './step-range'

export interface CurvesOptions extends SeriesOptions {
  container: HTMLElement
  logarithmic: boolean
  /** Whether anything is a share, such as the accuracy. */
  shares: boolean
  /** Told what to read out when the pointer moves or the curve grows. */
  onRead: (reading: CurveReading) => void
  /** The steps that are seen at first; null for all. */
  part: StepRange | null
  /** Told of the steps that are seen, when they change. */
  onPart: (part: StepRange | null) => void
}

/** uPlot's names for these are constants of its types only, which modules compiled alone cannot read. */
const LINEAR = 1
const LOG = 3

/** One plot; a change of theme, scale or text size makes a new one. */
export class CurvesChart {
  private readonly plot: uPlot
  private readonly resizing: ResizeObserver
  private readonly options: CurvesOptions
  private columns: CurveColumns | null = null
  /** The steps that are seen; null for all. */
  private part: StepRange | null

  constructor(options: CurvesOptions) {
    this.options = options
    this.part = options.part
    const { container } = options
    const series = curveSeries(options)
    const none = series.map((): number[] => [])
    this.plot = new uPlot(this.plotOptions(series), none as unknown as uPlot.AlignedData, container)
    this.resizing = new ResizeObserver(() => this.resize())
    this.resizing.observe(container)
  }

  update(columns: CurveColumns): void {
    const before = this.columns && this.whole()
    this.columns = columns
    const now = this.whole()
    if (this.part) this.see(before ? follow(this.part, before, now) : within(this.part, now))
    this.draw()
  }

  /** Sees all of the run. */
  showAll(): void {
    this.show(null)
  }

  /** The plot as it stands. */
  get canvas(): HTMLCanvasElement {
    return this.plot.ctx.canvas
  }

  destroy(): void {
    this.resizing.disconnect()
    this.plot.destroy()
  }

  private draw(): void {
    const { columns } = this
    if (!columns) return
    const { steps, loss, smoothLoss, accuracy, heldOutLoss, heldOutAccuracy, lr, metrics } = columns
    const measured = metrics.flatMap(({ train, heldOut }) => [train, heldOut])
    this.plot.setData([steps, loss, smoothLoss, accuracy, heldOutLoss, heldOutAccuracy, lr, ...measured])
    this.read()
  }

  private show(range: StepRange | null): void {
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    this.see(range)
    this.draw()
  }

  private see(range: StepRange | null): void {
    this.part = range
    this.options.onPart(range)
  }

  private whole(): StepRange {
    const { steps } = this.columns ?? { steps: [] }
    return { from: steps[0] ?? 0, to: steps.at(-1) ?? 0 }
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.options.container
    if (clientWidth > 0 && clientHeight > 0) this.plot.setSize({ width: clientWidth, height: clientHeight })
  }

  private read(): void {
    if (this.columns) this.options.onRead(readCurves(this.columns, this.plot.cursor.idx ?? null))
  }

  private plotOptions(series: ReturnType<typeof curveSeries>): uPlot.Options {
    const { container, logarithmic, shares } = this.options
    return {
      width: container.clientWidth || 300,
      height: container.clientHeight || 120,
      legend: { show: false },
      padding: [8, 4, 0, 4],
      cursor: { y: false, points: { size: 6, width: 1 }, drag: DRAGGING },
      scales: {
        x: {
          time: false,
          range: (_, low, high) => (this.part ? [this.part.from, this.part.to] : [low, high]),
        },
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types have a name for it, and no value
        y: { distr: logarithmic ? LOG : LINEAR },
        // A score may fall below 0, and far below is no use to look at.
        share: { range: (_, low) => [low < 0 ? Math.max(low, -1) : 0, 1] },
        lr: { range: (_, low, high) => [Math.min(0, low), high * 1.15 || 1] },
      },
      axes: curveAxes(logarithmic, shares),
      series: series.map((each) => each.series),
      plugins: [
        plotGestures(container, {
          range: () => this.part ?? this.whole(),
          whole: () => this.whole(),
          show: (range) => this.show(range),
        }),
      ],
      hooks: { setCursor: [() => this.read()] },
    }
  }
}
