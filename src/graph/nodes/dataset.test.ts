import { expect, it } from 'vitest'
import { dataset } from './dataset'
import { dataSourceNames } from './data-sources'

/** What of the source's arguments says something there. */
const SAYING: Record<string, string[]> = {
  'house-prices': ['normalize'],
  shapes: ['normalize'],
  reversal: ['length'],
  text: ['length'],
  'mnist-idx': ['target', 'folder', 'normalize'],
}

it.each(dataSourceNames)('has arguments that say something for the source %s, and no others', (source) => {
  const idle = dataset.idle(dataset.params.parse({ source }))
  const left = ['target', 'length', 'folder', 'normalize'].filter((name) => !idle.includes(name))
  expect(left).toEqual(SAYING[source] ?? ['target', 'normalize'])
})
