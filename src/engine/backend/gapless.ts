/**
 * Convolutions whose steps are wider than their filter reaches: rows and columns lie between the windows that none of them sees.
 * With those left out the windows lie side by side, and the stride is as long as the filter reaches.
 */
import type { Handle, Kernels, Window2d } from './types'

type Shape = readonly number[]
type Ways = readonly [number, number]
/** Above, below, left, right. */
type Margins = Window2d['padding']

/** A convolution of an image [N, H, W, C] that leaves gaps, as one without. */
export interface GaplessPlan {
  /** Places before and after height and width until the image is a whole number of steps; less than nothing cuts off. */
  readonly fitted: Margins
  /** [N, steps, stride, steps, stride, C]. */
  readonly steps: Shape
  /** The same with as many places of each step as a window sees. */
  readonly seen: Shape
  /** Over the image without gaps, [N, H', W', C]. */
  readonly window: Window2d
}

/** Null where the windows leave no gaps, and take more than one step each way that they take long ones. */
export function gaplessPlan(image: Shape, filter: Shape, window: Window2d): GaplessPlan | null {
  const ways = [0, 1].map((way) => planWay(way, image[way + 1]!, filter[way]!, window))
  if (ways.every((way) => way === null)) return null
  const [rows, columns] = ways.map((way, i) => way ?? untouched(i, image[i + 1]!, window)) as [Way, Way]
  const [batch, , , channels] = image as [number, number, number, number]
  return {
    fitted: [...rows.fitted, ...columns.fitted],
    steps: [batch, rows.count, rows.step, columns.count, columns.step, channels],
    seen: [batch, rows.count, rows.seen, columns.count, columns.seen, channels],
    window: {
      stride: [rows.stride, columns.stride],
      dilation: window.dilation,
      padding: [...rows.padding, ...columns.padding],
    },
  }
}

/** Height or width. */
interface Way {
  readonly count: number
  readonly step: number
  /** Places of a step that a window sees. */
  readonly seen: number
  readonly fitted: Ways
  /** Of the convolution without gaps. */
  readonly stride: number
  readonly padding: Ways
}

function planWay(
  way: number,
  size: number,
  taps: number,
  { stride, dilation, padding }: Window2d,
): Way | null {
  const step = stride[way]!
  const [before, after] = marginsOf(way, padding)
  const reach = dilation[way]! * (taps - 1) + 1
  const count = Math.floor((size + before + after - reach) / step) + 1
  if (step === 1 || (reach >= step && count > 1)) return null
  // A single window needs no step.
  const room = count === 1 ? reach : step
  return {
    count,
    step: room,
    seen: reach,
    fitted: [before, count * room - before - size],
    stride: count === 1 ? 1 : reach,
    padding: [0, 0],
  }
}

/** Steps of one place, all of them seen. */
function untouched(way: number, size: number, { stride, padding }: Window2d): Way {
  return {
    count: size,
    step: 1,
    seen: 1,
    fitted: [0, 0],
    stride: stride[way]!,
    padding: marginsOf(way, padding),
  }
}

function marginsOf(way: number, [top, bottom, left, right]: Margins): Ways {
  return way === 0 ? [top, bottom] : [left, right]
}

type Shaping = Pick<Kernels, 'pad' | 'reshape' | 'slice'> & { free(x: Handle): void }

/** What `convolve` makes of the image [N, H, W, C] without what no window sees. */
export function withoutGaps(
  kernels: Shaping,
  image: Handle,
  plan: GaplessPlan,
  convolve: (seen: Handle) => Handle,
): Handle {
  const fitted = fit(kernels, image, plan.fitted)
  const steps = kernels.reshape(fitted, plan.steps)
  const places = kernels.slice(steps, [0, 0, 0, 0, 0, 0], plan.seen)
  const seen = kernels.reshape(places, joined(plan.seen))
  const result = convolve(seen)
  for (const handle of [fitted, steps, places, seen]) if (handle !== image) kernels.free(handle)
  return result
}

/** Zeros added around an image and rows and columns cut off it; the image itself where there is nothing to do. */
function fit(kernels: Shaping, image: Handle, places: Margins): Handle {
  const added = places.map((width) => Math.max(width, 0)) as unknown as Margins
  const cut = places.map((width) => Math.max(-width, 0)) as unknown as Margins
  // Wide margins may reach beyond the image from the other side: add first.
  const padded = Math.max(...added) > 0 ? kernels.pad(image, around(added), 0) : image
  if (Math.max(...cut) === 0) return padded
  const [batch, height, width, channels] = padded.shape as [number, number, number, number]
  const size = [batch, height - cut[0] - cut[1], width - cut[2] - cut[3], channels]
  const result = kernels.slice(padded, [0, cut[0], cut[2], 0], size)
  if (padded !== image) kernels.free(padded)
  return result
}

function around([top, bottom, left, right]: Margins): Ways[] {
  return [[0, 0], [top, bottom], [left, right], [0, 0]] // prettier-ignore
}

/** [N, steps, places, steps, places, C] → [N, H, W, C]. */
function joined([batch, rows, height, columns, width, channels]: Shape): Shape {
  return [batch!, rows! * height!, columns! * width!, channels!]
}
