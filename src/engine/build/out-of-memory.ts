/** Errors of the machine where a tensor is larger than its memory, in words for a person. */

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
  const what =
    shape === undefined ? 'so large a tensor' : `a tensor of shape [${shape.replaceAll(',', ', ')}]`
  return {
    message: `There is not enough memory for ${what}.`,
    remedy: 'Use a smaller layer or a smaller batch, or close other programs.',
  }
}
