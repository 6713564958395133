/** A recurrent layer over a whole sequence as one recorded operation. */
import { backend } from '../../backend'
import { zeros } from '../../core/create'
import { isGradEnabled } from '../../core/grad-mode'
import { recordMany } from '../../core/record'
import { scope } from '../../core/scope'
import { fromHandle, inLayout, type Tensor } from '../../core/tensor'
import type { Gradients } from '../../core/tensor'
import { raw2 } from '../arithmetic'
import { mm } from '../matmul'
import { reshapeRaw } from '../view'
import type { RecurrentCell, Step } from './cells'
import { apart, biasGrad, chunksOf, joinRows, plus, rowsInTurn, splitRows } from './sequence'
import type { RecurrentWeights } from './sequence'

/** One step that the backward pass goes through again. */
interface Recorded {
  before: readonly Tensor[]
  saved: readonly Tensor[]
}

/** What a layer walks over. */
interface Sequence {
  cell: RecurrentCell
  /** (L, N, I) in plain memory. */
  x: Tensor
  weights: RecurrentWeights
  /** Places in the order in which they are visited. */
  order: readonly number[]
}

/**
 * Runs `cell` over a sequence, from its end where `reverse` holds. The product of the input with its weights is made for all
 * steps at once.
 *
 * Shape: x (L, N, I), initial states (N, H) each → output (L, N, H) and the last states (N, H).
 */
export function recurrentLayer(
  cell: RecurrentCell,
  x: Tensor,
  initial: readonly Tensor[],
  weights: RecurrentWeights,
  reverse = false,
): [output: Tensor, ...last: Tensor[]] {
  const inputs = [x, ...initial, weights.ih, weights.hh, ...(weights.biases ?? [])]
  const order = Array.from({ length: x.shape[0]! }, (_, place) => place)
  if (reverse) order.reverse()
  const sequence = { cell, x: inLayout(x, null), weights, order }
  const keeps = isGradEnabled() && inputs.some((input) => input.requiresGrad)
  const states = initial.map((state) => inLayout(state, null))
  const { outputs, recorded } = scope(() => unroll(sequence, states, keeps))
  if (keeps)
    recordMany(
      cell.name,
      inputs,
      outputs,
      (grads, needs) => scope(() => [...gradients(sequence, recorded, grads, needs)]),
      [x, weights.ih, weights.hh],
    )
  return outputs as [Tensor, ...Tensor[]]
}

function unroll({ cell, x, weights, order }: Sequence, initial: readonly Tensor[], keeps: boolean) {
  const [steps, batch, features] = x.shape as [number, number, number]
  const projected = project(cell, reshapeRaw(x, [steps * batch, features]), weights)
  const hiddenBias = cell.oneBias ? null : (weights.biases?.[1] ?? null)
  const recorded: Recorded[] = []
  const rows: Tensor[] = []
  let states = initial
  const inputs = rowsInTurn(projected, order, batch)
  for (const place of order) {
    const before = states
    const input = inputs.next().value!
    const step = scope((): Step =>
      cell.forward(input, plusBias(mm(before[0]!, false, weights.hh, true), hiddenBias), before),
    )
    states = step.states
    rows[place] = states[0]!
    if (keeps) recorded[place] = { before, saved: step.saved }
  }
  const output = reshapeRaw(joinRows(rows), [steps, batch, rows[0]!.shape[1]!])
  // The last states are read again in the backward pass: what is handed out has a storage of its own.
  return { outputs: [output, ...states.map(apart)], recorded }
}

/** x·W_ihᵀ + b for all steps. */
function project(cell: RecurrentCell, rows: Tensor, { ih, biases }: RecurrentWeights): Tensor {
  const bias = biases && (cell.oneBias ? raw2('Add', biases[0], biases[1]) : biases[0])
  return plusBias(mm(rows, false, ih, true), bias)
}

function plusBias(x: Tensor, bias: Tensor | null): Tensor {
  return bias ? fromHandle(backend.biasAdd(x.handle, bias.handle), x.shape) : x
}

/** Gradients of x, the initial states, both weights and both biases. */
function gradients(
  { cell, x, weights, order }: Sequence,
  recorded: readonly Recorded[],
  [gradOutput, ...gradLast]: Gradients,
  needs: readonly boolean[],
): (Tensor | null)[] {
  const [steps, batch, features] = x.shape as [number, number, number]
  const size = weights.hh.shape[1]!
  const outer = gradOutput ? reshapeRaw(inLayout(gradOutput, null), [steps * batch, size]) : null
  const fromInput: Tensor[] = []
  const fromHidden: Tensor[] = []
  let states = gradLast.map((grad) => grad && inLayout(grad, null))
  const places = order.toReversed()
  const shares = outer && rowsInTurn(outer, places, batch)
  const reads = readsInTurn(cell, recorded, places)
  for (const place of places) {
    const after = states
    const share = shares?.next().value ?? null
    const saved = reads.next().value!
    const result = scope(() => {
      const grad = plus(share, after[0]!) ?? zeros([batch, size])
      const step = cell.backward([grad, ...after.slice(1)], saved, recorded[place]!.before)
      const [direct, ...others] = step.states
      return { ...step, states: [plus(direct!, mm(step.fromHidden, false, weights.hh, false)), ...others] }
    })
    states = result.states
    fromInput[place] = result.fromInput
    fromHidden[place] = result.fromHidden
  }
  const count = cell.states
  const inputSums = joinRows(fromInput)
  const hiddenSums = cell.oneBias ? inputSums : joinRows(fromHidden)
  const rows = reshapeRaw(x, [steps * batch, features])
  const hidden = (): Tensor => joinRows(recorded.map(({ before }) => before[0]!))
  return [
    needs[0] ? reshapeRaw(mm(inputSums, false, weights.ih, false), x.shape) : null,
    ...states.map((grad, i) => (needs[i + 1] ? grad : null)),
    needs[count + 1] ? mm(inputSums, true, rows, false) : null,
    needs[count + 2] ? mm(hiddenSums, true, hidden(), false) : null,
    ...(weights.biases ? [biasGrad(inputSums), biasGrad(hiddenSums)] : []),
  ]
}

/** What the cell reads on its way back of one step after the other; what it makes for many at once is freed when the next is asked for. */
function* readsInTurn(
  cell: RecurrentCell,
  recorded: readonly Recorded[],
  places: readonly number[],
): Generator<readonly Tensor[], void> {
  for (const chunk of chunksOf(places.map((place) => recorded[place]!))) {
    if (!cell.ahead) {
      for (const { saved } of chunk) yield saved
      continue
    }
    for (const made of madeAhead(cell.ahead, chunk)) {
      yield made
      for (const each of made) each.dispose()
    }
  }
}

function madeAhead(ahead: NonNullable<RecurrentCell['ahead']>, steps: readonly Recorded[]): Tensor[][] {
  return scope(() => {
    const of = (which: keyof Recorded) => (index: number) =>
      joinRows(steps.map((step) => step[which][index]!))
    const rows = ahead(of('saved'), of('before')).map((all) => splitRows(all, steps.length))
    return steps.map((_, step) => rows.map((each) => each[step]!))
  })
}
