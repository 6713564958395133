import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseDocument } from '../../graph/file/parse'
import { createEditingSession } from './editing-session'
import type { EditingSession } from './editing-session'
import { editedDefinition } from './editor-store'
import { canStandOnWire, performRemedy, putOnWire } from './on-wire'

let session: EditingSession
const state = () => session.editor.getState()
const nodes = () => editedDefinition(state()).nodes
const named = (name: string) => nodes().find((node) => node.name === name)!
const wireOf = (from: string, to: string) =>
  editedDefinition(state()).edges.find(
    ({ source, target }) => source === named(from).id && target === named(to).id,
  )

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  session = createEditingSession()
  const { inference } = parseDocument(readFileSync('resources/samples/mnist-cnn.json', 'utf8'))
  state().load(inference!, { path: null, name: 'cnn.json' })
})
afterEach(() => vi.unstubAllGlobals())

/** Pairs of nodes of which one covers the other. */
function covered(): string[] {
  return nodes().flatMap((a, at) =>
    nodes().slice(at + 1).flatMap((b) => {
      const [first, second] = [session.sizes.of(a.id), session.sizes.of(b.id)]
      const across = a.position.x < b.position.x + second.width && b.position.x < a.position.x + first.width
      const down = a.position.y < b.position.y + second.height && b.position.y < a.position.y + first.height
      return across && down ? [`${a.name} and ${b.name}`] : []
    }),
  ) // prettier-ignore
}

it('makes room for what a remedy puts on a wire, in one step', () => {
  const before = state().document
  const flatten = named('flatten').id
  state().dispatch({ kind: 'remove-nodes', module: state().module, nodes: [flatten], reconnect: true })
  const fix = state().findings.flatMap(({ fixes = [] }) => fixes).find(({ label }) => /Insert Flatten/.test(label)) // prettier-ignore
  // What is there stands close together.
  const positions = nodes().map(({ id }, at) => ({ node: id, position: { x: at * 200, y: 0 } }))
  state().dispatch({ kind: 'move', module: state().module, positions })
  expect(performRemedy(session, fix!.command).kind).toBe('done')
  expect(nodes().map(({ type }) => type)).toContain('Flatten')
  expect(covered()).toEqual([])
  for (let steps = 0; steps < 3; steps++) state().undo()
  expect(state().document).toEqual(before)
})

it('puts a lone layer on a wire, and neither data nor what is wired', () => {
  const add = (type: string, id: string) =>
    state().dispatch({ kind: 'add-node', module: state().module, type, id, position: { x: 0, y: 900 } })
  add('Tanh', 'lone')
  add('MSELoss', 'judge')
  const { id } = wireOf('conv1', 'relu1')!
  expect(canStandOnWire(session, 'judge', id)).toBe(false)
  expect(canStandOnWire(session, named('fc1').id, id)).toBe(false)
  expect(canStandOnWire(session, 'lone', id)).toBe(true)
  const before = state().document
  putOnWire(session, 'lone', id, named('relu1').position)
  expect(wireOf('conv1', 'tanh1')?.id).toBe(id)
  expect(wireOf('tanh1', 'relu1')).toBeDefined()
  expect(covered()).toEqual([])
  state().undo()
  expect(state().document).toEqual(before)
})
