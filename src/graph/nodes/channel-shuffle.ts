import { z } from 'zod'
import { formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Channels taken from each group in turn: output channel i·groups + j is channel j·C/groups + i. Shape: `(N, C, *)`, kept.
 * Errors: no dimension behind the channels → `channel_shuffle expects input with > 2 dims, …`; channels that groups does not
 * divide → `Number of channels must be divisible by groups. …`.
 */
export const channelShuffle = defineNode({
  type: 'ChannelShuffle',
  category: 'shape',
  doc: 'Takes channels from each group in turn, so that groups see each other in the next layer.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html',
  stem: 'shuffle',
  // Before, it had no gradient.
  pytorch: { since: () => '2.5' },
  onnx: (node) => {
    const shape = node.shape()
    const { groups } = node.params
    const [batch = 1, channels, ...rest] = shape
    const apart = (first: number): Shape => [batch, first, Number(channels) / first, ...rest]
    const split = node.reshape(node.input(), shape, apart(groups))
    const turned = node.transpose(split, [0, 2, 1, ...rest.map((_, axis) => axis + 3)])
    return node.reshape(turned, apart(Number(channels) / groups), shape)
  },
  params: {
    groups: z.int().min(1).meta({ doc: 'Groups that the channels are taken from in turn.', initial: 2 }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length < 3)
      throw new RuleError(
        `channel_shuffle expects input with > 2 dims, but got input with sizes ${formatShape(shape)}`,
        {
          handle: 'input',
          remedy: tell(
            'rules.channel_shuffle.needs_samples',
            'ChannelShuffle needs samples with channels and a length, or height and width.',
          ),
          fixes: [3, 4].flatMap((rank) => toRank('input', shape, rank)),
        },
      )
    checkGroups(shape[1], call.params.groups)
    return shape
  },
})

function checkGroups(channels: Dim | undefined, groups: number): void {
  if (typeof channels === 'number' && channels % groups === 0) return
  const message = `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`
  if (typeof channels !== 'number')
    throw new RuleError(message, {
      handle: 'input',
      remedy: tell('rules.channel_shuffle.batch_first', 'Put the batch first, for example with Permute.'),
    })
  let fitting = Math.min(groups, channels)
  while (channels % fitting !== 0) fitting--
  throw new RuleError(message, {
    handle: 'input',
    param: 'groups',
    remedy: tell('rules.channel_shuffle.input_has_channels', 'The input has {{channels}} channels.', {
      channels,
    }),
    fixes: [
      {
        kind: 'set',
        label: tell('rules.channel_shuffle.fits', 'groups={{fitting}} fits', { fitting }),
        params: { groups: fitting },
      },
    ],
  })
}
