import { backend } from '../backend'
import { ones, zeros } from '../core/create'
import { CHANNELS_LAST } from '../core/layout'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import type { Statistics } from './normalize'
import { reshapeRaw } from './view'

/** Batch normalisation in training by one kernel each way, for (N, C), (N, C, L) and (N, C, H, W). */
export function fusedBatchNorm(
  x: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  eps: number,
): { output: Tensor; statistics: Statistics } {
  const channels = x.shape[1]!
  const image = asImage(x)
  const scale = weight ?? ones([channels])
  const shift = bias ?? zeros([channels])
  const [normalized, ...statistics] = backend.batchNorm!(image.handle, scale.handle, shift.handle, eps)
  const [mean, variance] = statistics.map((handle) => fromHandle(handle, [channels])) as [Tensor, Tensor]
  const back = (y: Tensor): Tensor => reshapeRaw(y, x.shape)
  const output = record(
    'NativeBatchNormBackward0',
    [x, weight, bias].filter((input) => input !== null),
    back(fromHandle(normalized, image.shape, CHANNELS_LAST)),
    (given) => {
      const grad = asImage(given)
      const [gradX, gradScale, gradShift] = backend.batchNormGrad!(
        image.handle,
        scale.handle,
        grad.handle,
        mean.handle,
        variance.handle,
        eps,
      )
      const parameters = [fromHandle(gradScale, [channels]), fromHandle(gradShift, [channels])]
      return [
        back(fromHandle(gradX, image.shape, CHANNELS_LAST)),
        ...(weight ? [parameters[0]!] : []),
        ...(bias ? [parameters[1]!] : []),
      ]
    },
    [x, ...(weight ? [weight] : [])],
  )
  return { output, statistics: { mean, variance } }
}

/** Normalises (N, C), (N, C, L) and (N, C, H, W) by given statistics; not recorded. */
export function fusedWithStatistics(
  x: Tensor,
  { mean, variance }: Statistics,
  weight: Tensor | null,
  bias: Tensor | null,
  eps: number,
): Tensor {
  const channels = x.shape[1]!
  const image = asImage(x)
  const [scale, shift] = [weight ?? ones([channels]), bias ?? zeros([channels])]
  const output = backend.batchNormGiven!(
    image.handle,
    scale.handle,
    shift.handle,
    mean.handle,
    variance.handle,
    eps,
  )
  return reshapeRaw(fromHandle(output, image.shape, CHANNELS_LAST), x.shape)
}

/** (N, C), (N, C, L) or (N, C, H, W) as images in channels-last memory. */
function asImage(x: Tensor): Tensor {
  const [batch, channels, height = 1, width] = x.shape as [number, number, number?, number?]
  const shape = width === undefined ? [batch, channels, 1, height] : [batch, channels, height, width]
  return inLayout(x.shape.length === 4 ? x : reshapeRaw(x, shape), CHANNELS_LAST)
}
