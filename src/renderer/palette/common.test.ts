import { expect, it } from 'vitest'
import { paletteEntries } from '../editing/entries'
import { commonFirst } from './common'

const entries = (category: string) =>
  paletteEntries([], 'Net').filter(({ definition }) => definition.category === category)

it('shows the usual types first and keeps every other for later', () => {
  const all = entries('activation')
  const { common, rest } = commonFirst(all)
  expect(common[0]?.type).toBe('ReLU')
  expect(rest.length).toBeGreaterThan(common.length)
  expect(new Set([...common, ...rest])).toEqual(new Set(all))
})

it('shows a group whole where it has no common types, or only one other', () => {
  const one = { type: 'Own' }
  expect(commonFirst([one, { type: 'Other' }, { type: 'Third' }]).rest).toEqual([])
  expect(commonFirst([{ type: 'ReLU' }, one])).toEqual({ common: [{ type: 'ReLU' }, one], rest: [] })
})
