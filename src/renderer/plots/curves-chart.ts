/** The plot of loss and accuracy. */
import type uPlot from 'uplot'
import { curveAxes } from './curve-axes'
import type { CurveColumns } from './curve-columns'
import { readCurves } from './curve-reading'
import type { CurveReading } from './curve-reading'
import { curveSeries } from './curve-style'
import type { SeriesOptions } from './curve-style'
import { valueScale } from './plot-scale'
import { StepChart } from './step-chart'

export interface CurvesOptions extends SeriesOptions {
  container: HTMLElement
  logarithmic: boolean
  /** Whether anything is a share, such as the accuracy. */
  shares: boolean
  /** Told what to read out when the pointer moves or the curve grows. */
  onRead: (reading: CurveReading) => void
}

/** One plot; a change of theme, scale or text size makes a new one. */
export class CurvesChart {
  private readonly chart: StepChart
  private columns: CurveColumns | null = null

  constructor(options: CurvesOptions) {
    const { container, logarithmic, shares, onRead } = options
    this.chart = new StepChart({
      container,
      series: curveSeries(options).map((each) => each.series),
      axes: curveAxes(logarithmic, shares),
      scales: {
        y: valueScale(logarithmic),
        // A score may fall below 0, and far below is no use to look at.
        share: { range: (_, low) => [low < 0 ? Math.max(low, -1) : 0, 1] },
        lr: { range: (_, low, high) => [Math.min(0, low), high * 1.15 || 1] },
      },
      leads: true,
      onPoint: (place) => {
        if (this.columns) onRead(readCurves(this.columns, place))
      },
    })
  }

  update(columns: CurveColumns): void {
    this.columns = columns
    const { steps, loss, smoothLoss, accuracy, heldOutLoss, heldOutAccuracy, lr, metrics } = columns
    const measured = metrics.flatMap(({ train, heldOut }) => [train, heldOut])
    const data: uPlot.AlignedData = [
      steps,
      loss,
      smoothLoss,
      accuracy,
      heldOutLoss,
      heldOutAccuracy,
      lr,
      ...measured,
    ]
    this.chart.update(data)
  }

  /** The plot as it stands. */
  get canvas(): HTMLCanvasElement {
    return this.chart.canvas
  }

  destroy(): void {
    this.chart.destroy()
  }
}
