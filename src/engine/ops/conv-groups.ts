/** Convolutions of images [N, H, W, C] with filters [kH, kW, C/groups, O] whose channels may be in groups that do not see each other. */
import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import type { Shape } from '../core/shape'
import {
  depthwiseConvolution,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  depthwisePlan,
} from './conv-depthwise'
import { convFilterGradient, convForward, convInputGradient } from './conv-gradients'

/** The convolution itself. */
export function groupedConvolution(image: Handle, filter: Handle, window: Window2d, groups: number): Handle {
  if (groups === 1) return convForward(image, filter, window)
  const apart = depthwisePlan(image.shape, filter.shape, window, groups)
  if (apart) return depthwiseConvolution(image, filter, apart)
  const images = splitChannels(image, groups)
  const filters = splitChannels(filter, groups)
  const result = join(images.map((part, g) => convForward(part, filters[g]!, window)))
  free([...images, ...filters])
  return result
}

/** The gradient of the image, of `imageShape`. */
export function groupedInputGradient(
  imageShape: Shape,
  filter: Handle,
  grad: Handle,
  window: Window2d,
  groups: number,
): Handle {
  if (groups === 1) return convInputGradient(imageShape, filter, grad, window)
  const apart = depthwisePlan(imageShape, filter.shape, window, groups)
  if (apart) return depthwiseInputGradient(imageShape, filter, grad, apart)
  const grads = splitChannels(grad, groups)
  const filters = splitChannels(filter, groups)
  const [n, h, w, c] = imageShape as [number, number, number, number]
  const result = join(
    grads.map((part, g) => convInputGradient([n, h, w, c / groups], filters[g]!, part, window)),
  )
  free([...grads, ...filters])
  return result
}

/** The gradient of the filter, of `filterShape`. */
export function groupedFilterGradient(
  image: Handle,
  filterShape: Shape,
  grad: Handle,
  window: Window2d,
  groups: number,
): Handle {
  if (groups === 1) return convFilterGradient(image, filterShape, grad, window)
  const apart = depthwisePlan(image.shape, filterShape, window, groups)
  if (apart) return depthwiseFilterGradient(image, filterShape, grad, apart)
  const images = splitChannels(image, groups)
  const grads = splitChannels(grad, groups)
  const [kh, kw, cin, cout] = filterShape as [number, number, number, number]
  const result = join(
    images.map((part, g) => convFilterGradient(part, [kh, kw, cin, cout / groups], grads[g]!, window)),
  )
  free([...images, ...grads])
  return result
}

/** Blocks of the last place in memory: channels of an image, outputs of a filter. */
function splitChannels(x: Handle, groups: number): Handle[] {
  const [a, b, c, last] = x.shape as [number, number, number, number]
  const size = last / groups
  return Array.from({ length: groups }, (_, g) => backend.slice(x, [0, 0, 0, g * size], [a, b, c, size]))
}

function join(parts: readonly Handle[]): Handle {
  const joined = backend.concat(parts, 3)
  free(parts)
  return joined
}

function free(parts: readonly Handle[]): void {
  for (const part of parts) backend.free(part)
}
