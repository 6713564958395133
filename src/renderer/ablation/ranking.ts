/** Channels by how much the loss changes without them. */
import type { AblatedResult } from '../../engine/protocol'

export interface RankedChannel {
  channel: number
  /** Without it. */
  loss: number
  /** Against the loss with all channels. */
  change: number
  /** Of the largest change, with its sign: from −1 to 1. */
  share: number
}

/** The largest change first, whichever its sign; what is not finite before all. */
export function ranking({ loss, losses }: Pick<AblatedResult, 'loss' | 'losses'>): RankedChannel[] {
  const changes = losses.map((each) => each - loss)
  const size = (change: number) => (Number.isFinite(change) ? Math.abs(change) : Infinity)
  const most = Math.max(0, ...changes.filter(Number.isFinite).map(Math.abs))
  return losses
    .map((each, channel) => {
      const change = changes[channel]!
      const share = Number.isFinite(change) ? (most > 0 ? change / most : 0) : 1
      return { channel, loss: each, change, share }
    })
    .sort((a, b) => size(b.change) - size(a.change) || a.channel - b.channel)
}
