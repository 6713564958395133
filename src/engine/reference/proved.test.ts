/** Nothing is built that PyTorch has not confirmed. */
import { describe, expect, it } from 'vitest'
import layerShapes from '../../graph/reference/layer-shapes.json'
import { allBuilders } from '../build/all-builders'
import { ownLayers, savedRows } from './compare'

const FAMILIES = [
  'norms',
  'convs',
  'samplers',
  'layers',
  'activations',
  'losses',
  'more_losses',
  'sequences',
  'attention',
]

interface Row {
  module?: string
  type?: string
  /** Where PyTorch refuses. */
  error?: string
}

const proved = new Set(
  [...FAMILIES, ...ownLayers()]
    .flatMap((name) => savedRows<Row>(name))
    .map(({ module, type }) => module ?? type),
)

describe('every layer', () => {
  it.each(Object.keys(allBuilders).filter((type) => allBuilders[type]?.module))(
    'has values saved from PyTorch: %s',
    (type) => expect([...proved]).toContain(type),
  )
})

/** PyTorch refuses no shape. */
const TAKES_EVERYTHING = new Set(['Dropout3d'])

describe.each(ownLayers())('the file %s', (name) => {
  it('has rows, and shapes that fit and that do not', () => {
    const rows = savedRows<Row>(name)
    const types = new Set(rows.map(({ module, type }) => module ?? type))
    const cases: Row[] = [...layerShapes.cases, ...rows]
    expect(types.size).toBeGreaterThan(0)
    for (const module of types) {
      if (module && TAKES_EVERYTHING.has(module)) continue
      const shapes = cases.filter(({ type }) => type === module)
      expect(
        [true, false].map((fits) => shapes.some(({ error }) => (error === undefined) === fits)),
        module,
      ).toEqual([true, true])
    }
  })
})
