import { z } from 'zod'
import { groupNorm as groupNormAsInstanceNorm } from '../onnx/writing/normalizing'
import { formatShape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { channelsAt, eps, oneEach, weightAndBias, wrongChannels } from './normalization'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * The channels of each sample brought to mean 0 and variance 1 in groups. Shape: input `(N, C, *)`, output the same.
 * Errors: groups that do not divide the channels → `num_channels (4) must be divisible by num_groups (3)`.
 */
export const groupNorm = defineNode({
  type: 'GroupNorm',
  category: 'normalization',
  doc: 'Brings groups of channels of each sample to mean 0 and variance 1.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html',
  stem: 'norm',
  onnx: groupNormAsInstanceNorm,
  params: {
    num_groups: z.int().min(1).meta({ doc: 'Number of groups; it divides the channels.', initial: 2 }),
    num_channels: z.int().min(1).optional().meta({ doc: 'Channels of the input.', inferred: true }),
    eps,
    affine: z.boolean().default(true).meta({ doc: 'Learn a weight and a bias for each channel.' }),
  },
  complete: (call) => ({
    num_channels: call.params.num_channels ?? channelsAt(inputAt(call, 'input').shape, 1, 'num_channels'),
  }),
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { num_channels: channels = 1, num_groups: groups, affine } = call.params
    if (channels % groups !== 0) throw notDivisible(channels, groups)
    if (shape.length < 2) {
      throw new RuleError(`Expected at least 2 dimensions for input tensor but received ${shape.length}`, {
        handle: 'input',
        fixes: toRank('input', shape, 2),
      })
    }
    const found = shape[1]
    if (typeof found === 'number' && found % groups !== 0) {
      throw wrongChannels(
        `Expected number of channels in input to be divisible by num_groups, but got input of shape ${formatShape(shape)} and num_groups=${groups}`,
        'num_channels',
        found,
      )
    }
    if (found !== channels && affine) {
      throw wrongChannels(
        `Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape ${formatShape([channels])} and input of shape ${formatShape(shape)}`,
        'num_channels',
        found,
      )
    }
    return shape
  },
  parameters: ({ num_channels, affine }) =>
    num_channels === undefined ? [] : weightAndBias([num_channels], affine),
  multiplyAdds: oneEach,
})

function notDivisible(channels: number, groups: number): RuleError {
  let fitting = Math.min(groups, channels)
  while (channels % fitting !== 0) fitting--
  return new RuleError(`num_channels (${channels}) must be divisible by num_groups (${groups})`, {
    param: 'num_groups',
    remedy: tell('rules.group_norm.num_groups_fits', 'num_groups={{fitting}} fits.', { fitting }),
    fixes: [{ kind: 'set', label: `num_groups=${fitting}`, params: { num_groups: fitting } }],
  })
}
