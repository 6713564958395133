import { expect, it } from 'vitest'
import { testDocument } from '../document/test-graph'
import { withModule } from './definition-edits'

const document = testDocument([['x: Input'], ['y: Output']], ['x → y'])
const net = document.modules['Net']!

it('keeps the document where nothing in a definition differs', () => {
  expect(withModule(document, 'Net', { ...net, nodes: [...net.nodes] })).toBe(document)
})

it('keeps a change of a list that this version does not know', () => {
  const noted = { ...net, notes: [{ text: 'Why so wide?' }] }
  const changed = withModule(document, 'Net', noted)
  expect(changed.modules['Net']).toEqual(noted)
  const { notes: _, ...without } = noted
  expect(withModule(changed, 'Net', without).modules['Net']).toEqual(net)
})
