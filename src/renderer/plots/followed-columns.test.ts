import { expect, it } from 'vitest'
import { followedColumns } from './followed-columns'

const norm = [
  { step: 1, value: 3 },
  { step: 3, value: Infinity },
]
const gradient = [
  { step: 1, value: null },
  { step: 2, value: 0 },
  { step: 3, value: 0.5 },
]

it('joins by step, and draws what a line can show', () => {
  expect(followedColumns([norm, gradient], false)).toEqual({
    steps: [1, 2, 3],
    values: [
      [3, null, Infinity],
      [null, 0, 0.5],
    ],
    drawn: [
      [3, null, null],
      [null, 0, 0.5],
    ],
  })
})

it('has no place for zero on a logarithmic axis, and still says it', () => {
  const { values, drawn } = followedColumns([gradient], true)
  expect(values).toEqual([[null, 0, 0.5]])
  expect(drawn).toEqual([[null, null, 0.5]])
})

it('has nothing to show of nothing', () => {
  expect(followedColumns([], false)).toEqual({ steps: [], values: [], drawn: [] })
})
