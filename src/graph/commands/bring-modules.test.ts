import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../document/document'
import type { GraphDocument } from '../document/document'
import { serialiseDocument } from '../file/serialise'
import { testDocument, testModule } from '../document/test-graph'
import { applyCommand } from './apply'
import { createHistory, execute, undo } from './history'

const block = (features: number) =>
  testModule([['x: Input'], ['fc: Linear', { out_features: features }], ['y: Output']], ['x → fc', 'fc → y'])

const stack = testDocument(
  [['x: Input', { shape: [4] }], ['outer: Module', { module: 'Outer' }], ['out: Output']],
  ['x → outer.x', 'outer.y → out'],
  {
    Outer: testModule(
      [['x: Input'], ['inner: Module', { module: 'Block' }], ['y: Output']],
      ['x → inner.x', 'inner.y → y'],
    ),
    Block: block(8),
  },
)

function pasted(into: GraphDocument): GraphDocument {
  const result = applyCommand(into, { kind: 'paste', module: 'Net', text: serialiseDocument(stack) })
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.document
}

describe('pasting a document with modules', () => {
  it('brings its definitions along', () => {
    const { modules } = pasted(emptyDocument())
    expect(Object.keys(modules)).toEqual(['Net', 'Block', 'Outer'])
    expect(modules['Net']?.nodes.map(({ name }) => name)).toEqual(['x', 'outer', 'out'])
  })

  it('uses those that are there already', () => {
    const { modules } = pasted(pasted(emptyDocument()))
    expect(Object.keys(modules)).toEqual(['Net', 'Block', 'Outer'])
  })

  it('renames those whose name is taken by another', () => {
    const taken = { ...emptyDocument(), modules: { ...emptyDocument().modules, Block: block(3) } }
    const { modules } = pasted(taken)
    expect(Object.keys(modules)).toEqual(['Net', 'Block', 'Block_2', 'Outer'])
    expect(modules['Outer']?.nodes[1]?.params).toEqual({ module: 'Block_2' })
  })

  it('is one command to undo', () => {
    const { history } = execute(createHistory(emptyDocument()), {
      kind: 'paste',
      module: 'Net',
      text: serialiseDocument(stack),
    })
    expect(undo(history).document).toEqual(emptyDocument())
  })
})
