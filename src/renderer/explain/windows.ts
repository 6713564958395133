/** Where windows lie that slide over an image, in one direction. */
import { asSizes } from '../../graph/params/param-types'

/** One direction of a convolution or pooling. */
export interface Slide {
  /** Length of the image. */
  size: number
  /** Places that a window has. */
  kernel: number
  stride: number
  padding: number
  dilation: number
  /** What the padding holds; a pooling has no mode. */
  mode: string
}

type Params = Readonly<Record<string, unknown>>

/** Both directions of an operation on images: rows and columns. */
export function slidesOf(params: Params, height: number, width: number): [rows: Slide, columns: Slide] {
  const kernel = sizesOf(params['kernel_size'], 1)
  const stride = sizesOf(params['stride'], 1)
  const dilation = sizesOf(params['dilation'], 1)
  const given = params['padding']
  const mode = typeof params['padding_mode'] === 'string' ? params['padding_mode'] : 'zeros'
  const slide = (axis: 0 | 1): Slide => ({
    size: axis === 0 ? height : width,
    kernel: kernel[axis]!,
    stride: stride[axis]!,
    // An odd rest of 'same' stands behind.
    padding:
      given === 'same'
        ? Math.floor((dilation[axis]! * (kernel[axis]! - 1)) / 2)
        : given === 'valid'
          ? 0
          : sizesOf(given, 0)[axis]!,
    dilation: dilation[axis]!,
    mode,
  })
  return [slide(0), slide(1)]
}

function sizesOf(value: unknown, otherwise: number): number[] {
  return asSizes((value ?? otherwise) as number | number[], 2)
}

/** Where each place of the window of output `at` reads the image; null: in padding of zeros. */
export function reads(slide: Slide, at: number): (number | null)[] {
  const { kernel, stride, padding, dilation } = slide
  return Array.from({ length: kernel }, (_, tap) => inside(slide, at * stride + tap * dilation - padding))
}

/** For each place of a window the outputs whose windows read the image's `at` with it; `count`: outputs there are. */
export function readers(slide: Slide, at: number, count: number): number[][] {
  return Array.from({ length: slide.kernel }, (_, tap) =>
    Array.from({ length: count }, (_each, output) => output).filter(
      (output) => inside(slide, output * slide.stride + tap * slide.dilation - slide.padding) === at,
    ),
  )
}

function inside({ size, mode }: Slide, at: number): number | null {
  if (at >= 0 && at < size) return at
  if (mode === 'reflect') return at < 0 ? -at : 2 * (size - 1) - at
  if (mode === 'replicate') return at < 0 ? 0 : size - 1
  if (mode === 'circular') return (at + size) % size
  return null
}

/** Both shapes as one of a batch: an image alone is a batch of one. */
export function batched(
  shape: readonly number[],
): [count: number, channels: number, height: number, width: number] {
  const [width = 1, height = 1, channels = 1, count = 1] = [...shape].reverse()
  return [count, channels, height, width]
}
