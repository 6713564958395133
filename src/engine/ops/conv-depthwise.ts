/** Convolutions in which each channel of an image [N, H, W, C] has filters of its own, [kH, kW, 1, O], by one kernel for all channels. */
import { backend } from '../backend'
import { paddingKind } from '../backend/padding-kind'
import type { DepthwiseKernels, DepthwiseWindow, Handle, Window2d } from '../backend/types'
import type { Shape } from '../core/shape'

/** A depthwise convolution that the backend has kernels for. */
export interface DepthwisePlan {
  readonly kernels: DepthwiseKernels
  readonly window: DepthwiseWindow
  /** [kH, kW, C, O/C]. */
  readonly filter: Shape
  /** Zeros that are put around the image beforehand. */
  readonly padding: Window2d['padding']
}

/** Null where the channels are not apart, or where the kernels cannot do it: they know one stride for both ways and no dilation. */
export function depthwisePlan(
  image: Shape,
  filter: Shape,
  window: Window2d,
  groups: number,
): DepthwisePlan | null {
  const { stride, dilation, padding } = window
  const [, height, width, channels] = image as [number, number, number, number]
  const [rows, columns, , outputs] = filter as [number, number, number, number]
  const [top, bottom, left, right] = padding
  const kernels = backend.depthwise
  if (!kernels || groups !== channels || dilation.some((steps) => steps > 1)) return null
  if (Math.min(...padding) < 0) return null
  const room = [height + top + bottom - rows, width + left + right - columns]
  // A way in which the filter fits but once takes any step that leads beyond the image.
  const step = stride.find((each) =>
    room.every((spare, way) => each === stride[way] || spare < Math.min(each, stride[way]!)),
  )
  if (step === undefined) return null
  const same = stride[0] === stride[1] && paddingKind(image, filter, window) === 'SAME'
  return {
    kernels,
    window: { stride: step, padding: same ? 'SAME' : 'VALID' },
    filter: [rows, columns, channels, outputs / channels],
    padding: same ? [0, 0, 0, 0] : padding,
  }
}

/** The convolution itself. */
export function depthwiseConvolution(image: Handle, filter: Handle, plan: DepthwisePlan): Handle {
  const padded = pad(image, plan)
  const filters = backend.reshape(filter, plan.filter)
  const result = plan.kernels.forward(padded, filters, plan.window)
  free([padded, filters], image)
  return result
}

/** The gradient of the image, of shape `image`. */
export function depthwiseInputGradient(
  image: Shape,
  filter: Handle,
  grad: Handle,
  plan: DepthwisePlan,
): Handle {
  const [n, height, width, channels] = image as [number, number, number, number]
  const [top, bottom, left, right] = plan.padding
  const filters = backend.reshape(filter, plan.filter)
  const padded = [n, height + top + bottom, width + left + right, channels]
  const whole = plan.kernels.inputGrad(padded, filters, grad, plan.window)
  backend.free(filters)
  if (Math.max(...plan.padding) === 0) return whole
  const result = backend.slice(whole, [0, top, left, 0], image)
  backend.free(whole)
  return result
}

/** The gradient of the filter, of shape `filter`. */
export function depthwiseFilterGradient(
  image: Handle,
  filter: Shape,
  grad: Handle,
  plan: DepthwisePlan,
): Handle {
  const padded = pad(image, plan)
  const filters = plan.kernels.filterGrad(padded, plan.filter, grad, plan.window)
  const result = backend.reshape(filters, filter)
  free([padded, filters], image)
  return result
}

function pad(image: Handle, { padding: [top, bottom, left, right] }: DepthwisePlan): Handle {
  if (top + bottom + left + right === 0) return image
  const widths = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] as const
  return backend.pad(image, widths, 0)
}

function free(handles: readonly Handle[], but: Handle): void {
  for (const handle of handles) if (handle !== but) backend.free(handle)
}
