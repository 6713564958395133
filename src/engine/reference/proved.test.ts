/** Nothing is built that PyTorch has not confirmed. */
import { describe, expect, it } from 'vitest'
import layerShapes from '../../graph/reference/layer-shapes.json'
import { allBuilders } from '../build/all-builders'
import { ownLayers, savedRows } from './compare'

const FAMILIES = ['norms', 'convs', 'samplers', 'layers', 'activations', 'losses', 'sequences', 'attention']

interface Row {
  module?: string
  type?: string
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

describe.each(ownLayers())('the file %s', (name) => {
  it('has rows, and shapes that fit and that do not', () => {
    const [row] = savedRows<Row>(name)
    const cases: { type: string; error?: string }[] = layerShapes.cases
    const shapes = cases.filter(({ type }) => type === row?.module)
    expect(shapes.some(({ error }) => error === undefined)).toBe(true)
    expect(shapes.some(({ error }) => error !== undefined)).toBe(true)
  })
})
