import { backend } from '../../backend'
import { record } from '../../core/record'
import { shapeText } from '../../core/shape'
import { fromHandle, fromValues, type Tensor } from '../../core/tensor'
import { RuntimeError } from '../../errors'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * Channels taken from each group in turn: output channel i·groups + j is channel j·C/groups + i.
 *
 * Shape: (N, C, *) → the same.
 * Errors: no dimension behind the channels; groups below 1; channels that groups does not divide.
 */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  check(x, groups)
  const back = x.shape[1]! / groups
  return record('ChannelShuffleBackward0', [x], shuffled(x, groups), (grad) => [shuffled(grad, back)])
}

/** One kernel along the channels, wherever they lie in memory. */
function shuffled(x: Tensor, groups: number): Tensor {
  const channels = x.shape[1]!
  const from = Int32Array.from(
    { length: channels },
    (_, place) => (place % groups) * (channels / groups) + Math.floor(place / groups),
  )
  const axis = x.layout ? x.layout.indexOf(1) : 1
  const places = fromValues(from, [channels], 'int64')
  return fromHandle(backend.gather(x.handle, places.handle, axis), x.shape, x.layout)
}

function check({ shape }: Tensor, groups: number): void {
  if (shape.length < 3)
    throw new RuntimeError(
      `channel_shuffle expects input with > 2 dims, but got input with sizes ${shapeText(shape)}`,
    )
  if (groups < 1)
    throw new RuntimeError(
      `Number of groups to divide channels in must be positive. Value of groups:${groups}`,
    )
  if (shape[1]! % groups !== 0)
    throw new RuntimeError(
      `Number of channels must be divisible by groups. Got ${shape[1]} channels and ${groups} groups.`,
    )
}

/**
 * Channels taken from each group in turn, so that groups see each other in the next layer.
 *
 * Shape: (N, C, *) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
 */
export class ChannelShuffle extends Module {
  constructor(readonly groups: number) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return channelShuffle(x, this.groups)
  }

  override extraRepr(): string {
    return `groups=${this.groups}`
  }
}

/** How a graph makes and runs it. */
export const channelShuffleBuilders = {
  ChannelShuffle: builder<{ groups: number }>({
    module: ({ groups }) => new ChannelShuffle(groups),
    run: ([x], { groups }) => channelShuffle(x!, groups),
  }),
}
