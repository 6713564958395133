/** MaxUnpool1d, MaxUnpool2d and MaxUnpool3d: one definition, told apart by the number of dimensions. */
import { unpooled } from '../onnx/writing/unpooling'
import { asSizes, sizeUnit } from '../params/param-types'
import type { Size } from '../params/param-types'
import { setTo } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition, RuleCall } from '../registry/definition'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { fixedSizes } from './fixed-sizes'
import { neededSamples, poolingText, windowParams, windowSize, windowsOf } from './pooling'
import type { PoolRank } from './pooling'
import { tell } from '../../words/tell'

/** Shape: `(N, C, L)` to `(N, C, L_out)`; see `defineMaxUnpool`. */
export const maxUnpool1d = defineMaxUnpool(
  1,
  'Puts the values that MaxPool1d kept back where they stood, and 0 elsewhere.',
)

/** Shape: `(N, C, H, W)` to `(N, C, H_out, W_out)`; see `defineMaxUnpool`. */
export const maxUnpool2d = defineMaxUnpool(
  2,
  'Puts the values that MaxPool2d kept back where they stood, and 0 elsewhere.',
)

/** Shape: `(N, C, D, H, W)` to `(N, C, D_out, H_out, W_out)`; see `defineMaxUnpool`. */
export const maxUnpool3d = defineMaxUnpool(
  3,
  'Puts the values that MaxPool3d kept back where they stood, and 0 elsewhere.',
)

interface UnpoolParams {
  kernel_size: Size
  stride: Size | null
  padding: Size
  output_size: Size | null
}

/**
 * Values back at their places. Shape: L_out = (L − 1)·stride − 2·padding + kernel_size in each direction, or output_size.
 * Errors: another number of dimensions; indices of another shape or dtype; an output_size that no such pooling comes from.
 */
function defineMaxUnpool(rank: PoolRank, doc: string): NodeDefinition {
  const type = `MaxUnpool${rank}d`
  const unit = sizeUnit(rank)
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'unpool',
    inputs: [
      { name: 'input', doc: 'The largest values.' },
      { name: 'indices', doc: 'Where they stood: what a MaxPool gives with return_indices.', accepts: 'any' },
    ],
    pytorch: {
      // PyTorch takes the size in the call.
      arguments: (params) => {
        const { output_size: _, ...rest } = params
        return poolingText.arguments(rest)
      },
      inputs: (wired, { output_size: size }) => ({
        positional: wired,
        extras: size === null ? [] : [`output_size=${tuple(size, rank)}`],
      }),
      functionArguments: (params) => ({
        ...poolingText.arguments(params),
        output_size: params.output_size === null ? null : asSizes(params.output_size, rank),
      }),
    },
    onnx: (node) => unpooled(node, rank),
    params: {
      ...windowParams(rank),
      padding: windowSize(rank, 0).default(0).meta({ doc: 'As of the pooling.', unit }),
      output_size: windowSize(rank, 1).nullable().default(null).meta({
        doc: 'Size of what was pooled; none: the smallest that gives as many windows.',
        unit,
        advanced: true,
      }),
    },
    complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      checkRank(type, shape, rank)
      const sizes = outputSizes(call, rank)
      checkIndices(call, rank)
      return [...shape.slice(0, -rank), ...sizes]
    },
  })
}

function tuple(size: Size, rank: number): string {
  const sizes = asSizes(size, rank)
  return `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`
}

function checkRank(type: string, shape: Shape, rank: PoolRank): void {
  if (shape.length === rank + 1 || shape.length === rank + 2) return
  // PyTorch sees a signal as an image of one column here.
  const [name, found] =
    rank === 3 ? ['max_unpooling3d', shape.length] : ['max_unpooling2d', shape.length + (2 - rank)]
  const wanted = rank === 3 ? '4d or 5d' : '3d or 4d'
  throw new RuleError(
    `Input to ${name} should be a ${wanted} Tensor, but got a tensor with ${found} dimensions.`,
    {
      handle: 'input',
      remedy: neededSamples(type, rank),
      fixes: forRank(type, shape, rank + 2),
    },
  )
}

function checkIndices(call: RuleCall<UnpoolParams>, rank: PoolRank): void {
  const { shape } = inputAt(call, 'input')
  const indices = inputAt(call, 'indices')
  if (indices.dtype !== 'int64')
    throw new RuleError(
      `elements in indices should be type int64 but got: ${indices.dtype === 'bool' ? 'Bool' : 'Float'}`,
      {
        handle: 'indices',
        remedy: tell(
          'rules.max_unpool.indices',
          'Wire the indices of a pooling for the largest value, which gives them with return_indices.',
        ),
        fixes: [{ kind: 'set-dtype', handle: 'indices', dtype: 'int64' }],
      },
    )
  if (sameShape(shape, indices.shape)) return
  const shown = (of: Shape): string => formatShape(rank === 1 ? [...of, 1] : of)
  throw new RuleError(
    `Expected shape of indices to be same as that of the input tensor (${shown(shape)}) but got indices tensor with shape: ${shown(indices.shape)}`,
    { handle: 'indices' },
  )
}

/** Errors: an output_size that no such pooling comes from. */
function outputSizes(call: RuleCall<UnpoolParams>, rank: PoolRank): number[] {
  const { shape } = inputAt(call, 'input')
  const { kernel, stride, padding } = windowsOf(call.params, rank)
  const least = fixedSizes(shape.slice(-rank), shape).map(
    (size, axis) => (size - 1) * stride[axis]! + kernel[axis]! - 2 * padding[axis]!,
  )
  if (call.params.output_size === null) return least
  const wanted = asSizes(call.params.output_size, rank)
  wanted.forEach((size, axis) => {
    const [low, high] = [least[axis]! - stride[axis]!, least[axis]! + stride[axis]!]
    if (size > low && size < high) return
    throw new RuleError(
      `invalid output_size "${tuple(wanted as unknown as Size, rank)}" (dim ${axis} must be between ${low} and ${high})`,
      { param: 'output_size', fixes: [setTo('output_size', least)] },
    )
  })
  return wanted
}
