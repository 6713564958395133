/** Why an operation makes NaN or infinity of finite numbers, or of a finite gradient, and what helps. */
import { assertNever } from '../../graph/basics/assert-never'
import type { PlanCall } from '../../graph/plan/plan'
import type { Tensor } from '../core/tensor'
import type { NotFiniteCause } from '../protocol'
import { tell } from '../../words/tell'

/** e to a larger power is more than single precision holds. */
const MOST_POWER = Math.log(3.4028234663852886e38)
/** What is divided by less may become more than single precision holds. */
const SMALL = 1e-19

type Params = Readonly<Record<string, unknown>>
/** By what came in, in the order of the handles, whose names follow. Null: by nothing of its own. */
type Judge = (inputs: readonly Tensor[], params: Params, names: readonly string[]) => NotFiniteCause | null

const OPERATIONS: Readonly<Record<string, Judge>> = {
  Exp: ([x]) => (some(x, (value) => value > MOST_POWER) ? 'exp_large' : null),
  Log: ([x]) => (some(x, isNegative) ? 'log_negative' : some(x, isZero) ? 'log_zero' : null),
  Sqrt: ([x]) => (some(x, isNegative) ? 'sqrt_negative' : some(x, isZero) ? 'sqrt_zero' : null),
  Div: ([x, other]) => {
    if (some(other, isZero)) return some(x, isZero) ? 'zero_by_zero' : 'by_zero'
    return some(other, (value) => Math.abs(value) < SMALL) ? 'by_small' : null
  },
  Pow: ([x], { exponent }) => {
    const power = Number(exponent)
    if (!Number.isInteger(power) && some(x, isNegative)) return 'power_negative'
    // Its slope has a power less by one.
    if (power < 0 && some(x, isZero)) return 'reciprocal_zero'
    if (power < 1 && some(x, isZero)) return 'power_zero'
    return 'power_large'
  },
  Var: spreadCause,
  Std: spreadCause,
  Softmax: ([x], { dim }) => (isWholeRow(x, Number(dim)) ? 'masked_whole' : null),
  LogSoftmax: ([x], { dim }) => (isWholeRow(x, Number(dim)) ? 'masked_whole' : null),
  MultiheadAttention: hidingCause,
  Constant: () => 'infinite_given',
  MaskedFill: (_, { value }) => (value === null ? 'infinite_given' : null),
  CrossEntropyLoss: classCause,
  NLLLoss: classCause,
  KLDivLoss: ([, target], { log_target: logarithms }) =>
    logarithms !== true && some(target, isNegative) ? 'target_negative' : null,
}

/** Null where what came in tells nothing: the numbers are too large. */
export function causeIn(call: PlanCall, inputs: readonly Tensor[]): NotFiniteCause | null {
  if (call.kind !== 'operation') return null
  return OPERATIONS[call.type]?.(inputs, call.params, Object.keys(call.inputs)) ?? null
}

/** The mean over targets of which none counts is 0 by 0. */
function classCause([, target]: readonly Tensor[], params: Params): NotFiniteCause | null {
  const { reduction, weight, ignore_index: ignored } = params
  if (reduction !== 'mean' || target?.dtype !== 'int64') return null
  const weights = Array.isArray(weight) ? (weight as number[]) : null
  const counts = (value: number): boolean => value !== ignored && weights?.[value] !== 0
  return target.data().some(counts) ? null : 'no_target'
}

/** The variance of fewer values than `correction` and one is 0 by 0. */
function spreadCause([x]: readonly Tensor[], { dim, correction }: Params): NotFiniteCause | null {
  if (x === undefined) return null
  const dims = dim === undefined || dim === null ? [...x.shape.keys()] : [dim].flat().map(Number)
  const count = dims.reduce((product, each) => product * (x.shape.at(each) ?? 1), 1)
  return count <= Number(correction) ? 'too_few_values' : null
}

/** Whether −∞ is all that stands somewhere along a dimension, so that the largest of it, −∞, is subtracted from −∞. */
function isWholeRow(x: Tensor | undefined, dim: number): boolean {
  return x?.dtype === 'float32' && rowsOf(x, dim, isLeftOut).some((row) => row.every(Boolean))
}

/** Of attention with masks: whether they leave a query no key, each or both together. */
function hidingCause(inputs: readonly Tensor[], _: Params, names: readonly string[]): NotFiniteCause | null {
  const [first, second] = inputs
    .filter((_input, at) => names[at]?.endsWith('mask'))
    .map((mask) => rowsOf(mask, -1, mask.dtype === 'float32' ? isLeftOut : isTrue))
  if (first === undefined) return null
  const isWhole = first.some((row) =>
    (second ?? [row]).some((other) => row.every((hidden, at) => hidden || other[at] === true)),
  )
  return isWhole ? 'masked_whole' : null
}

/** What holds of the values along a dimension, row by row. */
function rowsOf(x: Tensor, dim: number, holds: (value: number) => boolean): boolean[][] {
  const values = x.data()
  const at = dim < 0 ? dim + x.shape.length : dim
  const size = x.shape[at] ?? 1
  const inner = x.shape.slice(at + 1).reduce((product, each) => product * each, 1)
  const count = size === 0 ? 0 : values.length / size
  return Array.from({ length: count }, (_row, row) => {
    const start = Math.floor(row / inner) * size * inner + (row % inner)
    return Array.from({ length: size }, (_each, place) => holds(Number(values[start + place * inner])))
  })
}

function isLeftOut(value: number): boolean {
  return value === -Infinity
}

function isTrue(value: number): boolean {
  return value !== 0
}

function isZero(value: number): boolean {
  return value === 0
}

function isNegative(value: number): boolean {
  return value < 0
}

function some(tensor: Tensor | undefined, holds: (value: number) => boolean): boolean {
  return tensor?.dtype === 'float32' && tensor.data().some(holds)
}

/** What is known of the step in which it was found. */
interface Step {
  lr: number
  /** The first and the last of the steps before. */
  losses: readonly number[]
}

export function remedyOf(cause: NotFiniteCause, { lr, losses }: Step): string {
  switch (cause) {
    case 'data':
      return tell('engine.nan_in_data', 'The data holds it: mend or leave out the samples that have it.')
    case 'parameter':
      return tell('engine.nan_in_parameter', 'Its parameters hold it since an earlier update or from the file of weights: reset the weights, and take a smaller rate if it comes again.') // prettier-ignore
    case 'exp_large':
      return tell('engine.exp_of_large', 'e to a power above 88.7 is more than single precision holds: make what comes in smaller, with Clamp or a division; for shares of a whole take Softmax, which subtracts the largest first.') // prettier-ignore
    case 'log_zero':
      return tell('engine.log_of_zero', 'The logarithm of 0 is −∞: add a small number, such as 1e-8, before it.') // prettier-ignore
    case 'log_negative':
      return tell('engine.log_of_negative', 'What comes in is below 0, where there is no logarithm: make it positive, with Clamp or Softplus for example.') // prettier-ignore
    case 'sqrt_zero':
      return tell('engine.sqrt_of_zero', 'At 0 the slope of the square root is infinite: add a small number, such as 1e-8, before it.') // prettier-ignore
    case 'sqrt_negative':
      return tell('engine.sqrt_of_negative', 'What comes in is below 0, where there is no square root: clamp it at 0 plus a small number.') // prettier-ignore
    case 'zero_by_zero':
      return tell(
        'engine.zero_by_zero',
        '0 is divided by 0: add a small number, such as 1e-8, to the divisor.',
      )
    case 'by_zero':
      return tell('engine.divided_by_zero', 'A number is divided by 0: add a small number, such as 1e-8, to the divisor.') // prettier-ignore
    case 'by_small':
      return tell('engine.divided_by_small', 'The divisor is so near to 0 that the result, or its slope, is more than single precision holds: clamp it, or add a small number, such as 1e-8.') // prettier-ignore
    case 'reciprocal_zero':
      return tell('engine.reciprocal_of_zero', 'A power below 0 divides by what comes in, and that is 0: add a small number, such as 1e-8, before it.') // prettier-ignore
    case 'power_zero':
      return tell('engine.power_of_zero', 'At 0 this power, or its slope, is infinite: add a small number before it.') // prettier-ignore
    case 'power_negative':
      return tell('engine.power_of_negative', 'A number below 0 has no such power: make it positive first.')
    case 'power_large':
      return tell('engine.power_of_large', 'This power of what comes in is more than single precision holds: make what comes in smaller, or nearer to 1 for a power below 0.') // prettier-ignore
    case 'no_target':
      return tell('engine.no_target_counts', 'No target of this batch counts, by ignore_index or by a class weight of 0, so that their mean is 0 by 0: give the classes weights above 0, leave such samples out, or take larger batches.') // prettier-ignore
    case 'target_negative':
      return tell('engine.target_below_zero', 'A target below 0 is no probability and has no logarithm: give probabilities, or switch log_target on where they are logarithms.') // prettier-ignore
    case 'masked_whole':
      return tell('engine.masked_whole', 'Masks leave a row nothing to choose from, and the softmax of −∞ alone is 0 by 0: let each row keep one place at least, leave such samples out, or hide by a large number, such as −1e9, instead of −∞.') // prettier-ignore
    case 'infinite_given':
      return tell('engine.infinite_given', 'It gives ∞ because it is told so, and what follows makes NaN or ∞ of that, as 0 · ∞ and ∞ − ∞ are no numbers: give a large number instead, such as −1e9, or lead it to nothing but Softmax.') // prettier-ignore
    case 'too_few_values':
      return tell('engine.too_few_values', 'A variance with this correction needs more values than come in, so that it is 0 by 0: set correction to 0, or take more values together.') // prettier-ignore
    case 'overflow':
      return overflowRemedy(lr, losses)
    default:
      return assertNever(cause)
  }
}

/** Numbers became too large: by the rate, where the losses rose before. */
function overflowRemedy(lr: number, losses: readonly number[]): string {
  const finite = losses.filter(Number.isFinite)
  const [first, last] = [finite[0], finite.at(-1)]
  if (first !== undefined && last !== undefined && last > 10 * Math.abs(first) && finite.length > 1)
    return tell('engine.rate_too_large', 'The loss rose from {{first}} to {{last}} before, as it does where the learning rate is too large: {{lr}}. Reset the weights and train with a tenth of it.', { first: Number(first.toPrecision(3)), last: Number(last.toPrecision(3)), lr }) // prettier-ignore
  if (first !== undefined)
    return tell('engine.updates_too_large', 'The steps before were finite: the updates, at a learning rate of {{lr}}, made the numbers larger than single precision holds. Reset the weights and train with a tenth of it.', { lr }) // prettier-ignore
  return tell('engine.numbers_too_large', 'Its numbers become larger than single precision holds: scale what comes in, or take a smaller learning rate than {{lr}}.', { lr }) // prettier-ignore
}
