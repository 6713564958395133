/** What compares values, what is made of truths, and what chooses by them. */
import { short } from '../constants'
import type { OnnxRule, Site } from '../site'
import type { Wire } from '../values'

const compare =
  (operator: string): OnnxRule =>
  (site) => {
    const number = numberAt(site, 1)
    if (number !== undefined) site.layer('Compare', { params: { operator, other: number } })
    else site.layer('Compare', { params: { operator }, inputs: { input: site.wire(0), other: site.wire(1) } })
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
  Where: whereRule,
}

function whereRule(site: Site): void {
  const fill = numberAt(site, 1)
  const hides = site.constant(1)?.values[0] === -Infinity && site.constant(1)?.values.length === 1
  const other = site.type(2)
  const fills = (fill !== undefined || hides) && other?.dtype === site.type(1)?.dtype
  if (fills)
    site.layer('MaskedFill', {
      params: { value: hides ? null : fill },
      inputs: { input: site.wire(2), mask: truths(site) },
    })
  else site.layer('Where', { inputs: { condition: truths(site), input: site.wire(1), other: site.wire(2) } })
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
