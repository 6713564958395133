/** Convolutions whose zeros around the image [N, H, W, C] are put there beforehand. */
import type { Handle, Kernels, Window2d } from './types'

type Shape = readonly number[]

/** What `convolve` makes of the image with its zeros around it, by a window without padding. */
export function withPadding(
  kernels: Pick<Kernels, 'pad'> & { free(x: Handle): void },
  image: Handle,
  window: Window2d,
  convolve: (padded: Handle, bare: Window2d) => Handle,
): Handle {
  const [top, bottom, left, right] = window.padding
  const padded = kernels.pad(image, [[0, 0], [top, bottom], [left, right], [0, 0]], 0) // prettier-ignore
  const result = convolve(padded, { ...window, padding: [0, 0, 0, 0] })
  kernels.free(padded)
  return result
}

/** The part inside of the margins of what `gradient` makes for the image with its zeros around it. */
export function withoutMargins(
  kernels: Pick<Kernels, 'slice'> & { free(x: Handle): void },
  image: Shape,
  window: Window2d,
  gradient: (padded: Shape, bare: Window2d) => Handle,
): Handle {
  const [batch, height, width, channels] = image as [number, number, number, number]
  const [top, bottom, left, right] = window.padding
  const padded = [batch, height + top + bottom, width + left + right, channels]
  const whole = gradient(padded, { ...window, padding: [0, 0, 0, 0] })
  const result = kernels.slice(whole, [0, top, left, 0], image)
  kernels.free(whole)
  return result
}
