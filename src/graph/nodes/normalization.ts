/** What the normalising layers share: their params and the checks of their inputs. */
import { z } from 'zod'
import { elementsPerSample, formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { firstInput } from '../registry/definition'
import type { ParameterSpec, RuleCall } from '../registry/definition'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

export const eps = z.number().min(0).default(1e-5).meta({ doc: 'Added to the variance.', advanced: true })

/** The params of BatchNorm (learnable, with running statistics) and InstanceNorm (neither). */
export function statisticsParams(tracks: boolean) {
  return {
    num_features: z.int().min(1).optional().meta({ doc: 'Channels of the input.', inferred: true }),
    eps,
    momentum: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(0.1)
      .meta({ doc: 'Share of each batch in the running statistics; none: the mean of all batches.' }),
    affine: z.boolean().default(tracks).meta({ doc: 'Learn a weight and a bias for each channel.' }),
    track_running_stats: z
      .boolean()
      .default(tracks)
      .meta({ doc: 'Keep running statistics, which evaluation uses.' }),
  }
}

export interface StatisticsParams {
  num_features?: number | undefined
  affine: boolean
  track_running_stats: boolean
}

/** The arguments of InstanceNorm: a momentum of none, which PyTorch 1.13 refuses, is 0 there, and later versions take it so. */
export function withMomentum(params: StatisticsParams & { momentum: number | null }) {
  return { ...params, momentum: params.momentum ?? 0 }
}

/** The number of channels of an input, where the type takes it from there. */
export function channelsAt(shape: Shape, axis: number, param: string, type = ''): number {
  const channels: Dim | undefined = shape.at(axis)
  if (typeof channels === 'number') return channels
  throw new RuleError(
    told('rule.normalization.unknown_size', '{{param}} cannot be taken from an input of shape {{shape}}.', {
      param,
      shape: formatShape(shape),
    }),
    {
      handle: 'input',
      remedy: tell(
        'rules.normalization.give_samples_dimension_of_channels',
        'Give the samples a dimension of channels, for example Input shape [4].',
      ),
      fixes: forRank(type, shape, shape.length + 1),
    },
  )
}

/** Refuses inputs of another rank, in PyTorch's words: `expected 2D or 3D input (got 4D input)`. */
export function checkRank(type: string, shape: Shape, ranks: readonly number[]): void {
  if (ranks.includes(shape.length)) return
  const expected = ranks.map((rank) => `${rank}D`).join(' or ')
  throw new RuleError(`expected ${expected} input (got ${shape.length}D input)`, {
    handle: 'input',
    remedy: tell('rules.normalization.input_has_shape', 'The input has shape {{shape}}.', {
      shape: formatShape(shape),
    }),
    fixes: forRank(type, shape, Math.max(...ranks)),
  })
}

/**
 * The error about an input whose channels are not those of the node, with the parameter set right as its remedy.
 *
 * @param others Remedies where the channels are no number, since a batch is read as them.
 */
export function wrongChannels(
  message: string,
  param: string,
  channels: Dim | undefined,
  others: RuleFix[] = [],
): RuleError {
  const fixes =
    typeof channels === 'number'
      ? [{ kind: 'set', label: `${param}=${channels}`, params: { [param]: channels } } as const]
      : others
  return new RuleError(message, {
    handle: 'input',
    param,
    remedy: tell('rules.normalization.input_has_channels', 'The input has {{channels}} channels.', {
      channels: channels ?? '',
    }),
    fixes,
  })
}

/** Refuses an input whose channels are not `num_features`, as BatchNorm does. */
export function checkFeatures(params: StatisticsParams, channels: Dim | undefined): void {
  if (channels === params.num_features) return
  const name = params.track_running_stats ? 'running_mean' : 'weight'
  if (!params.track_running_stats && !params.affine) return
  throw wrongChannels(
    `${name} should contain ${channels} elements not ${params.num_features}`,
    'num_features',
    channels,
  )
}

/** `weight` and `bias` of one shape. */
export function weightAndBias(shape: number[], wanted: boolean, bias = true): ParameterSpec[] {
  if (!wanted) return []
  return [{ name: 'weight', shape }, ...(bias ? [{ name: 'bias', shape }] : [])]
}

/** One scaling and shift for each value. */
export function oneEach(_: RuleCall<unknown>, output: Shape): number {
  return elementsPerSample(output)
}

/** Sizes of the last dimensions: one number, or a list. */
export const normalizedShape = z
  .union([z.int().min(1), z.array(z.int().min(1)).min(1).max(8)])
  .meta({ control: 'shape' })
  .optional()
  .meta({ doc: 'Sizes of the last dimensions, which are normalised together.', inferred: true })

export type NormalizedShape = number | number[] | undefined

export function asSizes(value: NormalizedShape): number[] {
  if (value === undefined) return []
  return typeof value === 'number' ? [value] : value
}

/** The last dimension, where `normalized_shape` was left out. */
export function completeNormalizedShape(call: RuleCall<{ normalized_shape?: NormalizedShape }>) {
  const { normalized_shape: given } = call.params
  return { normalized_shape: given ?? channelsAt(firstInput(call).shape, -1, 'normalized_shape') }
}

/** Refuses an input that does not end in `normalized_shape`. */
export function checkNormalizedShape(shape: Shape, given: NormalizedShape): void {
  const sizes = asSizes(given)
  const last = shape.slice(-sizes.length)
  if (last.length === sizes.length && sizes.every((size, i) => size === last[i])) return
  const found = last.every((dim): dim is number => typeof dim === 'number') ? [...last] : undefined
  throw new RuleError(
    `Given normalized_shape=${formatShape(sizes)}, expected input with shape [*, ${sizes.join(', ')}], but got input of size${formatShape(shape)}`,
    {
      handle: 'input',
      param: 'normalized_shape',
      remedy: tell('rules.normalization.input_has_shape', 'The input has shape {{shape}}.', {
        shape: formatShape(shape),
      }),
      fixes:
        found === undefined
          ? []
          : [
              {
                kind: 'set',
                label: `normalized_shape=${formatShape(found)}`,
                params: { normalized_shape: found },
              },
            ],
    },
  )
}

/** A channel of one value has no deviation. `image`: the sizes behind the channels. */
export function checkSeveral(shape: Shape, image: Shape): void {
  if (!image.every((size) => size === 1)) return
  throw new RuleError(
    `Expected more than 1 spatial element when training, got input size torch.Size(${formatShape(shape)})`,
    {
      handle: 'input',
      remedy: tell(
        'rules.normalization.normalise_before_last_pooling_or',
        'Normalise before the last pooling, or with LayerNorm.',
      ),
      fixes: [{ kind: 'replace', type: 'LayerNorm', params: { normalized_shape: shape.slice(1) } }],
    },
  )
}
