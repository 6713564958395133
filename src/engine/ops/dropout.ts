import { record } from '../core/record'
import { fromValues, inLayout, type Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { defaultGenerator } from '../random/generator'
import { raw2 } from './arithmetic'

/**
 * While training, each value becomes 0 with probability p and the others are divided by 1 − p.
 *
 * @param p 0 to 1.
 */
export function dropout(x: Tensor, p = 0.5, training = true): Tensor {
  if (p < 0 || p > 1) throw new ValueError(`dropout probability has to be between 0 and 1, but got ${p}`)
  if (!training || p === 0) return x
  const generator = defaultGenerator
  const scale = p === 1 ? 0 : 1 / (1 - p)
  const values = new Float32Array(x.numel())
  for (let i = 0; i < values.length; i++) values[i] = generator.uniformDouble() < 1 - p ? scale : 0
  const mask = inLayout(fromValues(values, x.shape, 'float32'), x.layout)
  return record('MulBackward0', [x], raw2('Mul', x, mask), (grad) => [raw2('Mul', grad, mask)])
}
