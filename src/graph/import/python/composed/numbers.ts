/** Functions of numbers that are no nodes by themselves, as chains of those there are. */
import type { Operation, OperationRule } from '../operation'
import { isKind, list, UNKNOWN } from '../values'
import type { TensorValue, Value } from '../values'
import { add, axisOf, div, matmul, mul, of, rankOf, sub } from './chains'
import type { Wire } from './chains'

const REDUCES = 'input, dim=None, keepdim=False'

export const NUMBER_OPERATIONS: Readonly<Record<string, OperationRule>> = {
  log2: function1((o, x) => mul(o, of(o, 'Log', x), Math.LOG2E)),
  log10: function1((o, x) => mul(o, of(o, 'Log', x), Math.LOG10E)),
  log1p: function1((o, x) => of(o, 'Log', add(o, x, 1))),
  expm1: function1((o, x) => sub(o, of(o, 'Exp', x), 1)),
  exp2: function1((o, x) => of(o, 'Exp', mul(o, x, Math.LN2))),
  tan: function1((o, x) => div(o, of(o, 'Sin', x), of(o, 'Cos', x))),
  sinh: function1((o, x) => mul(o, sub(o, of(o, 'Exp', x), of(o, 'Exp', of(o, 'Neg', x))), 0.5)),
  cosh: function1((o, x) => mul(o, add(o, of(o, 'Exp', x), of(o, 'Exp', of(o, 'Neg', x))), 0.5)),
  ceil: function1((o, x) => of(o, 'Neg', of(o, 'Floor', of(o, 'Neg', x)))),
  trunc: function1(truncated),
  fix: function1(truncated),
  frac: function1((o, x) => sub(o, x, truncated(o, x))),
  floor_divide: { takes: 'input, other', run: (o) => divided(o, 'floor') },
  remainder: { takes: 'input, other', run: (o) => rest(o, 'floor') },
  fmod: { takes: 'input, other', run: (o) => rest(o, 'trunc') },
  hypot: {
    takes: 'input, other',
    run: (o) => {
      const [a, b] = [o.input, o.tensor('other')]
      return of(o, 'Sqrt', add(o, mul(o, a, a), mul(o, b, b)))
    },
  },
  addcmul: { takes: 'input, tensor1, tensor2, value=1', run: (o) => plusPart(o, mul) },
  addcdiv: { takes: 'input, tensor1, tensor2, value=1', run: (o) => plusPart(o, div) },
  addmm: { takes: 'input, mat1, mat2, beta=1, alpha=1', run: (o) => plusProduct(o, 'mat1', 'mat2') },
  addmv: { takes: 'input, mat, vec, beta=1, alpha=1', run: (o) => plusProduct(o, 'mat', 'vec') },
  baddbmm: { takes: 'input, batch1, batch2, beta=1, alpha=1', run: (o) => plusProduct(o, 'batch1', 'batch2') },
  mv: { takes: 'input, vec', run: (o) => matmul(o, o.input, o.tensor('vec')) },
  dot: { takes: 'input, tensor', run: (o) => matmul(o, o.input, o.tensor('tensor')) },
  outer: { takes: 'input, vec2', run: outer },
  ger: { takes: 'input, vec2', run: outer },
  logsumexp: { takes: 'input, dim, keepdim=False', run: logSumExp },
  prod: { takes: REDUCES, run: multiplied },
  var_mean: { takes: 'input, dim=None, unbiased=True, keepdim=False, correction=None', run: spreadAndMean('Var') },
  std_mean: { takes: 'input, dim=None, unbiased=True, keepdim=False, correction=None', run: spreadAndMean('Std') },
  any: { takes: REDUCES, run: truths('Amax') },
  all: { takes: REDUCES, run: truths('Amin') },
} // prettier-ignore

function function1(run: (o: Operation, x: Wire) => TensorValue): OperationRule {
  return { takes: 'input', run: (o) => run(o, o.input) }
}

/** Without its fraction, towards 0. */
function truncated(o: Operation, x: Wire): TensorValue {
  return mul(o, of(o, 'Sign', x), of(o, 'Floor', of(o, 'Abs', x)))
}

/** `a / b`, rounded; of whole numbers a whole number. */
export function divided(o: Operation, mode: unknown): Value {
  const [a, b] = o.pair('input', 'other')
  return mode === 'floor' || mode === 'trunc' ? quotient(o, a, b, mode) : (o.opaque()[0] ?? UNKNOWN)
}

function quotient(o: Operation, a: Wire, b: Wire, mode: 'floor' | 'trunc'): TensorValue {
  const ratio = div(o, a, b)
  const whole = mode === 'floor' ? of(o, 'Floor', ratio) : truncated(o, ratio)
  const counts = [a, b].every((wire) => wire?.type && wire.type.dtype !== 'float32')
  return counts ? of(o, 'To', whole, { dtype: 'int64' }) : whole
}

/** What is left: a − b·⌊a/b⌋, or with ⌊·⌋ towards 0. */
function rest(o: Operation, mode: 'floor' | 'trunc'): Value {
  const [a, b] = o.pair('input', 'other')
  return sub(o, a, mul(o, quotient(o, a, b, mode), b))
}

function plusPart(o: Operation, combine: typeof mul): Value {
  const part = combine(o, o.tensor('tensor1'), o.tensor('tensor2'))
  return add(o, o.input, scaled(o, part, o.plain('value')))
}

/** beta·input + alpha·(a·b) */
function plusProduct(o: Operation, first: string, second: string): Value {
  const product = matmul(o, o.tensor(first), o.tensor(second))
  return add(o, scaled(o, o.input, o.plain('beta')), scaled(o, product, o.plain('alpha')))
}

function scaled(o: Operation, x: Wire, factor: unknown): Wire {
  return typeof factor === 'number' && factor !== 1 ? mul(o, x, factor) : x
}

function outer(o: Operation): Value {
  return mul(o, of(o, 'Unsqueeze', o.input, { dim: 1 }), o.tensor('vec2'))
}

/** log Σ eˣ, without the largest: log Σ eˣ⁻ᵐ + m. */
function logSumExp(o: Operation): Value {
  const [dim, keepdim] = [o.plain('dim'), o.plain('keepdim') === true]
  const { input } = o
  const most = of(o, 'Amax', input, { dim, keepdim: true })
  const sum = of(o, 'Sum', of(o, 'Exp', sub(o, input, most)), { dim, keepdim })
  const level = keepdim ? most : of(o, 'Amax', input, { dim })
  return add(o, of(o, 'Log', sum), level)
}

/** More factors are no wires of their own. */
const MOST_FACTORS = 64

function multiplied(o: Operation): Value {
  const { input } = o
  const dim = axisOf(input, o.plain('dim'))
  const size = dim === undefined ? undefined : input?.type?.shape[dim]
  if (dim === undefined || typeof size !== 'number' || size < 1 || size > MOST_FACTORS)
    return o.opaque()[0] ?? UNKNOWN
  const all = Array.from({ length: size }, (_, index) => of(o, 'Select', input, { dim, index }))
  const found = all.reduce((before, each) => mul(o, before, each))
  return o.plain('keepdim') === true ? of(o, 'Unsqueeze', found, { dim }) : found
}

function spreadAndMean(type: 'Var' | 'Std'): OperationRule['run'] {
  return (o) => {
    // `torch.var_mean(x, False)`: without dimensions.
    const bare = typeof o.value('dim') === 'boolean'
    const [dim, keepdim] = [bare ? undefined : o.plain('dim'), o.plain('keepdim')]
    const biased = (bare ? o.value('dim') : o.value('unbiased')) === false
    const correction = o.plain('correction') ?? (biased ? 0 : 1)
    const spread = of(o, type, o.input, { dim, correction, keepdim })
    return list([spread, of(o, 'Mean', o.input, { dim, keepdim })], true)
  }
}

/** Whether one, or each, is true: the largest or the smallest of 0 and 1. */
function truths(type: 'Amax' | 'Amin'): OperationRule['run'] {
  return (o) => {
    const { input } = o
    const isTruth = input?.type?.dtype === 'bool'
    const truth = isTruth ? input : of(o, 'Compare', input, { operator: 'ne', other: 0 })
    const numbers = of(o, 'To', truth, { dtype: 'float32' })
    const found = of(o, type, numbers, { dim: o.plain('dim'), keepdim: o.plain('keepdim') })
    return of(o, 'To', found, { dtype: 'bool' })
  }
}

/** `2 ** x`: e to the power of x·ln 2. undefined where the base is no positive number. */
export function powerOf(o: Operation): Value | undefined {
  const base = o.value('input')
  if (typeof base !== 'number' || !(base > 0) || !isKind(o.value('exponent'), 'tensor')) return undefined
  return of(o, 'Exp', mul(o, o.tensor('exponent'), Math.log(base)))
}

/** The largest absolute value: the norm of p = ∞. */
export function largestNorm(o: Operation, keepdim: unknown): Value {
  const dim = o.plain('dim') ?? (rankOf(o.input) === undefined ? undefined : null)
  return of(o, 'Amax', of(o, 'Abs', o.input), { ...(dim === null ? {} : { dim }), keepdim })
}
