/** FractionalMaxPool2d and FractionalMaxPool3d: one definition, told apart by the number of dimensions. */
import { z } from 'zod'
import { asSizes } from '../params/param-types'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { DIRECTIONS } from './convolution'
import { fixedSizes } from './fixed-sizes'
import { maxOutputs, maxTypes, neededSamples, returnIndices, windowSize } from './pooling'
import { tell } from '../../words/tell'

interface FractionalParams {
  kernel_size: number | readonly number[]
  output_size: number | readonly number[] | null
  output_ratio: number | readonly number[] | null
}

/** Shape: `(N, C, H, W)` to `(N, C, H_out, W_out)`; see `defineFractional`. */
export const fractionalMaxPool2d = defineFractional(
  2,
  'Keeps the largest value of windows whose places are drawn at random, to any smaller size.',
)

/** Shape: `(N, C, D, H, W)` to `(N, C, D_out, H_out, W_out)`; see `defineFractional`. */
export const fractionalMaxPool3d = defineFractional(
  3,
  'Keeps the largest value of windows of a volume whose places are drawn at random.',
)

/**
 * The largest value of windows at places drawn for each plane. Shape: output_size, or output_ratio of the input's, rounded down.
 * Errors: neither or both of them; a ratio of 1 or more; a window that is too large → PyTorch's sentences.
 */
function defineFractional(rank: 2 | 3, doc: string): NodeDefinition {
  const type = `FractionalMaxPool${rank}d`
  const share = z.number().gt(0).lt(1)
  const ratio = z.union([share, z.array(share).length(rank)]).meta({ control: 'pair', min: 0, count: rank })
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pool',
    onnx: {
      unsupported: tell(
        'onnx_export.fractional',
        'ONNX has no operator that draws the places of windows at random.',
      ),
      remedy: tell('onnx_export.plain_pool', 'Use MaxPool or AdaptiveMaxPool instead.'),
    },
    outputs: maxOutputs,
    // The function counts the shares.
    pytorch: {
      functionArguments: ({ output_ratio: given, ...rest }) => ({
        ...rest,
        output_ratio: given === null ? null : asSizes(given, rank),
      }),
    },
    params: {
      kernel_size: windowSize(rank, 1).meta({
        doc: `${DIRECTIONS[rank]} of the window.`,
        unit: 'px',
        initial: 2,
      }),
      output_size: windowSize(rank, 1)
        .nullable()
        .default(null)
        .meta({ doc: `${DIRECTIONS[rank]} of the output; none: use output_ratio.`, unit: 'px' }),
      output_ratio: (ratio as z.ZodType<number | number[], number | number[]>)
        .nullable()
        .default(null)
        .meta({ doc: 'Size of the output as a share of the input, between 0 and 1.', initial: 0.5 }),
      return_indices: returnIndices,
    },
    types: (call) => {
      const { shape } = inputAt(call, 'input')
      return maxTypes(outputOf(type, shape, call.params, rank), call.params)
    },
  })
}

function outputOf(type: string, shape: Shape, params: FractionalParams, rank: 2 | 3): Shape {
  const { output_size: size, output_ratio: ratio } = params
  if (size === null && ratio === null)
    throw new RuleError(`${type} requires specifying either an output size, or a pooling ratio`, {
      param: 'output_ratio',
      fixes: [{ kind: 'set', label: 'output_ratio=0.5', params: { output_ratio: 0.5 } }],
    })
  if (size !== null && ratio !== null)
    throw new RuleError('only one of output_size and output_ratio may be specified', {
      param: 'output_ratio',
      fixes: [{ kind: 'set', label: 'output_ratio=None', params: { output_ratio: null } }],
    })
  const name = `fractional_max_pool${rank}d`
  if (shape.length !== rank + 1 && shape.length !== rank + 2)
    throw new RuleError(wrongRank(name, shape, rank), {
      handle: 'input',
      remedy: neededSamples(type, rank),
      fixes: forRank(type, shape, rank + 2),
    })
  const lengths = fixedSizes(shape.slice(-rank), shape)
  const output =
    size === null
      ? asSizes(ratio ?? 1, rank).map((of, axis) => Math.trunc((lengths[axis] ?? 1) * of))
      : asSizes(size, rank)
  checkReach(name, lengths, { kernel: asSizes(params.kernel_size, rank), output })
  return [...shape.slice(0, -rank), ...output]
}

/** What PyTorch calls it in a sentence. */
function spoken(name: string): string {
  return name.endsWith('3d') ? `${name}_out` : name
}

/** PyTorch reads the number of channels first. */
function wrongRank(name: string, shape: Shape, rank: 2 | 3): string {
  const range = Math.max(shape.length, 1)
  return shape.length > rank
    ? `${spoken(name)}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got: ${formatShape(shape)}`
    : `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${-rank - 1})`
}

function checkReach(
  name: string,
  lengths: readonly number[],
  { kernel, output }: { kernel: readonly number[]; output: readonly number[] },
): void {
  const names = lengths.length === 2 ? ['height', 'width'] : ['time', 'height', 'width']
  const axis = lengths.findIndex((length, at) => output[at]! + kernel[at]! - 1 > length)
  if (axis < 0) return
  throw new RuleError(
    `${spoken(name)}(): pool ${names[axis]} ${kernel[axis]} too large relative to input ${names[axis]} ${lengths[axis]}`,
    {
      handle: 'input',
      param: 'kernel_size',
      fixes: [
        {
          kind: 'set',
          label: tell('rules.pooling.kernel_size_1_fits', 'kernel_size=1 fits'),
          params: { kernel_size: 1 },
        },
      ],
    },
  )
}
