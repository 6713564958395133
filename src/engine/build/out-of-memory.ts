/** Errors of the machine where a tensor is larger than its memory, in words for a person. */
import { tell } from '../../words/tell'

/** What TensorFlow and JavaScript say then. */
const TENSORFLOW = /OOM when allocating tensor with shape\[([\d,]*)\]/
const JAVASCRIPT =
  /^(Array buffer allocation failed|Invalid typed array length: \d+|Invalid array buffer length)/

/** The problem, where the error is of that kind. */
export function memoryProblem(error: unknown): { message: string; remedy: string } | undefined {
  if (!(error instanceof Error)) return undefined
  const shape = TENSORFLOW.exec(error.message)?.[1]
  if (shape === undefined && !(error instanceof RangeError && JAVASCRIPT.test(error.message)))
    return undefined
  return {
    message:
      shape === undefined
        ? tell('engine.not_enough_memory_for_tensor', 'There is not enough memory for so large a tensor.')
        : tell(
            'engine.not_enough_memory_for_shape',
            'There is not enough memory for a tensor of shape [{{shape}}].',
            { shape: shape.replaceAll(',', ', ') },
          ),
    remedy: smallerOne(),
  }
}

/** The remedy where memory is short. */
export function smallerOne(): string {
  return tell(
    'engine.use_smaller_layer_or_batch',
    'Use a smaller layer or a smaller batch, or close other programs.',
  )
}
