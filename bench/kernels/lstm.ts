import type { Handle } from '../../src/engine/backend/types'
import { eachPlace, type Case, type Expected, type Generator, type Kit } from './case'
import type { Random } from './random'

export const LSTM_CASES: Readonly<Record<string, Generator>> = {
  LSTMBlockCell: (random) => lstmCase(random, false),
  LSTMBlockCellGrad: (random) => lstmCase(random, true),
}

interface Inputs {
  readonly batch: number
  readonly inputs: number
  readonly hidden: number
  readonly x: Float32Array
  readonly c: Float32Array
  readonly h: Float32Array
  readonly weight: Float32Array
  readonly bias: Float32Array
  readonly gradC: Float32Array
  readonly gradH: Float32Array
}

function lstmCase(random: Random, gradient: boolean): Case {
  const [batch, inputs, hidden] = [random.int(1, 5), random.int(1, 9), random.int(1, 9)]
  const draw = (size: number): Float32Array => random.floats(size, -1, 1)
  const given: Inputs = {
    batch,
    inputs,
    hidden,
    x: draw(batch * inputs),
    c: draw(batch * hidden),
    h: draw(batch * hidden),
    weight: draw((inputs + hidden) * 4 * hidden),
    bias: draw(4 * hidden),
    gradC: draw(batch * hidden),
    gradH: draw(batch * hidden),
  }
  return {
    text: `${batch} rows, ${inputs} → ${hidden}`,
    run: (kit) => computed(kit, given, gradient),
    want: () => wanted(given, gradient),
  }
}

function computed(kit: Kit, given: Inputs, gradient: boolean): Handle[] {
  const { batch, inputs, hidden } = given
  const lstm = kit.backend.lstm!
  const state = [batch, hidden]
  const operands = {
    x: kit.floats(given.x, [batch, inputs]),
    c: kit.floats(given.c, state),
    h: kit.floats(given.h, state),
    weight: kit.floats(given.weight, [inputs + hidden, 4 * hidden]),
    bias: kit.floats(given.bias, [4 * hidden]),
  }
  const step = lstm.step(operands).map((handle) => kit.own(handle))
  if (!gradient) return step
  const [gradC, gradH] = [kit.floats(given.gradC, state), kit.floats(given.gradH, state)]
  return lstm.stepGrad(operands, step, gradC, gradH).map((handle) => kit.own(handle))
}

/** i, g, f, o = σ, tanh, σ, σ of [x, h]·weight + bias; c′ = i·g + f·c; h′ = o·tanh(c′). */
function wanted(given: Inputs, gradient: boolean): Expected[] {
  const { batch, inputs, hidden } = given
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
  const gate = (which: number): Float64Array =>
    eachPlace([batch, hidden], ([n, unit]) => {
      let sum = given.bias[which * hidden + unit!]!
      for (let i = 0; i < inputs + hidden; i++) {
        const value = i < inputs ? given.x[n! * inputs + i]! : given.h[n! * hidden + i - inputs]!
        sum += value * given.weight[i * 4 * hidden + which * hidden + unit!]!
      }
      return which === 1 ? Math.tanh(sum) : sigmoid(sum)
    })
  const [i, g, f, o] = [gate(0), gate(1), gate(2), gate(3)]
  const c = i.map((value, at) => value * g[at]! + f[at]! * given.c[at]!)
  const tanhC = c.map(Math.tanh)
  const scaled = (values: Float64Array): Expected => ({ values, scale: values.map((value) => 1 + Math.abs(value)) }) // prettier-ignore
  if (!gradient) return [i, c, f, o, g, tanhC, o.map((value, at) => value * tanhC[at]!)].map(scaled)
  const gradC = o.map((value, at) => given.gradH[at]! * value * (1 - tanhC[at]! ** 2) + given.gradC[at]!)
  const slope = (y: number): number => y * (1 - y)
  const gates = eachPlace([batch, 4, hidden], ([n, which, unit]) => {
    const at = n! * hidden + unit!
    if (which === 0) return gradC[at]! * g[at]! * slope(i[at]!)
    if (which === 1) return gradC[at]! * i[at]! * (1 - g[at]! ** 2)
    if (which === 2) return gradC[at]! * given.c[at]! * slope(f[at]!)
    return given.gradH[at]! * tanhC[at]! * slope(o[at]!)
  })
  return [scaled(gradC.map((value, at) => value * f[at]!)), scaled(gates)]
}
