import { expect, it } from 'vitest'
import { testModule } from '../document/test-graph'
import { sketchOf } from './sketch'

it('has every node at its place from the upper left corner on, and every wire between them', () => {
  const module = testModule(
    [['x: Input'], ['fc: Linear', { out_features: 3 }], ['y: Output']],
    ['x → fc', 'fc → y'],
  )
  const nodes = module.nodes.map((node, at) => ({ ...node, position: { x: 300 * at - 50, y: 40 - 10 * at } }))
  const sketch = sketchOf({ ...module, nodes })!
  expect(sketch.nodes.map(({ x, y, category }) => [x, y, category])).toEqual([
    [0, 20, 'data'],
    [300, 10, 'layer'],
    [600, 0, 'data'],
  ])
  expect(sketch.wires).toEqual([
    [0, 1],
    [1, 2],
  ])
  expect(sketchOf({ nodes: [], edges: [] })).toBeNull()
})
