/** The axes of plots of steps; of the curves, losses on the left and shares on the right, each with its name. */
import type uPlot from 'uplot'
import { axisTicks, logTicks } from '../paint/axis-ticks'
import { paintStyle, type PaintStyle } from '../paint/paint-style'
import { t } from '../texts/index'
import { percentText, tickText } from '../texts/number-text'

/** uPlot's name for it is a constant of its types only, which modules compiled alone cannot read. */
const RIGHT = 1
/** From one number beside the losses to the next, in pixels at the usual text size. */
const LOSS_TICK = 26
/** The same beside the shares. */
const SHARE_TICK = 15

export function curveAxes(logarithmic: boolean, shares: boolean): uPlot.Axis[] {
  const style = paintStyle()
  return [
    ...valueAxes(logarithmic, t(logarithmic ? 'live.curves.logLossAxis' : 'live.curves.lossAxis')),
    {
      ...sharedAxis(style),
      label: t('live.curves.shareAxis'),
      show: shares,
      scale: 'share',
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types have a name for it, and no value
      side: RIGHT,
      grid: { show: false },
      size: 44 * style.scale,
      gap: 4,
      splits: (plot, __, low) =>
        shareTicks(low < 0 ? -1 : 0, plot.bbox.height / devicePixelRatio / style.scale),
      values: (_, ticks) => ticks.map((tick) => percentText(tick)),
    },
  ]
}

/** From the least share to 1 in four steps; in two, or in one, where their numbers would lie on each other. */
function shareTicks(least: number, height: number): number[] {
  const steps = [4, 2].find((count) => height >= count * SHARE_TICK) ?? 1
  return Array.from({ length: steps + 1 }, (_, at) => least + (at / steps) * (1 - least))
}

/** Steps below, and on the left the values of the scale `y`, with their name where they have one. */
export function valueAxes(logarithmic: boolean, name?: string): uPlot.Axis[] {
  const style = paintStyle()
  const shared = sharedAxis(style)
  return [
    {
      ...shared,
      grid: { show: false },
      size: 22 * style.scale,
      gap: 4,
      space: 70 * style.scale,
      values: (_, ticks) => stepTexts(ticks),
    },
    {
      ...shared,
      ...(name === undefined ? {} : { label: name }),
      scale: 'y',
      grid: { stroke: style.line, width: 1 },
      size: 52 * style.scale,
      gap: 4,
      space: LOSS_TICK * style.scale,
      ...lossTicks(logarithmic, LOSS_TICK * style.scale),
      values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : tickText(tick))),
    },
  ]
}

/** There is no half step. The first says what they are, which costs no line of its own. */
function stepTexts(ticks: readonly number[]): string[] {
  const first = ticks.findIndex(Number.isInteger)
  return ticks.map((tick, i) => {
    if (!Number.isInteger(tick)) return ''
    return i === first ? t('live.curves.stepTick', { step: tick }) : String(tick)
  })
}

function sharedAxis(style: PaintStyle): uPlot.Axis {
  const font = `${11 * style.scale}px ${style.sans}`
  return {
    stroke: style.faint,
    font,
    labelFont: font,
    labelSize: 15 * style.scale,
    labelGap: 0,
    ticks: { show: false },
    border: { show: false },
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
