/** Masks: what compares tensors, what is made of truths, and what is chosen by them. */
import type { DType } from '../../types/dims'
import type { Operation, OperationRule } from './operation'
import { Unreadable } from './syntax'
import { isKind, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'
import { told } from '../../../words/tell'

const PAIR = 'input, other'

const CAST_OPERATIONS: Readonly<Record<string, OperationRule>> = {
  to: {
    takes: 'input, dtype',
    run: (o) => cast(o, [...o.rest, o.value('dtype')].map(dtypeOf).find(Boolean)),
  },
  type: { takes: 'input, dtype', run: (o) => cast(o, dtypeOf(o.value('dtype'))) },
  type_as: { takes: PAIR, run: (o) => cast(o, dtypeOf(o.value('other'))) },
  ...casts({
    float32: ['float', 'double', 'half', 'bfloat16'],
    int64: ['long', 'int', 'short'],
    bool: ['bool'],
  }),
}

/** Methods that give the same values in another dtype, or on another device. */
export const CASTS: ReadonlySet<string> = new Set(Object.keys(CAST_OPERATIONS))

export const MASK_OPERATIONS: Readonly<Record<string, OperationRule>> = {
  ...comparisons({
    gt: ['greater'],
    ge: ['greater_equal'],
    lt: ['less'],
    le: ['less_equal'],
    eq: [],
    ne: ['not_equal'],
  }),
  logical_and: { takes: PAIR, run: logical('and') },
  logical_or: { takes: PAIR, run: logical('or') },
  logical_xor: { takes: PAIR, run: logical('xor') },
  logical_not: { takes: 'input', run: (o) => o.node('LogicalNot', {}, { input: o.input }) },
  bitwise_not: { takes: 'input', run: ofTruths((o) => o.node('LogicalNot', {}, { input: o.input })) },
  bitwise_and: { takes: PAIR, run: ofTruths(logical('and')) },
  bitwise_or: { takes: PAIR, run: ofTruths(logical('or')) },
  bitwise_xor: { takes: PAIR, run: ofTruths(logical('xor')) },
  where: { takes: 'condition, input, other', run: where },
  masked_fill: { takes: 'input, mask, value', run: maskedFill },
  ...CAST_OPERATIONS,
}

function comparisons(names: Readonly<Record<string, readonly string[]>>): Record<string, OperationRule> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([operator, others]) => {
      const rule: OperationRule = { takes: PAIR, run: (o) => compared(o, operator) }
      return [operator, ...others].map((name) => [name, rule])
    }),
  )
}

/** Of each other operator, the one that says the same with the sides exchanged. */
const TURNED: Readonly<Record<string, string>> = { gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' }

function compared(o: Operation, operator: string): Value {
  const [input, other] = [o.value('input'), o.value('other')]
  const number = numberOf(other)
  if (number !== undefined) return o.node('Compare', { operator, other: number }, { input: o.input })
  const first = numberOf(input)
  if (first !== undefined)
    return o.node(
      'Compare',
      { operator: TURNED[operator] ?? operator, other: first },
      { input: o.tensor('other') },
    )
  return o.node('Compare', { operator }, { input: o.input, other: o.tensor('other') })
}

/** A number that a document can hold. */
function numberOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'boolean' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function logical(operator: string): OperationRule['run'] {
  return (o) => o.node('Logical', { operator }, { input: o.input, other: o.tensor('other') })
}

/** `&` and the like: of whole numbers they work on bits, which no node does. */
function ofTruths(run: OperationRule['run']): OperationRule['run'] {
  return (o) => {
    const whole = [o.value('input'), o.value('other')].some(
      (value) =>
        typeof value === 'number' || (isKind(value, 'tensor') && value.type && value.type.dtype !== 'bool'),
    )
    return whole ? (o.opaque()[0] ?? UNKNOWN) : run(o)
  }
}

/** `torch.where(condition, a, b)`, and `a.where(condition, b)`. */
function where(o: Operation): Value {
  const [first, second] = [o.value('condition'), o.value('input')]
  if (second === undefined) return o.opaque()[0] ?? UNKNOWN
  const method = isTruth(second) && !isTruth(first)
  const names = method ? (['input', 'condition'] as const) : (['condition', 'input'] as const)
  const [input, other] = o.pair(names[1], 'other')
  return o.node('Where', {}, { condition: o.tensor(names[0]), input, other })
}

/** Whether a value is a tensor of truths, as far as that is known. */
export function isTruth(value: Value | undefined): boolean {
  if (isKind(value, 'tensor')) return value.type?.dtype === 'bool'
  return (isKind(value, 'example') || isKind(value, 'parameter')) && value.dtype === 'bool'
}

function maskedFill(o: Operation): Value {
  const value = o.plain('value')
  if (typeof value !== 'number' || value === Infinity || Number.isNaN(value))
    throw new Unreadable(told('python.endless_fill', 'masked_fill() takes a number or −∞ here.'), o.line)
  const inputs = { input: o.input, mask: o.tensor('mask') }
  return o.node('MaskedFill', { value: value === -Infinity ? null : value }, inputs)
}

function casts(names: Readonly<Record<DType, readonly string[]>>): Record<string, OperationRule> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([dtype, methods]) =>
      methods.map((name) => [name, { takes: 'input', run: (o: Operation) => cast(o, dtype as DType) }]),
    ),
  )
}

/** A To, but for what is known to have that dtype. */
function cast(o: Operation, dtype: DType | undefined): Value {
  const { input } = o
  if (input === null) return UNKNOWN
  const known = input.type?.dtype ?? (makesTruths(o, input) ? 'bool' : undefined)
  return dtype === undefined || dtype === known ? input : o.node('To', { dtype }, { input })
}

function makesTruths({ tracer }: Operation, { node }: TensorValue): boolean {
  const type = tracer.frame?.builder.nodeAt(node)?.type ?? ''
  return ['Compare', 'Logical', 'LogicalNot'].includes(type)
}

/** What `torch.float32`, `torch.FloatTensor`, `"torch.LongTensor"` or another tensor holds; undefined for a device. */
function dtypeOf(value: Value | undefined): DType | undefined {
  if (isKind(value, 'tensor')) return value.type?.dtype
  const name = isKind(value, 'global') ? value.path : typeof value === 'string' ? value : ''
  const last = name.split('.').at(-1) ?? ''
  if (/^(float\d*|double|half|bfloat16|FloatTensor|DoubleTensor|HalfTensor)$/.test(last)) return 'float32'
  if (/^(u?int\d*|long|short|LongTensor|IntTensor)$/.test(last)) return 'int64'
  return /^(bool|BoolTensor)$/.test(last) ? 'bool' : undefined
}
