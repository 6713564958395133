import { erf } from '../../src/engine/core/erf'
import type { BinaryKernel, UnaryKernel } from '../../src/engine/backend/types'
import { eachPlace, offsetOf, sizeOf, type Case, type Expected, type Generator } from './case'
import type { Random } from './random'

interface Unary {
  readonly of: (x: number) => number
  /** Where the function is tried; default -8 to 8. */
  readonly from?: number
  readonly to?: number
  /** Has steps, and nothing is rounded. */
  readonly exact?: boolean
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
const bool = (condition: boolean): number => (condition ? 1 : 0)

const UNARY: Readonly<Record<Exclude<UnaryKernel, 'LogicalNot'>, Unary>> = {
  Abs: { of: Math.abs, exact: true },
  Ceil: { of: Math.ceil, exact: true },
  Cos: { of: Math.cos },
  Erf: { of: erf },
  Exp: { of: Math.exp },
  Expm1: { of: Math.expm1 },
  Floor: { of: Math.floor, exact: true },
  IsFinite: { of: () => 1, exact: true },
  IsInf: { of: () => 0, exact: true },
  IsNan: { of: () => 0, exact: true },
  Log: { of: Math.log, from: 1e-3, to: 50 },
  Log1p: { of: Math.log1p, from: -0.99, to: 50 },
  Neg: { of: (x) => -x, exact: true },
  Reciprocal: { of: (x) => 1 / x, from: 0.01, to: 50 },
  Relu: { of: (x) => Math.max(x, 0), exact: true },
  Relu6: { of: (x) => Math.min(Math.max(x, 0), 6), exact: true },
  Round: { of: roundHalfToEven, exact: true },
  Rsqrt: { of: (x) => 1 / Math.sqrt(x), from: 1e-3, to: 50 },
  Sigmoid: { of: sigmoid },
  Sign: { of: Math.sign, exact: true },
  Sin: { of: Math.sin },
  Softplus: { of: softplus },
  Softsign: { of: (x) => x / (1 + Math.abs(x)) },
  Sqrt: { of: Math.sqrt, from: 0, to: 50 },
  Square: { of: (x) => x * x },
  Tan: { of: Math.tan },
  Tanh: { of: Math.tanh },
  Sinh: { of: Math.sinh },
  Cosh: { of: Math.cosh },
  Asin: { of: Math.asin, from: -1, to: 1 },
  Acos: { of: Math.acos, from: -1, to: 1 },
  Atan: { of: Math.atan },
}

interface Binary {
  readonly of: (a: number, b: number) => number
  /** Also for whole numbers. */
  readonly ints?: boolean
  /** Operands, where they are not any numbers of -3 to 3. */
  readonly operands?: (random: Random, size: number) => Float32Array
  readonly exact?: boolean
  /** Takes operands of one shape, the gradient first. */
  readonly gradient?: boolean
}

const quarters = (random: Random, size: number): Float32Array =>
  Float32Array.from(random.ints(size, 1, 40), (value) => (random.chance(0.5) ? value : -value) / 4)
const positive = (random: Random, size: number): Float32Array => random.floats(size, 0.1, 3)
const shares = (random: Random, size: number): Float32Array => random.floats(size, -0.99, 0.99)

const BINARY: Readonly<Record<Exclude<BinaryKernel, 'LogicalAnd' | 'LogicalOr'>, Binary>> = {
  Add: { of: (a, b) => a + b, ints: true },
  Sub: { of: (a, b) => a - b, ints: true },
  Mul: { of: (a, b) => a * b, ints: true },
  RealDiv: { of: (a, b) => a / b, operands: quarters },
  FloorDiv: { of: (a, b) => Math.floor(a / b), ints: true, operands: quarters, exact: true },
  FloorMod: { of: (a, b) => a - b * Math.floor(a / b), ints: true, operands: quarters, exact: true },
  Pow: { of: (a, b) => a ** b, operands: positive },
  Maximum: { of: Math.max, ints: true, exact: true },
  Minimum: { of: Math.min, ints: true, exact: true },
  SquaredDifference: { of: (a, b) => (a - b) ** 2 },
  Atan2: { of: Math.atan2, operands: quarters },
  Equal: { of: (a, b) => bool(a === b), ints: true, exact: true },
  NotEqual: { of: (a, b) => bool(a !== b), ints: true, exact: true },
  Less: { of: (a, b) => bool(a < b), ints: true, exact: true },
  LessEqual: { of: (a, b) => bool(a <= b), ints: true, exact: true },
  Greater: { of: (a, b) => bool(a > b), ints: true, exact: true },
  GreaterEqual: { of: (a, b) => bool(a >= b), ints: true, exact: true },
  ReluGrad: { of: (grad, x) => (x > 0 ? grad : 0), gradient: true, exact: true },
  Relu6Grad: { of: (grad, x) => (x > 0 && x < 6 ? grad : 0), gradient: true, exact: true },
  SigmoidGrad: { of: (grad, y) => grad * y * (1 - y), gradient: true, operands: shares },
  TanhGrad: { of: (grad, y) => grad * (1 - y * y), gradient: true, operands: shares },
  SoftplusGrad: { of: (grad, x) => grad * sigmoid(x), gradient: true },
}

export const UNARY_CASES = Object.fromEntries(
  Object.entries(UNARY).map(([name, rule]): [string, Generator] => [
    name,
    (random) => unaryCase(random, name as UnaryKernel, rule),
  ]),
)

export const BINARY_CASES = Object.fromEntries(
  Object.entries(BINARY).map(([name, rule]): [string, Generator] => [
    // TensorFlow's own name.
    name === 'Add' ? 'AddV2' : name,
    (random) => binaryCase(random, name as BinaryKernel, rule),
  ]),
)

export const LOGICAL_CASES: Readonly<Record<string, Generator>> = {
  LogicalNot: (random) => {
    const shape = random.shape(0, 4)
    const values = random.bools(sizeOf(shape))
    return {
      text: `[${shape.join()}]`,
      run: (kit) => [kit.own(kit.backend.unary('LogicalNot', kit.bools(values, shape)))],
      want: () => [{ values: Array.from(values, (value) => 1 - value), shape, exact: true }],
    }
  },
  LogicalAnd: (random) => logicalCase(random, 'LogicalAnd', (a, b) => a & b),
  LogicalOr: (random) => logicalCase(random, 'LogicalOr', (a, b) => a | b),
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x)
  if (x - below !== 0.5) return Math.round(x)
  return below % 2 === 0 ? below : below + 1
}

/** Long ones are shared among the cores. */
function anyShape(random: Random): number[] {
  return random.chance(0.1) ? [random.int(1, 8) * 4096 + random.int(0, 7)] : random.shape(0, 4)
}

function unaryCase(random: Random, name: UnaryKernel, { of, from = -8, to = 8, exact = false }: Unary): Case {
  const shape = anyShape(random)
  const values = random.floats(sizeOf(shape), from, to)
  return {
    text: `[${shape.join()}]`,
    run: (kit) => [kit.own(kit.backend.unary(name, kit.floats(values, shape)))],
    want: () => [
      {
        values: Float64Array.from(values, of),
        scale: Float64Array.from(values, (x) => Math.abs(of(x)) + sensitivity(of, x)),
        shape,
        exact,
      },
    ],
  }
}

/** |x·f′(x)|: how much a rounding of x is seen in f(x). */
function sensitivity(of: (x: number) => number, x: number): number {
  const step = 1e-6
  const slope = Math.abs(of(x * (1 + step)) - of(x * (1 - step))) / (2 * step)
  return Number.isFinite(slope) ? slope : 0
}

function binaryCase(random: Random, name: BinaryKernel, rule: Binary): Case {
  const [shapes, output] = rule.gradient ? alike(anyShape(random)) : broadcastShapes(random)
  const ints = rule.ints === true && random.chance(0.3)
  const draw = (size: number): Float32Array | Int32Array =>
    ints
      ? random.ints(size, 1, 9).map((value) => (random.chance(0.5) ? value : -value))
      : (rule.operands?.(random, size) ?? random.floats(size))
  const [a, b] = [draw(sizeOf(shapes[0])), draw(sizeOf(shapes[1]))]
  const type = ints ? 'int32' : 'float32'
  return {
    text: `${type} [${shapes[0].join()}] [${shapes[1].join()}]`,
    run: (kit) => {
      const [left, right] = [kit.tensor(a, shapes[0], type), kit.tensor(b, shapes[1], type)]
      return [kit.own(kit.backend.binary(name, left, right))]
    },
    want: () => [expectedOf(rule, a, b, shapes, output, ints)],
  }
}

type Shapes = readonly [readonly number[], readonly number[]]

function expectedOf(
  rule: Binary,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  shapes: Shapes,
  output: readonly number[],
  ints: boolean,
): Expected {
  const at = (place: readonly number[]): [number, number] => [
    a[spread(place, shapes[0])]!,
    b[spread(place, shapes[1])]!,
  ]
  return {
    values: eachPlace(output, (place) => rule.of(...at(place))),
    scale: eachPlace(output, (place) => {
      const [x, y] = at(place)
      return (
        Math.abs(rule.of(x, y)) + sensitivity((p) => rule.of(p, y), x) + sensitivity((q) => rule.of(x, q), y)
      )
    }),
    shape: output,
    exact: rule.exact === true || ints,
  }
}

function logicalCase(
  random: Random,
  name: 'LogicalAnd' | 'LogicalOr',
  of: (a: number, b: number) => number,
): Case {
  const [shapes, output] = broadcastShapes(random)
  const [a, b] = [random.bools(sizeOf(shapes[0])), random.bools(sizeOf(shapes[1]))]
  return {
    text: `[${shapes[0].join()}] [${shapes[1].join()}]`,
    run: (kit) => [kit.own(kit.backend.binary(name, kit.bools(a, shapes[0]), kit.bools(b, shapes[1])))],
    want: () => [
      {
        values: eachPlace(output, (place) => of(a[spread(place, shapes[0])]!, b[spread(place, shapes[1])]!)),
        shape: output,
        exact: true,
      },
    ],
  }
}

function alike(shape: number[]): [Shapes, number[]] {
  return [[shape, shape], shape]
}

/** Two shapes that broadcast, and what they come to. */
export function broadcastShapes(random: Random): [Shapes, number[]] {
  if (random.chance(0.3)) return alike(anyShape(random))
  const output = random.shape(1, 4)
  const shrunk = (): number[] =>
    output.slice(random.int(0, output.length)).map((length) => (random.chance(0.3) ? 1 : length))
  const [first, second] = random.chance(0.5) ? [output, shrunk()] : [shrunk(), output]
  return [[first, second], output]
}

/** The place of a broadcast operand's value. */
export function spread(place: readonly number[], shape: readonly number[]): number {
  const own = place.slice(place.length - shape.length)
  return offsetOf(
    own.map((index, dim) => (shape[dim] === 1 ? 0 : index)),
    shape,
  )
}
