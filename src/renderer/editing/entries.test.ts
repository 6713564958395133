import { expect, it } from 'vitest'
import { fuzzyFilter } from '../ui/fuzzy'
import { paletteEntries, paletteEntry } from './entries'

it('offers every other module of the document as an instance, and no bare Module', () => {
  const labels = (modules: string[]) => paletteEntries(modules, 'Net').map(({ label }) => label)
  expect(labels(['Net'])).not.toContain('Module')
  expect(labels(['Net'])).not.toContain('Net')
  expect(labels(['Net', 'Block'])).toContain('Block')
})

it('finds an entry by the id that a drag carries', () => {
  for (const entry of paletteEntries(['Net', 'Block'], 'Net')) {
    expect(paletteEntry(entry.id)).toMatchObject({ type: entry.type, label: entry.label })
    expect(paletteEntry(entry.id)?.params).toEqual(entry.params)
  }
  expect(paletteEntry('Nothing')).toBeUndefined()
})

it.each([
  ['conv', 'Conv1d'],
  ['dropout', 'Dropout'],
  ['normalise', 'BatchNorm1d'],
  ['normalize', 'Normalize'],
  ['dense', 'Linear'],
  ['fully connected', 'Linear'],
  ['concat', 'Cat'],
  ['residual', 'Add'],
  ['binary cross entropy', 'BCELoss'],
  ['swish', 'SiLU'],
  ['F.cross_entropy', 'CrossEntropyLoss'],
  ['global average', 'AdaptiveAvgPool1d'],
  ['view', 'Reshape'],
  ['divide', 'Div'],
  ['argmax', 'Max'],
  ['clip', 'Clamp'],
  ['nn.Parameter', 'Parameter'],
])('finds what %s means', (query, type) => {
  expect(fuzzyFilter(query, paletteEntries([], 'Net'))[0]?.type).toBe(type)
})
