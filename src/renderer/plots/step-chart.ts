/** A plot of lines over the steps of a run, drawn by uPlot outside React: zoomed by hands, and marked where the pointer is in any plot of steps. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { pointAt, usePointedStep } from './pointed-step'
import { DRAGGING, plotGestures } from './plot-gestures'
import { useStepView } from './step-view'
import { follow, within } from './step-range'
import type { StepRange } from './step-range'

export interface StepChartOptions {
  container: HTMLElement
  series: uPlot.Series[]
  axes: uPlot.Axis[]
  /** Of the values, by their names. */
  scales: uPlot.Scales
  /** Whether the steps that are seen go on with this plot as the run grows; of plots side by side, one. */
  leads: boolean
  /** Told the place of the step that is pointed at, null for none, when the pointer moves or the curve grows. */
  onPoint: (place: number | null) => void
}

/** Room at the right for half of the number of the last step, where no axis gives it. */
const LAST_STEP = 16

/** An axis at the right, where it is shown. */
function isRight({ side, show }: uPlot.Axis): boolean {
  return Number(side) === 1 && show !== false
}

/** One plot; a change of theme, scale or text size makes a new one. */
export class StepChart {
  private readonly plot: uPlot
  private readonly resizing: ResizeObserver
  private readonly stops: (() => void)[]
  private readonly options: StepChartOptions
  private steps: readonly number[] = []
  /** Whether the pointer is in this plot. */
  private pointed = false

  constructor(options: StepChartOptions) {
    this.options = options
    const { container, series } = options
    const none = series.map((): number[] => [])
    this.plot = new uPlot(this.plotOptions(), none as unknown as uPlot.AlignedData, container)
    this.resizing = new ResizeObserver(() => this.resize())
    this.resizing.observe(container)
    this.stops = [
      usePointedStep.subscribe(({ step }) => this.mark(step)),
      useStepView.subscribe(() => this.draw()),
    ]
  }

  private data: uPlot.AlignedData | null = null

  /** The steps, then a column for each line. */
  update(data: uPlot.AlignedData): void {
    const before = this.data && this.own()
    this.data = data
    this.steps = [...data[0]]
    if (this.options.leads) this.lead(before)
    this.draw()
  }

  /** The others show the steps that this one has, and a part that one has zoomed to goes on with the run. */
  private lead(before: StepRange | null): void {
    const { part, whole } = useStepView.getState()
    const now = this.own()
    const moved = part && (before ? follow(part, before, now) : within(part, now))
    if (moved !== part || whole?.from !== now.from || whole.to !== now.to)
      useStepView.setState({ part: moved, whole: now })
  }

  /** The plot as it stands. */
  get canvas(): HTMLCanvasElement {
    return this.plot.ctx.canvas
  }

  destroy(): void {
    this.resizing.disconnect()
    for (const stop of this.stops) stop()
    if (this.options.leads) useStepView.setState({ whole: null })
    this.plot.destroy()
  }

  private draw(): void {
    if (!this.data) return
    this.plot.setData(this.data)
    this.tell()
  }

  private see(part: StepRange | null): void {
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    useStepView.setState({ part })
  }

  private whole(): StepRange {
    return useStepView.getState().whole ?? this.own()
  }

  private own(): StepRange {
    return { from: this.steps[0] ?? 0, to: this.steps.at(-1) ?? 0 }
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.options.container
    if (clientWidth > 0 && clientHeight > 0) this.plot.setSize({ width: clientWidth, height: clientHeight })
  }

  private tell(): void {
    if (this.data) this.options.onPoint(this.plot.cursor.idx ?? null)
  }

  /** What the pointer is at in this plot. */
  private point(): void {
    this.tell()
    const pointed = this.plot.over.matches(':hover')
    if (pointed || this.pointed) pointAt(pointed ? (this.steps[this.plot.cursor.idx ?? -1] ?? null) : null)
    this.pointed = pointed
  }

  /** Marks the step at which the pointer is in another plot. */
  private mark(step: number | null): void {
    if (this.plot.over.matches(':hover')) return
    const away = { left: -1, top: -1 }
    this.plot.setCursor(step === null ? away : { left: this.plot.valToPos(step, 'x'), top: 0 }, false)
    this.tell()
  }

  private plotOptions(): uPlot.Options {
    const { container, series, axes, scales } = this.options
    return {
      width: container.clientWidth || 300,
      height: container.clientHeight || 120,
      legend: { show: false },
      padding: [8, axes.some(isRight) ? 4 : LAST_STEP, 0, 4],
      cursor: { y: false, points: { size: 6, width: 1 }, drag: DRAGGING },
      scales: {
        x: {
          time: false,
          range: (_, low, high) => {
            const { part, whole } = useStepView.getState()
            const seen = part ?? whole
            // Of one step alone, or none, uPlot makes what can be drawn.
            return seen && seen.to > seen.from ? [seen.from, seen.to] : [low, high]
          },
        },
        ...scales,
      },
      axes,
      series,
      plugins: [
        plotGestures(container, {
          range: () => useStepView.getState().part ?? this.whole(),
          whole: () => this.whole(),
          show: (range) => this.see(range),
        }),
      ],
      hooks: { setCursor: [() => this.point()] },
    }
  }
}
