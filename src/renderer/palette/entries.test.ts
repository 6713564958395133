import { expect, it } from 'vitest'
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
