/** What the loss of a batch would be if one channel of an output were zero. */
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import type { Batch } from '../executor/batch'
import type { Ablated, OutputPlace } from '../executor/executor'
import type { Place } from '../protocol'
import type { Model } from './model'
import { watchedPass } from './watched-pass'

/**
 * The loss of a batch in `eval` mode, and how many channels (elements along the second dimension) the output has. With a `channel`, all
 * of it is 0 in every sample: x · m with m = 0 there and 1 elsewhere, behind the hooks of the output. `channels` is null where the pass
 * does not come to the output, or it has no second dimension; the loss where there is none.
 */
export function lossWithout(
  model: Model,
  batch: Batch,
  output: OutputPlace,
  channel: number | null,
): Ablated {
  let channels: number | null = null
  const loss = watchedPass(
    model,
    batch,
    (visit) => {
      if (visit.kind !== 'value' || !isAt(visit.place, output)) return
      channels = visit.value.shape[1] ?? null
      if (channels !== null && channel !== null) visit.value = visit.value.mul(maskOf(visit.value, channel))
    },
    ({ loss: found }) => (found?.numel() === 1 ? found.item() : null),
  )
  return { loss, channels }
}

function isAt(at: Place, { path, node, handle }: OutputPlace): boolean {
  return (
    at.kind === 'port' && at.node === node && at.handle === handle && at.path.join('/') === path.join('/')
  )
}

/** Spread over the batch and what follows the channels. */
function maskOf({ shape }: Tensor, channel: number): Tensor {
  const values = new Float32Array(shape[1]!).fill(1)
  values[channel] = 0
  const spread = shape.map((size, dim) => (dim === 1 ? size : 1))
  return fromValues(values, spread, 'float32')
}
