/** The adaptive poolings: one definition, told apart by what they keep and the number of dimensions. */
import { z } from 'zod'
import { adaptiveMaxPool, adaptivePool } from '../onnx/writing/pools'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { DIRECTIONS } from './convolution'
import { maxOutputs, maxTypes, neededSamples, returnIndices, wrongRank } from './pooling'
import type { PoolRank } from './pooling'
import { sizeUnit } from '../params/param-types'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

type Kind = 'Avg' | 'Max'
type OutputSize = number | null | (number | null)[]

/** Takes means so that the output has a given length. Shape: see `defineAdaptivePooling`. */
export const adaptiveAvgPool1d = defineAdaptivePooling(
  'Avg',
  1,
  'Takes means so that the output has a given length.',
)

/** Takes means so that the output has a given size; 1 gives one mean for each channel. Shape: see `defineAdaptivePooling`. */
export const adaptiveAvgPool2d = defineAdaptivePooling(
  'Avg',
  2,
  'Takes means so that the output has a given size; 1 gives one mean for each channel.',
)

/** Keeps largest values so that the output has a given length. Shape: see `defineAdaptivePooling`. */
export const adaptiveMaxPool1d = defineAdaptivePooling(
  'Max',
  1,
  'Keeps largest values so that the output has a given length.',
)

/** Keeps largest values so that the output has a given size. Shape: see `defineAdaptivePooling`. */
export const adaptiveMaxPool2d = defineAdaptivePooling(
  'Max',
  2,
  'Keeps largest values so that the output has a given size.',
)

/** Takes means so that the output of a volume has a given size. Shape: see `defineAdaptivePooling`. */
export const adaptiveAvgPool3d = defineAdaptivePooling(
  'Avg',
  3,
  'Takes means so that the output of a volume has a given size.',
)

/** Keeps largest values so that the output of a volume has a given size. Shape: see `defineAdaptivePooling`. */
export const adaptiveMaxPool3d = defineAdaptivePooling(
  'Max',
  3,
  'Keeps largest values so that the output of a volume has a given size.',
)

/** Shape: input `(N, C, H, W)` or `(N, C, L)`, output the same with `output_size` at the end. */
function defineAdaptivePooling(kind: Kind, rank: PoolRank, doc: string): NodeDefinition {
  const type = `Adaptive${kind}Pool${rank}d`
  const side = z.int().min(1).nullable()
  const sizes =
    rank === 1
      ? z.int().min(1).meta({ control: 'pair', min: 1, count: 1 })
      : z.union([side, z.array(side).length(rank)]).meta({ control: 'pair', min: 1, count: rank })
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pool',
    onnx: (node) => (kind === 'Max' ? adaptiveMaxPool(node, rank) : adaptivePool(node, 'Average', rank)),
    params: {
      output_size: (sizes as z.ZodType<OutputSize, OutputSize>).meta({
        doc:
          rank === 1
            ? 'Length of the output.'
            : `${DIRECTIONS[rank]} of the output; null in a ${rank === 2 ? 'pair' : 'list'} keeps that side of the input.`,
        unit: sizeUnit(rank),
        initial: 1,
      }),
      ...(kind === 'Max' ? { return_indices: returnIndices } : {}),
    },
    ...(kind === 'Max' ? { outputs: maxOutputs } : {}),
    types: (call) => {
      const { shape } = inputAt(call, 'input')
      checkInput(shape, kind, rank)
      const given = call.params.output_size
      const wanted = Array.isArray(given) ? given : Array.from({ length: rank }, () => given)
      const output = [
        ...shape.slice(0, -rank),
        ...shape.slice(-rank).map((size, axis) => wanted[axis] ?? size),
      ]
      return maxTypes(output, { return_indices: call.params.return_indices === true })
    },
  })
}

function checkInput(shape: Shape, kind: Kind, rank: PoolRank): void {
  if (shape.length === rank + 1 || shape.length === rank + 2) return
  const type = `Adaptive${kind}Pool${rank}d`
  const operation = `adaptive_${kind.toLowerCase()}_pool${rank}d`
  const colon = operation.startsWith('adaptive_max_pool') ? ':' : ''
  throw new RuleError(
    rank === 1
      ? wrongRank(shape, operation)
      : `${operation}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got${colon} ${formatShape(shape)}`,
    {
      handle: 'input',
      remedy: neededSamples(type, rank),
      fixes: forRank(type, shape, rank + 2),
    },
  )
}
