/** What compares values, what is made of truths, and what chooses by them. */
import { LARGEST, short } from '../constants'
import { besideBatch } from '../fixed-batch'
import type { OnnxRule, Site } from '../site'
import type { Wire } from '../values'

const compare =
  (operator: string): OnnxRule =>
  (site) => {
    // More dimensions than the tensor has make the result larger.
    const widens = (site.constant(1)?.shape.length ?? 0) > (site.type()?.shape.length ?? 0)
    const params = widens ? undefined : beside(operator, site)
    if (params !== undefined) site.layer('Compare', { params: { ...params } })
    else site.layer('Compare', { params: { operator }, inputs: { input: site.wire(0), other: site.wire(1) } })
  }

interface Beside {
  operator: string
  other: number
}

/** The comparison with the only number of a constant; undefined where it is not one number. */
function beside(operator: string, site: Site): Beside | undefined {
  const values = site.constant(1)?.values
  if (values?.length === 1 && Math.abs(values[0]!) === Infinity) return beyond(operator, values[0]! > 0)
  const other = numberAt(site, 1)
  return other === undefined ? undefined : { operator, other }
}

/** Beyond the last finite number of float32 there is infinity alone, which no document holds. */
function beyond(operator: string, positive: boolean): Beside | undefined {
  const same: Readonly<Record<string, string>> = positive
    ? { eq: 'gt', ge: 'gt', lt: 'le' }
    : { eq: 'lt', le: 'lt', gt: 'ge' }
  const finite = same[operator]
  return finite === undefined ? undefined : { operator: finite, other: positive ? LARGEST : -LARGEST }
}

const logical =
  (operator: string): OnnxRule =>
  (site) =>
    void site.layer('Logical', { params: { operator }, inputs: { input: site.wire(0), other: site.wire(1) } })

export const maskRules: Readonly<Record<string, OnnxRule>> = {
  Greater: compare('gt'),
  GreaterOrEqual: compare('ge'),
  Less: compare('lt'),
  LessOrEqual: compare('le'),
  Equal: compare('eq'),
  And: logical('and'),
  Or: logical('or'),
  Xor: logical('xor'),
  Not: (site) => void site.layer('LogicalNot'),
  // What is no number is not itself.
  IsNaN: (site) => {
    const input = site.wire(0)
    site.layer('Compare', { params: { operator: 'ne' }, inputs: { input, other: input } })
  },
  Where: whereRule,
}

function whereRule(site: Site): void {
  const [first, second] = [fillAt(site, 1), fillAt(site, 2)]
  const fits = site.type(2)?.dtype === site.type(1)?.dtype
  if (fits && first !== undefined)
    site.layer('MaskedFill', {
      params: { value: first },
      inputs: { input: site.wire(2), mask: truths(site) },
    })
  else if (fits && second !== undefined && isInfinite(site, 2)) {
    const mask = site.add('LogicalNot', { inputs: { input: truths(site) } })
    site.layer('MaskedFill', { params: { value: second }, inputs: { input: site.wire(1), mask } })
  } else
    site.layer('Where', {
      inputs: {
        condition: truths(site),
        input: besideBatch(site, 1, site.type(2)?.shape),
        other: besideBatch(site, 2, site.type(1)?.shape),
      },
    })
}

/** The only number of a constant; null: −∞, which no document holds otherwise. */
function fillAt(site: Site, index: number): number | null | undefined {
  const constant = site.constant(index)
  const hides = constant?.values.length === 1 && constant.values[0] === -Infinity
  // More dimensions would make the result larger.
  if ((constant?.shape.length ?? 0) > (site.type(3 - index)?.shape.length ?? 0)) return undefined
  return hides ? null : numberAt(site, index)
}

function isInfinite(site: Site, index: number): boolean {
  return site.constant(index)?.values[0] === -Infinity
}

/** The condition, which was worked out as 0 and 1 where it follows from the file. */
function truths(site: Site): Wire {
  const condition = site.wire(0)
  if (condition.type === null || condition.type.dtype === 'bool') return condition
  return site.add('To', { params: { dtype: 'bool' }, inputs: { input: condition } })
}

/** The only number of a constant that a document can hold. */
function numberAt(site: Site, index: number): number | undefined {
  const values = site.constant(index)?.values
  const number = values?.[0]
  return values?.length === 1 && number !== undefined && Number.isFinite(number) ? short(number) : undefined
}
