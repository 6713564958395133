import { beforeEach, expect, it } from 'vitest'
import { emptyDocument } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { createEditorStore, editedDefinition } from './editor-store'
import type { EditorStore } from './editor-store'

let editor: EditorStore
const state = () => editor.getState()
const names = () => editedDefinition(state()).nodes.map((node) => node.name)

function add(type: string): string {
  const result = state().dispatch({ kind: 'add-node', module: 'Net', type, position: { x: 0, y: 0 } })
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.created[0] ?? ''
}

beforeEach(() => {
  editor = createEditorStore()
})

it('selects what a command creates, infers it, and marks the document as not saved', () => {
  const id = add('Conv2d')
  expect(state().selection).toEqual({ kind: 'node', id })
  expect(state().inference.main.nodes.get(id)?.definition?.type).toBe('Conv2d')
  expect(state().dirty).toBe(true)
})

it('is not changed any more once everything is undone', () => {
  add('ReLU')
  state().undo()
  expect(names()).toEqual([])
  expect(state().dirty).toBe(false)
  expect(state().selection).toEqual({ kind: 'nothing' })
  state().redo()
  expect(names()).toEqual(['relu1'])
  expect(state().dirty).toBe(true)
})

it('counts from the save on, also when the document changed while it was written', () => {
  add('ReLU')
  const written = state().document
  add('ReLU')
  state().markSaved({ path: '/x/a.json', name: 'a.json' }, written)
  expect(state().dirty).toBe(true)
  state().undo()
  expect(state().dirty).toBe(false)
  expect(state().file.name).toBe('a.json')
})

it('leaves everything as it is when a command is refused', () => {
  add('ReLU')
  const before = state().document
  const result = state().dispatch({ kind: 'rename', module: 'Net', node: 'n0', name: 'not a name' })
  expect(result.kind).toBe('refused')
  expect(state().document).toBe(before)
})

it('merges typing until a mark, then begins a new undo step', () => {
  const id = add('Conv2d')
  const set = (channels: number) =>
    state().dispatch(
      { kind: 'set-params', module: 'Net', node: id, params: { out_channels: channels } },
      'step',
    )
  state().mark()
  set(8)
  set(16)
  state().mark()
  set(64)
  const channels = () => editedDefinition(state()).nodes[0]?.params['out_channels']
  state().undo()
  expect(channels()).toBe(16)
  state().undo()
  expect(channels()).toBe(32)
})

it('lists errors before hints', () => {
  add('ReLU')
  const conv = add('Conv2d')
  const linear = add('Linear')
  state().dispatch({
    kind: 'connect', module: 'Net', source: conv, sourceHandle: 'output', target: linear, targetHandle: 'input',
  }) // prettier-ignore
  const severities = state().findings.map((finding) => finding.severity)
  expect(severities).toContain('error')
  expect(severities).toContain('warning')
  expect(severities.lastIndexOf('error')).toBeLessThan(severities.indexOf('warning'))
})

it('takes a restored draft for not saved', () => {
  state().load(inferDocument(emptyDocument()), { path: '/x/a.json', name: 'a.json' }, true)
  expect(state().dirty).toBe(true)
})
