/** What a person puts in the place of a value that a pass is stopped at. */
import type { ValueVisit } from '../build/visit'
import { record } from '../core/record'
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import { ProblemError } from '../executor/problem'
import { tell } from '../../words/tell'

/** The value that goes on instead; `original` is the one that came. Errors: another count of numbers than the value has. */
export function changedValue({ pass }: ValueVisit, original: Tensor, values: Float32Array): Tensor {
  const { shape, dtype } = original
  if (values.length !== original.numel())
    throw new ProblemError({
      message: tell(
        'engine.value_has_other_count',
        'The value has {{count, number}} numbers, not {{given, number}}.',
        {
          count: original.numel(),
          given: values.length,
        },
      ),
      remedy: tell('engine.give_as_many_numbers', 'Give as many numbers as it has.'),
    })
  if (dtype !== 'float32')
    return fromValues(dtype === 'bool' ? Uint8Array.from(values) : Int32Array.from(values), shape, dtype)
  const given = fromValues(values.slice(), shape, dtype)
  // x + (new − x).detach() without its rounding, so that a number may take the place of NaN too.
  return pass === 'forward' ? record('AddBackward0', [original], given, (gradient) => [gradient]) : given
}
