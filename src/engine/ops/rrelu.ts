import { record } from '../core/record'
import { alias, fromValues, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { defaultGenerator } from '../random/generator'
import { expectFloat, pointwise } from './activation-support'
import { raw2 } from './arithmetic'
import { leakyRelu } from './rectifiers'

/**
 * x above 0, a slope times x from 0 down: while training one that is drawn from lower to upper for each such value, else their mean.
 *
 * Errors: lower above upper → `Lower bound should be less than or equal to the upper bound`.
 */
export function rrelu(x: Tensor, lower = 1 / 8, upper = 1 / 3, training = false): Tensor {
  if (lower > upper) throw new RuntimeError('Lower bound should be less than or equal to the upper bound')
  expectFloat(x, 'rrelu_with_noise_out_cpu')
  const name = 'RreluWithNoiseBackward0'
  if (!training) {
    const mean = leakyRelu(x, (lower + upper) / 2)
    return mean.gradFn ? renamed(name, mean) : mean
  }
  const slopes = inLayout(drawn(x, lower, upper), x.layout)
  return pointwise(name, x, raw2('Mul', x, slopes), (grad) => raw2('Mul', grad, slopes))
}

function renamed(name: string, x: Tensor): Tensor {
  return record(name, [x], alias(x), (grad) => [grad])
}

/** 1 for what is above 0; a slope for each other value in turn, as PyTorch draws them: only for those. */
function drawn(x: Tensor, lower: number, upper: number): Tensor {
  const values = inLayout(x, null).data()
  const slopes = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++)
    slopes[i] = Number(values[i]) <= 0 ? defaultGenerator.uniformDouble() * (upper - lower) + lower : 1
  return fromValues(slopes, x.shape, 'float32')
}
