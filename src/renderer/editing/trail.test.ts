import { expect, it } from 'vitest'
import { inferDocument } from '../../graph/infer/infer'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { inferenceAt, inside, placeAfter, placeOf } from './trail'

const linear = testModule(
  [['x: Input'], ['fc: Linear', { out_features: 3 }], ['y: Output']],
  ['x → fc', 'fc → y'],
)
const document = testDocument(
  [
    ['x: Input', { shape: [2] }],
    ['a: Module', { module: 'Block' }],
    ['b: Module', { module: 'Outer' }],
    ['y: Output'],
  ],
  ['x → a.x', 'a.y → b.x', 'b.y → y'],
  {
    Outer: testModule(
      [['x: Input'], ['wide: Linear', { out_features: 9 }], ['inner: Module', { module: 'Block' }], ['y: Output']],
      ['x → wide', 'wide → inner.x', 'inner.y → y'],
    ),
    Block: linear,
    Unused: linear,
  },
) // prettier-ignore

const steps = (...nodes: [string, string][]) => nodes.map(([module, node]) => ({ module, node }))

it('leads to a definition through its first instance, and nowhere where there is none', () => {
  expect(placeOf(document, 'Net').trail).toEqual([])
  expect(placeOf(document, 'Block').trail).toEqual(steps(['Net', 'a']))
  expect(placeOf(document, 'Unused').trail).toBeNull()
  expect(placeOf(document, 'constructor').trail).toBeNull()
})

it('goes in through the instance that a person opens, and sees the shapes of that one', () => {
  const outer = inside(document, placeOf(document, 'Net'), 'b')!
  const block = inside(document, outer, 'inner')!
  expect(block).toEqual({ module: 'Block', trail: steps(['Net', 'b'], ['Outer', 'inner']) })
  const inference = inferDocument(document)
  const featuresAt = (place: typeof block) =>
    inferenceAt(inference, place)?.nodes.get('fc')?.params['in_features']
  expect(featuresAt(block)).toBe(9)
  expect(featuresAt(placeOf(document, 'Block'))).toBe(2)
  expect(inside(document, outer, 'wide')).toBeNull()
})

it('follows a definition that was renamed, and stops where an instance is gone', () => {
  const place = { module: 'Block', trail: steps(['Net', 'b'], ['Outer', 'inner']) }
  const outer = document.modules['Outer']!
  const renamed = {
    ...document,
    modules: {
      ...document.modules,
      Other: linear,
      Outer: {
        ...outer,
        nodes: outer.nodes.map((node) =>
          node.id === 'inner' ? { ...node, params: { module: 'Other' } } : node,
        ),
      },
    },
  }
  expect(placeAfter(renamed, place).module).toBe('Other')
  const gone = {
    ...document,
    modules: { Net: document.modules['Net']!, Outer: { ...outer, nodes: [] } },
  }
  expect(placeAfter(gone, place)).toEqual({ module: 'Outer', trail: steps(['Net', 'b']) })
})
