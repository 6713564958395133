import type { ReduceKernel } from '../../src/engine/backend/types'
import { eachPlace, offsetOf, placesOf, sizeOf, type Case, type Expected, type Generator } from './case'
import type { Random } from './random'

type Fold = (values: readonly number[]) => number

const sum: Fold = (values) => values.reduce((a, b) => a + b, 0)
const magnitude: Fold = (values) => values.reduce((a, b) => a + Math.abs(b), 0)

const REDUCTIONS: Readonly<Record<ReduceKernel, { of: Fold; scale?: Fold; exact?: boolean }>> = {
  Sum: { of: sum, scale: magnitude },
  Mean: { of: (values) => sum(values) / values.length, scale: (values) => magnitude(values) / values.length },
  Max: { of: (values) => values.reduce((a, b) => Math.max(a, b)), exact: true },
  Min: { of: (values) => values.reduce((a, b) => Math.min(a, b)), exact: true },
  Prod: { of: (values) => values.reduce((a, b) => a * b, 1) },
  All: { of: (values) => Number(values.every((value) => value !== 0)), exact: true },
  Any: { of: (values) => Number(values.some((value) => value !== 0)), exact: true },
}

/** Kernels that bring many values down to one, and products of matrices. */
export const SUM_CASES: Readonly<Record<string, Generator>> = {
  ...Object.fromEntries(
    Object.keys(REDUCTIONS).map((name): [string, Generator] => [name, (random) => reduction(random, name as ReduceKernel)]), // prettier-ignore
  ),
  AddN: (random) => {
    const shape = random.shape(0, 4)
    const lists = Array.from({ length: random.int(1, 6) }, () => random.floats(sizeOf(shape)))
    const column = (at: number): number[] => lists.map((list) => list[at]!)
    const indices = Array.from({ length: sizeOf(shape) }, (_, at) => at)
    return {
      text: `${lists.length} of [${shape.join()}]`,
      run: (kit) => [kit.own(kit.backend.addN(lists.map((list) => kit.floats(list, shape))))],
      want: () => [{ values: indices.map((at) => sum(column(at))), scale: indices.map((at) => magnitude(column(at))), shape }], // prettier-ignore
    }
  },
  ArgMax: (random) => argReduce(random, 'ArgMax', (value, best) => value > best),
  ArgMin: (random) => argReduce(random, 'ArgMin', (value, best) => value < best),
  Cumsum: (random) => {
    const shape = random.shape(1, 4, 9)
    const axis = random.int(0, shape.length - 1)
    const reverse = random.chance(0.5)
    const values = random.floats(sizeOf(shape))
    const along = (place: readonly number[]): number[] => {
      const line = Array.from({ length: shape[axis]! }, (_, i) => values[offsetOf(place.map((at, dim) => (dim === axis ? i : at)), shape)]!) // prettier-ignore
      return reverse ? line.slice(place[axis]) : line.slice(0, place[axis]! + 1)
    }
    return {
      text: `[${shape.join()}] along ${axis}${reverse ? ' reversed' : ''}`,
      run: (kit) => [kit.own(kit.backend.cumsum(kit.floats(values, shape), axis, reverse))],
      want: () => [{ values: eachPlace(shape, (place) => sum(along(place))), scale: eachPlace(shape, (place) => magnitude(along(place))), shape }], // prettier-ignore
    }
  },
  MatMul: (random) => product(random, []),
  BatchMatMulV2: (random) => product(random, random.shape(1, 2, 4)),
  UnsortedSegmentSum: (random) => {
    const shape = random.shape(1, 3, 8)
    const count = random.int(1, 6)
    const indices = random.ints(shape[0]!, 0, count - 1)
    const values = random.floats(sizeOf(shape))
    const width = sizeOf(shape) / shape[0]!
    const target = [count, ...shape.slice(1)]
    const parts = (place: readonly number[]): number[] =>
      [...indices.keys()].filter((row) => indices[row] === place[0]).map((row) => values[row * width + offsetOf(place.slice(1), shape.slice(1))]!) // prettier-ignore
    return {
      text: `[${shape.join()}] into ${count}`,
      run: (kit) => [kit.own(kit.backend.segmentSum(kit.floats(values, shape), kit.ints(indices, [shape[0]!]), count))], // prettier-ignore
      want: () => [{ values: eachPlace(target, (place) => sum(parts(place))), scale: eachPlace(target, (place) => magnitude(parts(place))), shape: target }], // prettier-ignore
    }
  },
  BiasAdd: (random) => {
    const shape = random.shape(2, 5)
    const channels = shape.at(-1)!
    const [values, bias] = [random.floats(sizeOf(shape)), random.floats(channels)]
    const parts = (at: number): number[] => [values[at]!, bias[at % channels]!]
    return {
      text: `[${shape.join()}]`,
      run: (kit) => [kit.own(kit.backend.biasAdd(kit.floats(values, shape), kit.floats(bias, [channels])))],
      want: () => [{ values: Array.from(values, (_, at) => sum(parts(at))), scale: Array.from(values, (_, at) => magnitude(parts(at))), shape }], // prettier-ignore
    }
  },
  BiasAddGrad: (random) => {
    const shape = random.shape(2, 5, 8)
    const channels = shape.at(-1)!
    const values = random.floats(sizeOf(shape))
    const column = (channel: number): number[] =>
      Array.from(values).filter((_, at) => at % channels === channel)
    const all = Array.from({ length: channels }, (_, channel) => column(channel))
    return {
      text: `[${shape.join()}]`,
      run: (kit) => [kit.own(kit.backend.biasAddGrad(kit.floats(values, shape)))],
      want: () => [{ values: all.map(sum), scale: all.map(magnitude), shape: [channels] }],
    }
  },
}

function reduction(random: Random, name: ReduceKernel): Case {
  const { of, scale, exact = false } = REDUCTIONS[name]
  const shape = random.shape(1, 5, random.chance(0.1) ? 20 : 6)
  const axes = random.order(shape.length).slice(0, random.int(1, shape.length)).sort((a, b) => a - b) // prettier-ignore
  const keepDims = random.chance(0.5)
  const kept = shape.map((length, dim) => (axes.includes(dim) ? 1 : length))
  const bools = name === 'All' || name === 'Any'
  const values = bools ? random.bools(sizeOf(shape)) : name === 'Prod' ? random.floats(sizeOf(shape), 0.5, 1.5) : random.floats(sizeOf(shape)) // prettier-ignore
  const groups = (): number[][] => {
    const lists = Array.from({ length: sizeOf(kept) }, (): number[] => [])
    let at = 0
    for (const place of placesOf(shape)) {
      lists[offsetOf(place.map((i, dim) => (axes.includes(dim) ? 0 : i)), kept)]!.push(values[at++]!) // prettier-ignore
    }
    return lists
  }
  const target = keepDims ? kept : shape.filter((_, dim) => !axes.includes(dim))
  return {
    text: `[${shape.join()}] over ${axes.join()}${keepDims ? ' kept' : ''}`,
    run: (kit) => {
      const x = kit.tensor(values, shape, bools ? 'bool' : 'float32')
      return [kit.own(kit.backend.reduce(name, x, axes, keepDims))]
    },
    want: (): Expected[] => {
      const lists = groups()
      return [{ values: lists.map(of), shape: target, exact, ...(scale ? { scale: lists.map(scale) } : {}) }]
    },
  }
}

function argReduce(
  random: Random,
  name: 'ArgMax' | 'ArgMin',
  better: (value: number, best: number) => boolean,
): Case {
  // prettier-ignore
  const shape = random.shape(1, 4)
  const axis = random.int(0, shape.length - 1)
  // Small whole numbers: the first of equals counts.
  const values = Float32Array.from(random.ints(sizeOf(shape), -3, 3))
  const target = shape.filter((_, dim) => dim !== axis)
  const value = (place: readonly number[]): number => {
    const at = (i: number): number =>
      values[offsetOf([...place.slice(0, axis), i, ...place.slice(axis)], shape)]!
    let best = 0
    for (let i = 1; i < shape[axis]!; i++) if (better(at(i), at(best))) best = i
    return best
  }
  return {
    text: `[${shape.join()}] along ${axis}`,
    run: (kit) => [kit.own(kit.backend.argReduce(name, kit.floats(values, shape), axis))],
    want: () => [{ values: eachPlace(target, value), shape: target, exact: true }],
  }
}

function product(random: Random, stack: readonly number[]): Case {
  const longest = random.chance(0.1) ? 90 : 9
  const [m, k, n] = [random.int(1, longest), random.int(1, longest), random.int(1, longest)]
  const [transposeA, transposeB] = [random.chance(0.5), random.chance(0.5)]
  const aShape = [...stack, ...(transposeA ? [k, m] : [m, k])]
  // A stack of one matrix is repeated.
  const bStack = stack.map((length) => (random.chance(0.3) ? 1 : length))
  const bShape = [...bStack, ...(transposeB ? [n, k] : [k, n])]
  const [a, b] = [random.floats(sizeOf(aShape)), random.floats(sizeOf(bShape))]
  const target = [...stack, m, n]
  const parts = (place: readonly number[]): number[] => {
    const lead = place.slice(0, -2)
    const [row, column] = place.slice(-2) as [number, number]
    const bLead = lead.map((i, dim) => (bStack[dim] === 1 ? 0 : i))
    return Array.from(
      { length: k },
      (_, i) =>
      a[offsetOf([...lead, ...(transposeA ? [i, row] : [row, i])], aShape)]! * b[offsetOf([...bLead, ...(transposeB ? [column, i] : [i, column])], bShape)]!, // prettier-ignore
    )
  }
  return {
    text: `[${aShape.join()}]${transposeA ? 'ᵀ' : ''} [${bShape.join()}]${transposeB ? 'ᵀ' : ''}`,
    run: (kit) => [kit.own(kit.backend.matmul(kit.floats(a, aShape), kit.floats(b, bShape), transposeA, transposeB))], // prettier-ignore
    want: () => [{ values: eachPlace(target, (place) => sum(parts(place))), scale: eachPlace(target, (place) => magnitude(parts(place))), shape: target }], // prettier-ignore
  }
}
