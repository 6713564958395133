/** One time step of each kind of recurrent layer, forward and backward. */
import { backend } from '../../backend'
import { fromHandle, type Tensor } from '../../core/tensor'
import { raw1, raw2 } from '../arithmetic'
import { sliceRaw } from '../index-ops'

/** What one step leaves: the new states (h, and c for LSTM) and what its backward pass reads. */
export interface Step {
  states: Tensor[]
  saved: Tensor[]
}

/** Gradients of one step: of its two sums of gates, and of the states before it as far as they do not go through the gates. */
export interface StepGradients {
  fromInput: Tensor
  fromHidden: Tensor
  states: (Tensor | null)[]
}

/** All tensors are [N, gates·H] or [N, H]. */
export interface RecurrentCell {
  /** What the recorded operation is called. */
  readonly name: string
  /** Rows of the weights, in units of the hidden size. */
  readonly gates: number
  readonly states: number
  /** Both biases enter the same sum, so that they can be added once for all steps. */
  readonly oneBias: boolean
  /** @param input x·W_ihᵀ and biases. @param hidden h·W_hhᵀ (and its bias, where the two are apart). */
  forward(input: Tensor, hidden: Tensor, states: readonly Tensor[]): Step
  /**
   * What the backward pass needs and no gradient decides, of the saved tensors and the states before of many steps, one below the other:
   * a few kernels for all of them instead of as many for each. The rows of a step are then what {@link backward} gets as `saved`.
   */
  ahead?: (saved: (index: number) => Tensor, before: (index: number) => Tensor) => Tensor[]
  backward(
    grads: readonly [Tensor, ...(Tensor | null)[]],
    saved: readonly Tensor[],
    before: readonly Tensor[],
  ): StepGradients
}

/** h' = tanh(input + hidden), or ReLU. */
function plainCell(kernel: 'Tanh' | 'Relu'): RecurrentCell {
  return {
    name: kernel === 'Tanh' ? 'RnnTanhBackward0' : 'RnnReluBackward0',
    gates: 1,
    states: 1,
    oneBias: true,
    forward(input, hidden) {
      const h = raw1(kernel, raw2('Add', input, hidden))
      return { states: [h], saved: [h] }
    },
    backward([grad], saved) {
      const sum = raw2(kernel === 'Tanh' ? 'TanhGrad' : 'ReluGrad', grad, saved[0]!)
      return { fromInput: sum, fromHidden: sum, states: [null] }
    },
  }
}

export const rnnTanh = plainCell('Tanh')
export const rnnRelu = plainCell('Relu')

/** c' = f·c + i·g, h' = o·tanh(c'), with gates in the order i, f, g, o. */
export const lstm: RecurrentCell = {
  name: 'LstmBackward0',
  gates: 4,
  states: 2,
  oneBias: true,
  forward(input, hidden, [, c]) {
    const sums = raw2('Add', input, hidden)
    // Three of four gates are sigmoids: one kernel for all is quicker than three.
    const opened = raw1('Sigmoid', sums)
    const [i, f, , o] = parts(opened, 4)
    const g = raw1('Tanh', part(sums, 2, 4))
    const next = raw2('Add', raw2('Mul', f!, c!), raw2('Mul', i!, g))
    const shown = raw1('Tanh', next)
    return { states: [raw2('Mul', o!, shown), next], saved: [opened, g, shown] }
  },
  ahead(saved, before) {
    const [i, f, , o] = parts(saved(0), 4)
    const [g, shown] = [saved(1), saved(2)]
    // By how much each of the four sums changes c', and the last one h'.
    const slopes = columns([
      raw2('SigmoidGrad', g, i!),
      raw2('SigmoidGrad', before(1), f!),
      raw2('TanhGrad', i!, g),
      raw2('SigmoidGrad', shown, o!),
    ])
    return [slopes, raw2('TanhGrad', o!, shown), f!]
  },
  backward([gradH, gradC], [slopes, through, f]) {
    const shown = raw2('Mul', gradH, through!)
    const cell = gradC ? raw2('Add', shown, gradC) : shown
    const sums = raw2('Mul', columns([cell, cell, cell, gradH]), slopes!)
    return { fromInput: sums, fromHidden: sums, states: [null, raw2('Mul', cell, f!)] }
  },
}

/** h' = n + z·(h − n) with n = tanh(inputₙ + r·hiddenₙ), gates in the order r, z, n. */
export const gru: RecurrentCell = {
  name: 'GruBackward0',
  gates: 3,
  states: 1,
  oneBias: false,
  forward(input, hidden, [h]) {
    const size = h!.shape[1]!
    const [r, z] = parts(
      raw1('Sigmoid', raw2('Add', sliceRaw(input, 1, 0, 2 * size, 1), sliceRaw(hidden, 1, 0, 2 * size, 1))),
      2,
    )
    const proposal = part(hidden, 2, 3)
    const n = raw1('Tanh', raw2('Add', part(input, 2, 3), raw2('Mul', r!, proposal)))
    const next = raw2('Add', n, raw2('Mul', z!, raw2('Sub', h!, n)))
    return { states: [next], saved: [r!, z!, n, proposal] }
  },
  backward([grad], [r, z, n, proposal], [h]) {
    const kept = raw2('Mul', grad, z!)
    const sumN = raw2('TanhGrad', raw2('Sub', grad, kept), n!)
    const sumR = raw2('SigmoidGrad', raw2('Mul', sumN, proposal!), r!)
    const sumZ = raw2('SigmoidGrad', raw2('Mul', grad, raw2('Sub', h!, n!)), z!)
    return {
      fromInput: columns([sumR, sumZ, sumN]),
      fromHidden: columns([sumR, sumZ, raw2('Mul', sumN, r!)]),
      states: [kept],
    }
  },
}

function part(x: Tensor, index: number, count: number): Tensor {
  const size = x.shape[1]! / count
  return sliceRaw(x, 1, index * size, (index + 1) * size, 1)
}

function parts(x: Tensor, count: number): Tensor[] {
  return backend.split(x.handle, 1, count).map((handle) => fromHandle(handle, handle.shape))
}

function columns(list: readonly Tensor[]): Tensor {
  const [first] = list
  const handle = backend.concat(
    list.map((x) => x.handle),
    1,
  )
  return fromHandle(handle, [first!.shape[0]!, first!.shape[1]! * list.length])
}
