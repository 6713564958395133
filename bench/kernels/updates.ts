import { sizeOf, type Case, type Expected, type Generator } from './case'
import type { Random } from './random'

/** Changes in place, and statistics of whole tensors. */
export const UPDATE_CASES: Readonly<Record<string, Generator>> = {
  ResourceApplyGradientDescent: addCase,
  // The variables that a tensor is changed in.
  VarHandleOp: addCase,
  AssignVariableOp: addCase,
  ReadVariableOp: momentumCase,
  ResourceApplyMomentum: momentumCase,
  EuclideanNorm: (random) =>
    statisticsCase(random, (statistics, x) => [statistics.squares(x)!], (x) => [{ values: [sum(x, (value) => value ** 2)] }]), // prettier-ignore
  DivNoNan: (random) =>
    statisticsCase(
      random,
      (statistics, x) => {
        const { min, max, nonZeros } = statistics.extremes(x)!
        return [min, max, nonZeros]
      },
      (x) => [
        {
          values: [Math.min(...x), Math.max(...x), x.filter((value) => value !== 0).length],
          exact: true,
        },
      ],
    ),
  Bitcast: (random) => {
    const [low, scale] = [-4, 32]
    return statisticsCase(
      random,
      (statistics, x) => Array.from(statistics.bins(x, low, scale)!),
      (x) => {
        const counts = new Float64Array(256)
        for (const value of x) counts[Math.floor(Math.fround(Math.fround(value - low) * scale))]!++
        return [{ values: counts, exact: true }]
      },
    )
  },
}

const sum = (x: Float32Array, of: (value: number) => number): number =>
  x.reduce((total, value) => total + of(value), 0)

function addCase(random: Random): Case {
  // Small ones are changed in new memory.
  const shape = random.chance(0.7) ? [random.int(2049, 5000)] : random.shape(0, 4)
  const [x, y] = [random.floats(sizeOf(shape)), random.floats(sizeOf(shape))]
  const factor = random.int(-20, 20) / 8
  return {
    text: `[${shape.join()}] by ${factor}`,
    run: (kit) => {
      const changed = kit.floats(x, shape)
      kit.backend.updates!.add(changed, kit.floats(y, shape), factor)
      return [changed]
    },
    want: () => [
      {
        values: Float64Array.from(x, (value, at) => value + y[at]! * factor),
        scale: Float64Array.from(x, (value, at) => Math.abs(value) + Math.abs(y[at]! * factor)),
        shape,
      },
    ],
  }
}

function momentumCase(random: Random): Case {
  const shape = random.chance(0.3) ? [random.int(2049, 5000)] : random.shape(1, 4)
  const draw = (): Float32Array => random.floats(sizeOf(shape))
  const [x, v, grad] = [draw(), draw(), draw()]
  const [lr, momentum, nesterov] = [random.int(1, 16) / 16, random.int(0, 15) / 16, random.chance(0.5)]
  return {
    text: `[${shape.join()}], lr ${lr}, momentum ${momentum}${nesterov ? ', nesterov' : ''}`,
    run: (kit) => {
      const [changed, velocity] = [kit.floats(x, shape), kit.floats(v, shape)]
      kit.backend.updates!.momentum(changed, velocity, kit.floats(grad, shape), { lr, momentum, nesterov })
      return [changed, velocity]
    },
    want: (): Expected[] => {
      const velocity = Float64Array.from(v, (value, at) => value * momentum + grad[at]!)
      const step = velocity.map((value, at) => (nesterov ? grad[at]! + value * momentum : value) * lr)
      const size = Float64Array.from(
        x,
        (value, at) => Math.abs(value) + 3 * (Math.abs(v[at]!) + Math.abs(grad[at]!)),
      )
      return [
        { values: step.map((value, at) => x[at]! - value), scale: size, shape },
        { values: velocity, scale: size, shape },
      ]
    },
  }
}

type Statistics = NonNullable<Parameters<Case['run']>[0]['backend']['statistics']>
type Operand = Parameters<Statistics['squares']>[0]

/** Over so many values, of at most 4 in magnitude, that statistics are taken by kernels. */
function statisticsCase(
  random: Random,
  run: (statistics: Statistics, x: Operand) => number[],
  want: (x: Float32Array) => Expected[],
): Case {
  const shape = [random.int(1, 9), 32 * random.int(1, 9)]
  const x = random.floats(sizeOf(shape), -4, 3.99)
  return {
    text: `[${shape.join()}]`,
    run: (kit) => [run(kit.backend.statistics!, kit.floats(x, shape))],
    want: () => want(x),
  }
}
