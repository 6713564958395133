/** What `torch.<name>(…)` and `.<name>(…)` give where all numbers are known. */
import { power } from '../../../basics/power'
import type { Arguments } from '../arguments'
import { isKind, list, plain, UNKNOWN } from '../values'
import type { ExampleValue, Value } from '../values'
import {
  axisOf, cast, commonShape, exampleOf, fixedOf, rearranged, rounded, sizeOf, spread, stridesOf, typeOf,
} from './fixed-tensor' // prettier-ignore
import { fixedList } from './fixed-lists'
import { REDUCTIONS } from './fixed-reductions'
import { givenOf, NotFixed } from './fixed-rule'
import type { Rule } from './fixed-rule'
import type { Fixed, FixedType } from './fixed-tensor'

/** undefined where the values are not known, or the operation is none of these. */
export function fixedOperation(name: string, args: Arguments): Value | undefined {
  const known = name.replace(/_$/, '')
  const [first, ...rest] = args.positional
  try {
    const several = fixedList(known, args)
    if (several !== undefined) return several
    const self = fixedOf(first ?? args.named.get('input'))
    if (self?.plain === true && !Object.hasOwn(FUNCTIONS, known)) {
      // `torch.pow(2, exponents)`
      const other = Object.hasOwn(NAMED, known) ? fixedOf(rest[0]) : undefined
      if (other === undefined || other.plain === true) return undefined
    }
    const rule = Object.hasOwn(RULES, known) ? RULES[known] : undefined
    return self === undefined || rule === undefined
      ? undefined
      : exampleOf(rule(self, givenOf(rest, args.named)))
  } catch (error) {
    if (error instanceof NotFixed || error instanceof RangeError) return undefined
    throw error
  }
}

/** `self.<name>(…)`; what ends with `_` changes the tensor itself. undefined where the values are not known. */
export function fixedMethod(self: ExampleValue, name: string, args: Arguments): Value | undefined {
  if (name === 'item' || name === 'tolist') return asPython(self)
  if (name === 'size' || name === 'dim' || name === 'numel') return sizeAsked(self, name, args)
  const made = fixedOperation(name, { ...args, positional: [self, ...args.positional] })
  if (!name.endsWith('_') || !isKind(made, 'example')) return made
  return Object.assign(self, { values: undefined, ...made })
}

/** The numbers as Python's own; undefined where they are not known. */
function asPython(self: ExampleValue): Value | undefined {
  const fixed = fixedOf(self)
  if (fixed === undefined) return undefined
  const strides = stridesOf(fixed.shape)
  const part = (axis: number, start: number): Value => {
    const value = fixed.values[start] ?? 0
    if (axis === fixed.shape.length) return fixed.dtype === 'bool' ? value !== 0 : value
    return list(
      Array.from({ length: fixed.shape[axis]! }, (_, at) => part(axis + 1, start + at * strides[axis]!)),
    )
  }
  return part(0, 0)
}

function sizeAsked({ shape }: ExampleValue, name: string, { positional, named }: Arguments): Value {
  if (name === 'dim') return shape.length
  if (name === 'numel') return sizeOf(shape)
  const dim = plain(named.get('dim') ?? positional[0] ?? null)
  return typeof dim === 'number' ? (shape.at(dim) ?? null) : list([...shape], true)
}

/** An operator of Python between two; undefined where the values are not known, unknown where it gives none that a graph can hold. */
export function fixedBinary(operator: string, left: Value, right: Value): Value | undefined {
  const [a, b] = [fixedOf(left), fixedOf(right)]
  const rule = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (a === undefined || b === undefined || rule === undefined || (a.plain && b.plain)) return undefined
  try {
    return exampleOf(rule(a, b))
  } catch (error) {
    if (error instanceof RangeError) return UNKNOWN
    throw error
  }
}

type Pair = (a: Fixed, b: Fixed) => Fixed

function pair(
  compute: (a: number, b: number) => number,
  type: (a: Fixed, b: Fixed) => FixedType = typeOf,
): Pair {
  return (a, b) => {
    const shape = commonShape(a.shape, b.shape)
    const dtype = type(a, b)
    const [left, right] = [spread(asType(a, typeOf(a, b)), shape), spread(asType(b, typeOf(a, b)), shape)]
    const values = Array.from(left.values, (value, place) =>
      rounded(compute(value, right.values[place]!), dtype),
    )
    return { shape, values, dtype }
  }
}

/** A number of Python beside floats is a double there, and rounded with the result. */
function asType(fixed: Fixed, dtype: FixedType): Fixed {
  if (fixed.plain === true || fixed.dtype === dtype) return fixed
  return { ...fixed, dtype, values: fixed.values.map((value) => rounded(value, dtype)) }
}

const float = (): FixedType => 'float32'
const bool = (): FixedType => 'bool'

const OPERATORS: Readonly<Record<string, Pair>> = {
  '+': pair((a, b) => a + b),
  '-': pair((a, b) => a - b),
  '*': pair((a, b) => a * b),
  '/': pair((a, b) => a / b, float),
  '//': pair((a, b) => Math.floor(a / b)),
  '%': pair((a, b) => a - Math.floor(a / b) * b),
  '**': pair(power),
  '==': pair((a, b) => Number(a === b), bool),
  '!=': pair((a, b) => Number(a !== b), bool),
  '<': pair((a, b) => Number(a < b), bool),
  '<=': pair((a, b) => Number(a <= b), bool),
  '>': pair((a, b) => Number(a > b), bool),
  '>=': pair((a, b) => Number(a >= b), bool),
  '&': pair((a, b) => Number(a !== 0 && b !== 0), bool),
  '|': pair((a, b) => Number(a !== 0 || b !== 0), bool),
}

const NAMED: Readonly<Record<string, string>> = {
  add: '+', sub: '-', mul: '*', div: '/', pow: '**', eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=',
  remainder: '%', divide: '/', true_divide: '/', multiply: '*', subtract: '-', logical_and: '&', logical_or: '|',
} // prettier-ignore

function elementwise(compute: (value: number) => number, keeps = false): Rule {
  return (self) => {
    const dtype = keeps ? self.dtype : 'float32'
    return { shape: self.shape, dtype, values: self.values.map((value) => rounded(compute(value), dtype)) }
  }
}

/** Functions that a number may be given to as well. */
const FUNCTIONS: Readonly<Record<string, Rule>> = {
  exp: elementwise(Math.exp),
  log: elementwise(Math.log),
  log2: elementwise(Math.log2),
  log1p: elementwise(Math.log1p),
  sin: elementwise(Math.sin),
  cos: elementwise(Math.cos),
  tan: elementwise(Math.tan),
  tanh: elementwise(Math.tanh),
  sigmoid: elementwise((value) => 1 / (1 + Math.exp(-value))),
  sqrt: elementwise(Math.sqrt),
  rsqrt: elementwise((value) => 1 / Math.sqrt(value)),
  reciprocal: elementwise((value) => 1 / value),
  square: elementwise((value) => value * value, true),
  abs: elementwise(Math.abs, true),
  neg: elementwise((value) => -value, true),
  floor: elementwise(Math.floor, true),
  round: elementwise(roundedToEven, true),
  ceil: elementwise(Math.ceil, true),
  logical_not: (self) => ({
    ...self,
    dtype: 'bool',
    values: self.values.map((value) => Number(value === 0)),
  }),
}

const RULES: Readonly<Record<string, Rule>> = {
  ...FUNCTIONS,
  ...REDUCTIONS,
  ...Object.fromEntries(
    Object.entries(NAMED).map(([name, operator]): [string, Rule] => [
      name,
      (self, given) => OPERATORS[operator]!(self, given.tensor(name === 'pow' ? 'exponent' : 'other', 0)),
    ]),
  ),
  floor_divide: (self, given) => OPERATORS['//']!(self, given.tensor('other', 0)),
  float: (self) => cast(self, 'float32'),
  double: (self) => cast(self, 'float32'),
  half: (self) => cast(self, 'float32'),
  long: (self) => cast(self, 'int64'),
  int: (self) => cast(self, 'int64'),
  bool: (self) => cast(self, 'bool'),
  to: (self, given) => cast(self, typeNamed(given.value('dtype', 0)) ?? self.dtype),
  type: (self, given) => cast(self, typeNamed(given.value('dtype', 0)) ?? self.dtype),
  zeros_like: (self) => filled(self, 0),
  ones_like: (self) => filled(self, 1),
  full_like: (self, given) => filled(self, given.number('fill_value', 0, 0)),
  fill: (self, given) => filled(self, given.number('value', 0, 0)),
  zero: (self) => filled(self, 0),
  view: (self, given) => reshaped(self, given.sizes('shape')),
  reshape: (self, given) => reshaped(self, given.sizes('shape')),
  flatten: (self, given) => {
    const [from, to] = [given.number('start_dim', 0, 0), given.number('end_dim', 1, -1)]
    const [first, last] = [axisOf(from, self.shape.length), axisOf(to, self.shape.length)]
    const middle = sizeOf(self.shape.slice(first, last + 1))
    return { ...self, shape: [...self.shape.slice(0, first), middle, ...self.shape.slice(last + 1)] }
  },
  expand_as: (self, given) => spread(self, given.tensor('other', 0).shape),
  pad: (self, given) => {
    const pads = given.list('pad', 0)
    const mode = given.value('mode', 1) ?? 'constant'
    if (mode !== 'constant' || pads.some((size) => size < 0)) throw new NotFixed()
    const value = rounded(given.bound('value', 2, 0), self.dtype)
    const rank = self.shape.length
    const [before, after] = [0, 1].map((side) =>
      self.shape.map((_, axis) => pads[2 * (rank - 1 - axis) + side] ?? 0),
    )
    const shape = self.shape.map((size, axis) => size + before![axis]! + after![axis]!)
    const strides = stridesOf(self.shape)
    // The place behind all others holds what is put around.
    const held = { ...self, values: [...self.values, value] }
    return rearranged(held, shape, (index) => {
      const own = index.map((at, axis) => at - before![axis]!)
      const inside = own.every((at, axis) => at >= 0 && at < self.shape[axis]!)
      return inside ? own.reduce((place, at, axis) => place + at * strides[axis]!, 0) : self.values.length
    })
  },
  roll: (self, given) => {
    const [shifts, dims] = [given.list('shifts', 0), given.list('dims', 1)]
    if (shifts.length !== dims.length) throw new NotFixed()
    const strides = stridesOf(self.shape)
    const by = self.shape.map((_, axis) =>
      dims.reduce((sum, dim, at) => sum + (axisOf(dim, self.shape.length) === axis ? shifts[at]! : 0), 0),
    )
    return rearranged(self, self.shape, (index) =>
      index.reduce((place, at, axis) => {
        const size = self.shape[axis]!
        return place + ((((at - by[axis]!) % size) + size) % size) * strides[axis]!
      }, 0),
    )
  },
  flip: (self, given) => {
    const dims = given.sizes('dims').map((dim) => axisOf(dim, self.shape.length))
    const strides = stridesOf(self.shape)
    return rearranged(self, self.shape, (index) =>
      index.reduce(
        (place, at, axis) => place + (dims.includes(axis) ? self.shape[axis]! - 1 - at : at) * strides[axis]!,
        0,
      ),
    )
  },
  unsqueeze: (self, given) => {
    const axis = axisOf(given.number('dim', 0, 0), self.shape.length + 1)
    return { ...self, shape: self.shape.toSpliced(axis, 0, 1) }
  },
  squeeze: (self, given) => {
    const dim = given.value('dim', 0)
    if (dim === undefined) return { ...self, shape: self.shape.filter((size) => size !== 1) }
    const axis = axisOf(Number(plain(dim)), self.shape.length)
    return self.shape[axis] === 1 ? { ...self, shape: self.shape.toSpliced(axis, 1) } : self
  },
  transpose: (self, given) => swapped(self, given.number('dim0', 0, NaN), given.number('dim1', 1, NaN)),
  swapaxes: (self, given) => swapped(self, given.number('axis0', 0, NaN), given.number('axis1', 1, NaN)),
  t: (self) => (self.shape.length < 2 ? self : swapped(self, 0, 1)),
  permute: (self, given) => permuted(self, given.sizes('dims')),
  expand: (self, given) => {
    const sizes = given.sizes('size')
    const lead = sizes.length - self.shape.length
    return spread(
      self,
      sizes.map((size, axis) => (size === -1 ? (self.shape[axis - lead] ?? 1) : size)),
    )
  },
  repeat: (self, given) => {
    const times = given.sizes('repeats')
    const lead = times.length - self.shape.length
    if (lead < 0) throw new NotFixed()
    const old = [...Array.from({ length: lead }, () => 1), ...self.shape]
    const strides = stridesOf(old)
    const shape = old.map((size, axis) => size * times[axis]!)
    return rearranged(self, shape, (index) =>
      index.reduce((place, at, axis) => place + (at % old[axis]!) * strides[axis]!, 0),
    )
  },
  clamp: (self, given) => {
    const [least, most] = [given.bound('min', 0, -Infinity), given.bound('max', 1, Infinity)]
    return { ...self, values: self.values.map((value) => Math.min(Math.max(value, least), most)) }
  },
  tril: (self, given) => triangle(self, (row, column) => column - row <= given.number('diagonal', 0, 0)),
  triu: (self, given) => triangle(self, (row, column) => column - row >= given.number('diagonal', 0, 0)),
  masked_fill: (self, given) => {
    const mask = spread(given.tensor('mask', 0), self.shape)
    const value = rounded(given.number('value', 1, NaN), self.dtype)
    return { ...self, values: self.values.map((each, place) => (mask.values[place] === 0 ? each : value)) }
  },
  where: (self, given) => {
    const [yes, no] = [given.tensor('input', 0), given.tensor('other', 1)]
    const shape = commonShape(self.shape, commonShape(yes.shape, no.shape))
    const [chosen, a, b] = [spread(self, shape), spread(yes, shape), spread(no, shape)]
    const dtype = typeOf(yes, no)
    const at = (place: number): number => (chosen.values[place] === 0 ? b : a).values[place]!
    return { shape, dtype, values: Array.from(chosen.values, (_, place) => rounded(at(place), dtype)) }
  },
  outer: (self, given) => {
    const other = given.tensor('vec2', 0)
    return OPERATORS['*']!({ ...self, shape: [...self.shape, 1] }, other)
  },
}

function swapped(self: Fixed, dim0: number, dim1: number): Fixed {
  const rank = self.shape.length
  const [a, b] = [axisOf(dim0, rank), axisOf(dim1, rank)]
  return permuted(
    self,
    self.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  )
}

function permuted(self: Fixed, dims: readonly number[]): Fixed {
  const order = dims.map((dim) => axisOf(dim, self.shape.length))
  if (new Set(order).size !== self.shape.length) throw new NotFixed()
  const strides = stridesOf(self.shape)
  return rearranged(
    self,
    order.map((axis) => self.shape[axis]!),
    (index) => order.reduce((place, axis, at) => place + index[at]! * strides[axis]!, 0),
  )
}

function reshaped(self: Fixed, sizes: readonly number[]): Fixed {
  const known = sizeOf(sizes.filter((size) => size !== -1))
  const shape = sizes.map((size) => (size === -1 ? self.values.length / known : size))
  if (sizeOf(shape) !== self.values.length || !shape.every(Number.isInteger)) throw new NotFixed()
  return { ...self, shape }
}

function triangle(self: Fixed, keeps: (row: number, column: number) => boolean): Fixed {
  const [rows = 0, columns = 0] = self.shape.slice(-2)
  if (self.shape.length < 2) throw new NotFixed()
  return {
    ...self,
    values: self.values.map((value, place) =>
      keeps(Math.floor(place / columns) % rows, place % columns) ? value : 0,
    ),
  }
}

/** Halves go to the even number. */
function roundedToEven(value: number): number {
  const below = Math.floor(value)
  return value - below === 0.5 ? below + (Math.abs(below) % 2) : Math.round(value)
}

function filled(self: Fixed, value: number): Fixed {
  return { ...self, values: self.values.map(() => rounded(value, self.dtype)) }
}

/** `torch.float32`, `torch.long`; undefined for anything else, such as a device. */
export function typeNamed(value: Value | undefined): FixedType | undefined {
  if (!isKind(value, 'global')) return undefined
  const name = value.path.split('.').at(-1) ?? ''
  if (/^(float\d*|double|half|bfloat16|FloatTensor|DoubleTensor)$/.test(name)) return 'float32'
  if (/^(u?int\d*|long|short|LongTensor|IntTensor)$/.test(name)) return 'int64'
  return /^(bool|BoolTensor)$/.test(name) ? 'bool' : undefined
}
