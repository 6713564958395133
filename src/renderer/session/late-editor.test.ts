import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import { inferDocument } from '../../graph/infer/infer'
import { createEditorStore } from '../editing/editor-store'
import { followLate } from './late-editor'

const document = testDocument([['x: Input', { shape: [4] }], ['a: ReLU'], ['y: Output']], ['x → a', 'a → y'])
const input = document.modules['Net']!.nodes[0]!.id

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16))
  vi.stubGlobal('cancelAnimationFrame', clearTimeout)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function followed(atOnce = false) {
  const editor = createEditorStore()
  editor.getState().load(inferDocument(document), { path: null, name: 'net.json' })
  editor.getState().select({ kind: 'node', id: input })
  const late = createEditorStore()
  const stop = followLate(late, editor, () => atOnce)
  const edit = (size: number) =>
    editor.getState().dispatch({ kind: 'set-params', module: 'Net', node: input, params: { shape: [size] } })
  const sizes = () =>
    [editor, late].map((store) => store.getState().document.modules['Net']!.nodes[0]!.params['shape'])
  return { editor, late, edit, sizes, stop }
}

it('follows an edit after the frame that shows it', () => {
  const { edit, sizes, editor } = followed()
  edit(5)
  edit(6)
  expect(sizes()).toEqual([[6], [4]])
  vi.advanceTimersByTime(20)
  expect(sizes()).toEqual([[6], [6]])
  editor.getState().undo()
  editor.getState().undo()
  expect(sizes()).toEqual([[4], [6]])
  vi.advanceTimersByTime(20)
  expect(sizes()).toEqual([[4], [4]])
})

it('follows at once where one types in it, where something else is selected, and in a window that nobody sees', () => {
  const typed = followed(true)
  typed.edit(5)
  expect(typed.sizes()).toEqual([[5], [5]])

  const { edit, sizes, editor, late } = followed()
  edit(6)
  editor.getState().select({ kind: 'nothing' })
  expect(sizes()).toEqual([[6], [6]])
  expect(late.getState().selection).toEqual({ kind: 'nothing' })

  vi.stubGlobal('document', { hidden: true })
  edit(7)
  expect(sizes()).toEqual([[7], [7]])
})

it('ends with its component', () => {
  const { edit, sizes, stop } = followed()
  edit(5)
  stop()
  vi.advanceTimersByTime(100)
  expect(sizes()).toEqual([[5], [4]])
})
