import { expect, it } from 'vitest'
import type { MetricTerm } from '../build/pass'
import { metricRule } from '../metrics/metric-rule'
import { MetricBook } from './metric-book'

const rule = metricRule<{ count: number; parts: number[] }>({
  start: () => ({ count: 0, parts: [] }),
  add: (state) => {
    state.count++
    state.parts.push(state.count)
  },
  value: ({ count }) => count,
})
const term = { id: 'm', kind: 'k', rule } as MetricTerm

it.each([
  ['its own', { count: 4, parts: [1, 2] }, 5],
  ['of another kind of metric', { right: 1, total: 2 }, 1],
  ['with a text for a number', { count: '4', parts: [] }, 1],
  ['with a text in a list', { count: 4, parts: ['1'] }, 1],
  ['that is none', null, 1],
])('goes on from a stored state that has the form of its rule: %s', (_, state, value) => {
  const book = new MetricBook({ m: { kind: 'k', state } })
  book.add([term])
  expect(book.values).toEqual({ m: value })
})
