import { beforeEach, expect, it } from 'vitest'
import { breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { inferDocument } from '../../graph/infer/infer'
import { setSelectedLearning } from '../editing/freeze'
import { selectionOf } from '../editing/selection'
import { createEditingSession } from '../editing/editing-session'
import type { EditingSession } from '../editing/editing-session'
import { stopAtNaN } from './breakpoint-commands'

const BLOCK = testModule([['x: Input'], ['fc: Linear', { out_features: 3 }], ['y: Output']], ['x → fc', 'fc → y']) // prettier-ignore
const document = testDocument(
  [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 4, bias: false }], ['m: Module', { module: 'Block' }], ['n: Module', { module: 'Block' }], ['b: Linear', { out_features: 2 }], ['out: Output']],
  ['x → a', 'a → m.x', 'm.y → n.x', 'n.y → b', 'b → out'],
  { Block: BLOCK },
) // prettier-ignore

let session: EditingSession
beforeEach(() => {
  session = createEditingSession()
  session.editor.getState().load(inferDocument(document), { path: null, name: 'a.json' })
})

const places = () =>
  breakpointsOf(session.editor.getState().document).map(
    ({ module, parameter, pass, condition }) =>
      `${module} ${parameter?.node}.${parameter?.name} ${pass} ${condition}`,
  )

it('stops where any parameter that learns has a NaN in its gradient, once in each definition', () => {
  session.editor.getState().select(selectionOf(['b']))
  setSelectedLearning(session, false)
  stopAtNaN(session)
  const expected = ['Net a.weight backward isnan', 'Block fc.weight backward isnan', 'Block fc.bias backward isnan'] // prettier-ignore
  expect(places().toSorted()).toEqual(expected.toSorted())
  stopAtNaN(session)
  expect(places()).toHaveLength(expected.length)
  session.editor.getState().undo()
  expect(places()).toEqual([])
})

it('freezes what is selected and lets it learn again', () => {
  const given = () => session.editor.getState().document.modules['Net']!.nodes.map(({ requires_grad: each }) => each ?? true) // prettier-ignore
  session.editor.getState().select(selectionOf(['x', 'a', 'b']))
  setSelectedLearning(session, false)
  expect(given()).toEqual([true, false, true, true, false, true])
  setSelectedLearning(session, true)
  expect(given()).toEqual([true, true, true, true, true, true])
  session.editor.getState().undo()
  expect(given()).toEqual([true, false, true, true, false, true])
})
