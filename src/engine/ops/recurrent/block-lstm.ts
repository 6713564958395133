/** An LSTM layer by kernels that take a whole time step at once. */
import { backend } from '../../backend'
import type { Handle, LstmInputs, LstmKernels } from '../../backend/types'
import { zeros } from '../../core/create'
import { scope } from '../../core/scope'
import { fromHandle, inLayout, type Gradients, type Tensor } from '../../core/tensor'
import { raw2 } from '../arithmetic'
import { sliceRaw } from '../index-ops'
import { mm } from '../matmul'
import { reshapeRaw } from '../view'
import { apart, biasGrad, joinRows, plus, rowsOf } from './sequence'
import type { RecurrentWeights, Sequence, Unrolled } from './sequence'

/** Where the new states stand among what a step leaves. */
const C = 1
const H = 6

/** What the steps read of the weights, with rows in the kernels' order of gates. */
interface Matrices {
  /** [4·H, I] and [4·H, H] */
  ih: Tensor
  hh: Tensor
  /** Both side by side and turned, [I + H, 4·H]. */
  whole: Tensor
  /** [4·H] */
  bias: Tensor
}

/** One step that the backward pass goes through again: its input, the states before it, and what it left. */
interface Recorded {
  input: Tensor
  h: Tensor
  c: Tensor
  left: Tensor[]
}

/** Runs all steps of a sequence. */
export function blockLstm(
  kernels: LstmKernels,
  sequence: Sequence,
  initial: readonly Tensor[],
  keeps: boolean,
): Unrolled {
  const { outputs, saved } = scope(() => {
    const { outputs: all, ...rest } = unroll(kernels, sequence, initial, keeps)
    return { outputs: all, saved: keeps ? rest : null }
  })
  return {
    outputs,
    backward:
      saved && ((grads, needs) => scope(() => [...gradients(kernels, sequence, saved, grads, needs)])),
  }
}

function unroll(
  kernels: LstmKernels,
  { x, weights, order }: Sequence,
  initial: readonly Tensor[],
  keeps: boolean,
) {
  const [steps, batch, features] = x.shape as [number, number, number]
  const inputs = reshapeRaw(x, [steps * batch, features])
  const matrices = matricesOf(weights)
  const recorded: Recorded[] = []
  const rows: Tensor[] = []
  let [h, c] = initial as [Tensor, Tensor]
  for (const place of order) {
    const step = scope(() => {
      const input = rowsOf(inputs, place, batch)
      const left = kernels.step(operands({ input, h, c }, matrices)).map(tensorOf)
      return keeps ? { input, left } : { input: null, left: [left[C]!, left[H]!] }
    })
    if (step.input) recorded[place] = { input: step.input, h, c, left: step.left }
    ;[c, h] = [step.left.at(step.input ? C : 0)!, step.left.at(-1)!]
    rows[place] = h
  }
  const output = reshapeRaw(joinRows(rows), [steps, batch, h.shape[1]!])
  // The last states are read again in the backward pass: what is handed out has a storage of its own.
  return { outputs: [output, apart(h), apart(c)], matrices, recorded }
}

/** Gradients of x, the initial h and c, both weights and both biases. */
function gradients(
  kernels: LstmKernels,
  { x, weights, order }: Sequence,
  { matrices, recorded }: { matrices: Matrices; recorded: readonly Recorded[] },
  [gradOutput, gradH, gradC]: Gradients,
  needs: readonly boolean[],
): (Tensor | null)[] {
  const [steps, batch, features] = x.shape as [number, number, number]
  const size = weights.hh.shape[1]!
  const outer = gradOutput ? reshapeRaw(inLayout(gradOutput, null), [steps * batch, size]) : null
  const sums: Tensor[] = []
  let states = {
    h: gradH ? inLayout(gradH, null) : null,
    c: gradC ? inLayout(gradC, null) : zeros([batch, size]),
  }
  for (const place of order.toReversed()) {
    const { left, ...before } = recorded[place]!
    const after = states
    const step = scope(() => {
      const shown = plus(outer && rowsOf(outer, place, batch), after.h) ?? zeros([batch, size])
      const [c, gates] = kernels.stepGrad(
        operands(before, matrices),
        left.map(({ handle }) => handle),
        after.c.handle,
        shown.handle,
      )
      const sum = tensorOf(gates)
      return { sum, states: { c: tensorOf(c), h: mm(sum, false, matrices.hh, false) } }
    })
    states = step.states
    sums[place] = step.sum
  }
  const all = joinRows(sums)
  const inputs = reshapeRaw(x, [steps * batch, features])
  const hidden = (): Tensor => joinRows(recorded.map(({ h }) => h))
  return [
    needs[0] ? reshapeRaw(mm(all, false, matrices.ih, false), x.shape) : null,
    needs[1] ? states.h : null,
    needs[2] ? states.c : null,
    needs[3] ? otherOrder(mm(all, true, inputs, false)) : null,
    needs[4] ? otherOrder(mm(all, true, hidden(), false)) : null,
    ...(weights.biases ? [otherOrder(biasGrad(all)), otherOrder(biasGrad(all))] : []),
  ]
}

function operands({ input, c, h }: Omit<Recorded, 'left'>, { whole, bias }: Matrices): LstmInputs {
  return { x: input.handle, c: c.handle, h: h.handle, weight: whole.handle, bias: bias.handle }
}

function tensorOf(handle: Handle): Tensor {
  return fromHandle(handle, handle.shape)
}

function matricesOf({ ih, hh, biases }: RecurrentWeights): Matrices {
  const [inputs, hidden] = [otherOrder(ih), otherOrder(hh)]
  const side = backend.concat([inputs.handle, hidden.handle], 1)
  const whole = backend.transpose(side, [1, 0])
  backend.free(side)
  return {
    ih: inputs,
    hh: hidden,
    whole: tensorOf(whole),
    bias: biases ? otherOrder(raw2('Add', biases[0], biases[1])) : zeros([hh.shape[0]!]),
  }
}

/** Gates i, f, g, o, as PyTorch has them, in the order i, g, f, o of the kernels; or back. */
function otherOrder(x: Tensor): Tensor {
  const size = x.shape[0]! / 4
  const plain = inLayout(x, null)
  const parts = [0, 2, 1, 3].map((gate) => sliceRaw(plain, 0, gate * size, (gate + 1) * size, 1).handle)
  return fromHandle(backend.concat(parts, 0), x.shape)
}
