import { describe, expect, it } from 'vitest'
import { breakpointsOf, withBreakpoints } from '../breakpoints/document-breakpoints'
import { definitionOf } from '../document/document'
import type { Breakpoint, GraphDocument } from '../document/document'
import { testDocument, testModule } from '../document/test-graph'
import type { Command } from '../document/command'
import { parseDocument } from '../file/parse'
import { serialiseDocument } from '../file/serialise'
import { applyCommand } from './apply'
import { breakpointsIn } from './breakpoints'
import { copyNodes } from './clipboard'
import { createHistory, execute, undo } from './history'

const BLOCK = testModule(
  [['x: Input'], ['fc: Linear', { out_features: 4 }], ['y: Output']],
  ['x → fc', 'fc → y'],
)

/** x → a → b → m → k → out, where b shares with a, and m and k are both of Block. */
function withList(breakpoints: readonly Breakpoint[]): GraphDocument {
  const document = testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['a: Linear', { out_features: 4 }],
      ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
      ['m: Module', { module: 'Block' }],
      ['k: Module', { module: 'Block' }],
      ['out: Output'],
    ],
    ['x → a', 'a → b', 'b → m.x', 'm.y → k.x', 'k.y → out'],
    { Block: BLOCK },
  )
  return withBreakpoints(document, breakpoints)
}

const on = (id: string, more: Partial<Breakpoint>): Breakpoint => ({
  id,
  module: 'Net',
  pass: 'forward',
  condition: 'always',
  ...more,
})
const WIRE = on('b0', { edge: 'e1', pass: 'backward', condition: 'norm > 10' })
const PORT = on('b1', { port: { node: 'a', handle: 'output' } })
const WEIGHT = on('b2', { parameter: { node: 'a', name: 'weight' }, pass: 'backward' })
const NODE = on('b3', { node: 'b', enabled: false })
const INNER = on('b4', { module: 'Block', edge: 'e0' })
const IN_ONE = on('b5', { module: 'Block', path: ['k'], node: 'fc' })
const ALL = [WIRE, PORT, WEIGHT, NODE, INNER, IN_ONE]

function run(
  document: GraphDocument,
  command: Command,
): { document: GraphDocument; list: readonly Breakpoint[] } {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  const undone = applyCommand(result.document, result.inverse)
  expect(undone.kind === 'done' && breakpointsOf(undone.document)).toEqual(breakpointsOf(document))
  const { findings } = parseDocument(serialiseDocument(result.document))
  expect(findings.filter(({ code }) => code?.startsWith('breakpoint'))).toEqual([])
  return { document: result.document, list: breakpointsOf(result.document) }
}

describe('a breakpoint', () => {
  it('is set, changed, switched and taken out, each undoable, and stands in the file on one line', () => {
    let history = createHistory(withList([]))
    const set = (breakpoint: Breakpoint | null, id = 'b0') => {
      const { history: next, result } = execute(history, { kind: 'set-breakpoint', id, breakpoint })
      history = next
      return result
    }
    set(WIRE)
    set({ ...WIRE, condition: 'isnan' })
    set({ ...WIRE, condition: 'isnan', enabled: false })
    expect(serialiseDocument(history.document)).toContain(
      '{ "id": "b0", "module": "Net", "edge": "e1", "pass": "backward", "condition": "isnan", "enabled": false }',
    )
    expect(parseDocument(serialiseDocument(history.document)).document?.view).toEqual(history.document.view)
    set(null)
    expect(history.document.view).toBeUndefined()
    expect(history.past.map(({ label }) => label)).toEqual([
      'Set a breakpoint on a → b',
      'Change the breakpoint on a → b',
      'Switch the breakpoint on a → b off',
      'Remove the breakpoint on a → b',
    ])
    history = undo(undo(undo(history)))
    expect(breakpointsOf(history.document)).toEqual([WIRE])
  })

  it.each<[Partial<Breakpoint>, RegExp]>([
    [{ edge: 'e9' }, /something that does not exist/],
    [{ module: 'Blok', edge: 'e0' }, /module 'Blok' that does not exist/],
    [{ module: 'Block', path: ['a'], edge: 'e0' }, /instance of 'Block' that does not exist/],
    [{ port: { node: 'a', handle: 'outptu' } }, /something that does not exist/],
    [{}, /must name one place/],
    [{ edge: 'e1', node: 'a' }, /must name one place/],
    [{ edge: 'e1', pass: 'after_step' }, /Nothing passes there in the pass after_step/],
    [{ parameter: { node: 'a', name: 'weight' } }, /in the pass forward/],
    [{ edge: 'e1', condition: 'nrom > 1' }, /'nrom > 1' is no condition.*at column 1/],
  ])('that could stop nothing is refused: %j', (more, reason) => {
    const result = applyCommand(withList([]), {
      kind: 'set-breakpoint',
      id: 'b0',
      breakpoint: on('b0', more),
    })
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) as string })
  })

  it('of a file that is none is told, stays in the file, and stops nothing', () => {
    const list = [{ module: 'Net', edge: 'e1', pass: 'backward' }, { edge: 'e1' }, on('b7', { edge: 'e8' })]
    const text = serialiseDocument({ ...withList([]), view: { zoom: 2, breakpoints: list } })
    const { document, findings } = parseDocument(text)
    expect(breakpointsOf(document!)).toMatchObject([{ id: 'b8', condition: 'always' }, { id: 'b7' }])
    expect(findings.map(({ code, severity }) => [severity, code])).toEqual([
      ['warning', 'breakpoint.unreadable'],
      ['warning', 'breakpoint.unknown_place'],
    ])
    const changed = applyCommand(document!, { kind: 'set-breakpoint', id: 'b7', breakpoint: null })
    expect(changed.kind === 'done' && changed.document.view).toMatchObject({
      zoom: 2,
      breakpoints: [{ edge: 'e1' }, { id: 'b8' }],
    })
  })
})

describe('breakpoints go where their places go', () => {
  it('are copied with nodes, on new ids', () => {
    const document = withList(ALL)
    const copied = run(document, { kind: 'duplicate', module: 'Net', nodes: ['a', 'b'] })
    const { nodes, edges } = definitionOf(copied.document, 'Net')!
    const [first, second] = nodes.slice(-2)
    expect(copied.list.slice(ALL.length)).toMatchObject([
      { id: 'b6', edge: edges.at(-1)!.id, condition: 'norm > 10' },
      { id: 'b7', port: { node: first!.id } },
      { id: 'b8', parameter: { node: first!.id, name: 'weight' } },
      { id: 'b9', node: second!.id, enabled: false },
    ])
    const text = copyNodes(definitionOf(document, 'Net')!, ['a'], breakpointsIn(document, 'Net'))
    const pasted = run(document, { kind: 'paste', module: 'Block', text })
    const fresh = definitionOf(pasted.document, 'Block')!.nodes.at(-1)!.id
    expect(pasted.list.slice(ALL.length)).toMatchObject([
      { module: 'Block', port: { node: fresh } },
      { module: 'Block', parameter: { node: fresh } },
    ])
  })

  it('go with a node and its wires, but for those on parameters that another node uses', () => {
    const { list } = run(withList(ALL), { kind: 'remove-nodes', module: 'Net', nodes: ['a'] })
    expect(list).toEqual([{ ...WEIGHT, parameter: { node: 'b', name: 'weight' } }, NODE, INNER, IN_ONE])
    expect(run(withList(ALL), { kind: 'disconnect', module: 'Net', edges: ['e1'] }).list).toEqual(
      ALL.slice(1),
    )
  })

  it('stay on the first half of a wire that a node is put on, and under other names', () => {
    const document = withList(ALL)
    expect(run(document, { kind: 'insert-on-wire', module: 'Net', edge: 'e1', type: 'ReLU' }).list).toEqual(
      ALL,
    )
    expect(run(document, { kind: 'rename', module: 'Net', node: 'a', name: 'first' }).list).toEqual(ALL)
    const { list } = run(document, { kind: 'rename-module', module: 'Block', name: 'Part' })
    expect(list.slice(4)).toEqual([
      { ...INNER, module: 'Part' },
      { ...IN_ONE, module: 'Part' },
    ])
  })

  it('go into a group and come out of it, those of one instance too', () => {
    const grouped = run(withList(ALL), {
      kind: 'group',
      module: 'Net',
      nodes: ['a', 'b', 'm', 'k'],
      name: 'Body',
      id: 'g',
    })
    expect(grouped.list).toEqual([
      ...[WIRE, PORT, WEIGHT, NODE].map((each) => ({ ...each, module: 'Body' })),
      INNER,
      { ...IN_ONE, path: ['g', 'k'] },
    ])
    const { list } = run(grouped.document, { kind: 'ungroup', module: 'Net', node: 'g' })
    expect(list).toEqual(ALL)
  })

  it('on all instances are on one that is dissolved too, and on one that gets a copy', () => {
    const document = withList(ALL)
    const dissolved = run(document, { kind: 'ungroup', module: 'Net', node: 'k' })
    const net = definitionOf(dissolved.document, 'Net')!
    const fc = net.nodes.find(({ name, type }) => type === 'Linear' && !['a', 'b'].includes(name))!
    const wire = net.edges.find(({ target }) => target === fc.id)!
    expect(dissolved.list).toEqual([
      WIRE,
      PORT,
      WEIGHT,
      NODE,
      INNER,
      on('b6', { edge: wire.id }),
      on('b5', { node: fc.id }),
    ])
    const copied = run(document, { kind: 'copy-module', module: 'Net', node: 'k' })
    expect(copied.list.slice(4)).toEqual([
      INNER,
      { ...INNER, module: 'Block2', id: 'b6' },
      { ...IN_ONE, module: 'Block2' },
    ])
  })

  it('on an instance and the wires to it go on to what was inside', () => {
    const outer = [on('b0', { edge: 'e3' }), on('b1', { port: { node: 'k', handle: 'y' } })]
    const { document, list } = run(withList(outer), { kind: 'ungroup', module: 'Net', node: 'k' })
    const { nodes, edges } = definitionOf(document, 'Net')!
    const fc = nodes.find(({ id }) => id.startsWith('k/'))!.id
    expect(list).toEqual([
      on('b0', { edge: edges.find(({ target }) => target === fc)!.id }),
      on('b1', { port: { node: fc, handle: 'output' } }),
    ])
  })

  it('of a definition that goes, go', () => {
    const { document } = run(withList(ALL), { kind: 'remove-nodes', module: 'Net', nodes: ['m', 'k'] })
    expect(breakpointsOf(document)).toContainEqual(INNER)
    expect(run(document, { kind: 'remove-modules', modules: ['Block'] }).list).not.toContainEqual(INNER)
  })
})
