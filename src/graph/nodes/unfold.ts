/** Unfold and Fold: sliding blocks of an image as columns, and back. */
import { unfolded } from '../onnx/writing/blocks'
import { formatShape, multiplyDims } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { setTo } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { fixedSizes } from './fixed-sizes'
import { asSizes, pair } from '../params/param-types'
import type { Size } from '../params/param-types'
import { neededSamples } from './pooling'
import { tell } from '../../words/tell'

interface BlockParams {
  kernel_size: Size
  dilation: Size
  padding: Size
  stride: Size
}

const blockParams = {
  kernel_size: pair(1).meta({ doc: 'Height and width of the blocks.', unit: 'px', initial: 3 }),
  dilation: pair(1).default(1).meta({ doc: 'Distance between the points of a block.', unit: 'px' }),
  padding: pair(0).default(0).meta({ doc: 'Zeros on every side.', unit: 'px' }),
  stride: pair(1).default(1).meta({ doc: 'Distance between blocks.', unit: 'px' }),
}

/**
 * The values under a window at each of its places, as columns. Shape: `(N, C, H, W)` to `(N, C·kH·kW, L)` with L places.
 * Errors: other ranks; no place for the window.
 */
export const unfold = defineNode({
  type: 'Unfold',
  category: 'shape',
  doc: 'Cuts images into blocks that slide over them, each one a column.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html',
  stem: 'unfold',
  onnx: unfolded,
  params: blockParams,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length !== 3 && shape.length !== 4) throw noImage(shape)
    const image = fixedSizes(shape.slice(-2), shape)
    const counts = countsOf(image, call.params)
    const [kh = 1, kw = 1] = asSizes(call.params.kernel_size, 2)
    if (counts.some((count) => count < 1)) throw noPlace(image, counts, call.params)
    const [channels = 1] = shape.slice(-3)
    return [...shape.slice(0, -3), multiplyDims([channels, kh * kw]), counts.reduce((a, b) => a * b, 1)]
  },
})

/**
 * Columns of blocks added up where they lie in an image. Shape: `(N, C·kH·kW, L)` to `(N, C, H, W)`.
 * Errors: other ranks; rows that the block does not divide; another number of columns than of places.
 */
export const fold = defineNode({
  type: 'Fold',
  category: 'shape',
  doc: 'Puts blocks, each one a column, back into an image, and adds up where they overlap.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html',
  stem: 'fold',
  onnx: (node) => {
    const { output_size: size, ...rest } = node.params
    const [kernel, dilations, padding, strides] = [
      rest.kernel_size, rest.dilation, rest.padding, rest.stride,
    ].map((value) => asSizes(value, 2)) as [number[], number[], number[], number[]] // prettier-ignore
    return node.batched(3, (value) =>
      node.op(
        'Col2Im',
        [value, node.ints(asSizes(size, 2), 'image_shape'), node.ints(kernel, 'block_shape')],
        {
          dilations,
          pads: [...padding, ...padding],
          strides,
        },
      ),
    )
  },
  params: {
    output_size: pair(1).meta({ doc: 'Height and width of the image.', unit: 'px', initial: 4 }),
    ...blockParams,
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length !== 2 && shape.length !== 3) throw noColumns(shape)
    const image = asSizes(call.params.output_size, 2)
    checkColumns(shape, image, call.params)
    const [kh = 1, kw = 1] = asSizes(call.params.kernel_size, 2)
    return [...shape.slice(0, -2), Number(shape.at(-2)) / (kh * kw), ...image]
  },
})

function countsOf(image: readonly number[], params: BlockParams): number[] {
  const [kernel, dilation, padding, stride] = [
    params.kernel_size, params.dilation, params.padding, params.stride,
  ].map((value) => asSizes(value, 2)) as [number[], number[], number[], number[]] // prettier-ignore
  return image.map(
    (size, i) => Math.floor((size + 2 * padding[i]! - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1,
  )
}

function tuple(value: Size): string {
  return `(${asSizes(value, 2).join(', ')})`
}

function settings({ kernel_size: kernel, dilation, padding }: BlockParams): string {
  return `kernel_size=${tuple(kernel)}, dilation=${tuple(dilation)}, padding=${tuple(padding)}`
}

function noImage(shape: Shape): RuleError {
  return new RuleError(
    shape.length === 2
      ? 'Dimension out of range (expected to be in range of [-2, 1], but got 2)'
      : `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${formatShape(shape)}`,
    { handle: 'input', remedy: neededSamples('Unfold', 2), fixes: toRank('input', shape, 4) },
  )
}

function noPlace(image: readonly number[], counts: readonly number[], params: BlockParams): RuleError {
  const largest = Math.min(...image)
  return new RuleError(
    `Given input with spatial size (${image.join(', ')}), ${settings(params)}, calculated shape of the array of sliding blocks as (${counts.join(', ')}), but its components must be at least one.`,
    {
      handle: 'input',
      param: 'kernel_size',
      fixes: [
        {
          kind: 'set',
          label: tell('rules.pooling.kernel_size_fits', 'kernel_size={{smallest}} fits', {
            smallest: largest,
          }),
          params: { kernel_size: largest, dilation: 1 },
        },
      ],
    },
  )
}

function noColumns(shape: Shape): RuleError {
  return new RuleError(
    `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${formatShape(shape)}`,
    {
      handle: 'input',
      remedy: tell('rules.fold.needs_columns', 'Fold needs samples with values of blocks, and blocks.'),
      fixes: toRank('input', shape, 3),
    },
  )
}

function checkColumns(shape: Shape, image: readonly number[], params: BlockParams): void {
  const [rows, length] = shape.slice(-2) as [Dim, Dim]
  const [kh = 1, kw = 1] = asSizes(params.kernel_size, 2)
  if (typeof rows !== 'number' || rows % (kh * kw) !== 0)
    throw new RuleError(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=${tuple(params.kernel_size)}.`,
      {
        handle: 'input',
        param: 'kernel_size',
        fixes: [{ kind: 'set', label: 'kernel_size=1', params: { kernel_size: 1 } }],
      },
    )
  const counts = countsOf(image, params)
  const places = counts.reduce((a, b) => a * b, 1)
  if (length === places && counts[0]! > 0) return
  throw new RuleError(
    `Given output_size=(${image.join(', ')}), ${settings(params)}, stride=${tuple(params.stride)}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${counts[0]} * ${counts[1]} = ${places}, but got input.size(2)=${length}.`,
    {
      handle: 'input',
      param: 'output_size',
      remedy: tell('rules.fold.size_of_blocks', 'output_size is that of the image that was unfolded.'),
      fixes: sizesFor(Number(length), params),
    },
  )
}

/** Images in which as many blocks lie as there are columns. */
function sizesFor(length: number, params: BlockParams) {
  const side = Math.sqrt(length)
  const counts = Number.isInteger(side) ? [[side, side], [1, length]] : [[1, length]] // prettier-ignore
  const [kernel, dilation, padding, stride] = [
    params.kernel_size, params.dilation, params.padding, params.stride,
  ].map((value) => asSizes(value, 2)) as [number[], number[], number[], number[]] // prettier-ignore
  return counts.map((places) =>
    setTo(
      'output_size',
      places.map(
        (count, i) => (count - 1) * stride[i]! + dilation[i]! * (kernel[i]! - 1) + 1 - 2 * padding[i]!,
      ),
    ),
  )
}
