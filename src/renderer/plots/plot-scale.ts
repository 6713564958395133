/** How values go up a plot. */
import type uPlot from 'uplot'

/** uPlot's names for these are constants of its types only, which modules compiled alone cannot read. */
const LINEAR = 1
const LOG = 3

export function valueScale(logarithmic: boolean): uPlot.Scale {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types have a name for it, and no value
  return { distr: logarithmic ? LOG : LINEAR }
}
