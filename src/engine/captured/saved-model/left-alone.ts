/**
 * What TensorFlow is kept from making of a graph, since it would give other values than the same kernels called one after the other.
 * A node hides from it where a value comes from and only hands that on. Where it replaces a kernel whatever stands beside it, the
 * kernel is inside a function, into which it does not look.
 */
import type { MessageInitShape } from '@bufbuild/protobuf'
import { sameNumbers } from '../trace'
import type { Form, TraceCall } from '../trace'
import type { FunctionDefSchema } from './tensorflow_pb'

/** Of an operand: its form, the kernel that made it, and what that took; null: it came from outside. */
export interface Origin {
  readonly form: Form
  readonly made: { readonly by: string; readonly of: readonly Form[] } | null
}

/** Of the operands of Conv2DBackpropFilter, the gradient. */
const GRADIENT = 2

/** x / √y becomes x · (1 / √y), and a product of one row with a bias another kernel. */
export function hidesOutput({ name, outputs }: TraceCall): boolean {
  return name === 'Sqrt' || (name === 'MatMul' && outputs[0]!.shape.includes(1))
}

/** Whether it is hidden from a call what made an operand. */
export function hidesInput(kernel: string, place: number, operands: readonly Origin[]): boolean {
  const { made } = operands[place]!
  // With the sum of the same gradient for a bias it would be one kernel of oneDNN's, which adds up in another order.
  if (kernel === 'Conv2DBackpropFilter') return place === GRADIENT
  if (made === null) return false
  switch (kernel) {
    case 'Sigmoid':
    case 'Tanh':
      // With a product before the bias it would be one kernel of oneDNN's, which has curves of its own.
      return made.by === 'BiasAdd'
    case 'Relu':
    case 'Relu6':
      // There, one kernel of both would make 0 of NaN, and the step would go on as if nothing were wrong.
      return made.by === 'BiasAdd'
    case 'FusedBatchNormV2':
      // With the convolution before it, it would be one kernel, which rounds otherwise.
      return place === 0 && made.by.endsWith('Conv2D')
    case 'Mul':
      // So would x · sigmoid(x) and x · tanh(softplus(x)); and of products of different shapes the smallest come first.
      if (made.by === 'Sigmoid' || made.by === 'Tanh') return true
      return made.by === 'Mul' && !areOfOneShape([...operands.map(({ form }) => form), ...made.of])
    case 'AddV2':
    case 'AddN':
      // Sums of sums become one, in another order.
      return made.by === 'AddV2' || made.by === 'AddN'
    default:
      return false
  }
}

function areOfOneShape(forms: readonly Form[]): boolean {
  return forms.every(({ shape }) => sameNumbers(shape, forms[0]!.shape))
}

/**
 * The name of a function of this kernel alone; null: it is none of those that oneDNN replaces in graphs and not in calls. Its Softmax
 * rounds otherwise, takes no more than five dimensions, and makes of a row with a NaN or an infinity one with zeros.
 */
export function functionFor(kernel: string): string | null {
  return kernel === 'Softmax' ? 'LoneSoftmax' : null
}

/** The functions that {@link functionFor} names. */
export function loneKernels(float: number): MessageInitShape<typeof FunctionDefSchema>[] {
  const type = { value: { case: 'type', value: float } } as const
  return [
    {
      signature: {
        name: 'LoneSoftmax',
        inputArg: [{ name: 'x', type: float }],
        outputArg: [{ name: 'y', type: float }],
      },
      nodeDef: [{ name: 'kernel', op: 'Softmax', input: ['x'], attr: { T: type } }],
      ret: { y: 'kernel:softmax:0' },
      attr: { _noinline: { value: { case: 'b', value: true } } },
    },
  ]
}
