/** Whatever is done to a graph, its hooks go along; none is left without its place, and files hold them as they are. */
import { array, assert, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import type { Command } from '../document/command'
import type { GraphDocument, Hook, ModuleDefinition } from '../document/document'
import { nodeOfPlace, placeOf } from '../document/hook-place'
import type { HookPlace } from '../document/hook-place'
import { testDocument, testModule } from '../document/test-graph'
import { parseDocument } from '../file/parse'
import { serialiseDocument } from '../file/serialise'
import { passesOf } from '../hooks/definition'
import { hookDefinitions } from '../hooks/index'
import { hasModule } from '../check/hooks'
import { applyCommand } from './apply'
import { copyNodes } from './clipboard'
import { createHistory, execute, undo } from './history'
import type { History } from './history'

/** Two instances of a block and one of a block around it, two layers with one weight. */
function plainGraph(): GraphDocument {
  return testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['a: Linear', { out_features: 4 }],
      ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
      ['m: Module', { module: 'Block' }],
      ['n: Module', { module: 'Block' }],
      ['o: Module', { module: 'Outer' }],
      ['sum: Add'],
      ['out: Output'],
    ],
    ['x → a', 'a → b', 'b → m.x', 'a → n.x', 'm.y → sum', 'n.y → sum.other', 'sum → o.x', 'o.y → out'],
    {
      Block: testModule(
        [['x: Input'], ['fc: Linear', { out_features: 4 }], ['act: Tanh'], ['sum: Add'], ['y: Output']],
        ['x → fc', 'fc → act', 'act → sum', 'x → sum.other', 'sum → y'],
      ),
      Outer: testModule(
        [['x: Input'], ['m: Module', { module: 'Block' }], ['y: Output']],
        ['x → m.x', 'm.y → y'],
      ),
    },
  ) // prettier-ignore
}

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  Linear: ['weight', 'bias'],
  Block: ['fc.weight', 'fc.bias'],
  Outer: ['m.fc.weight'],
}

/** Every place of a definition. */
function placesOf({ nodes, edges }: ModuleDefinition): HookPlace[] {
  return [
    ...edges.map(({ id }): HookPlace => ({ kind: 'edge', edge: id })),
    ...nodes.flatMap((node): HookPlace[] => {
      const handles = node.type === 'Output' ? [] : node.type === 'Module' ? ['y'] : ['output']
      const names = PARAMETERS[node.type === 'Module' ? String(node.params['module']) : node.type] ?? []
      return [
        ...handles.map((handle): HookPlace => ({ kind: 'port', node: node.id, handle })),
        ...names.map((name): HookPlace => ({ kind: 'parameter', node: node.id, name })),
        ...(hasModule(node) ? [{ kind: 'node', node: node.id } as const] : []),
      ]
    }),
  ]
}

interface Choice {
  module: number
  place: number
  type: number
  pass: number
}

/** A hook that is allowed there; undefined where nothing is. */
function chosenHook(document: GraphDocument, { module, place, type, pass }: Choice, id: string) {
  const names = Object.keys(document.modules)
  const name = names[module % names.length]!
  const places = placesOf(document.modules[name]!)
  const at = places[place % places.length]!
  const fitting = hookDefinitions.filter((definition) => passesOf(definition, at.kind).length > 0)
  const definition = fitting[type % fitting.length]!
  const passes = passesOf(definition, at.kind)
  const { kind, ...rest } = at
  const where =
    at.kind === 'edge' ? { edge: at.edge } : at.kind === 'node' ? { node: at.node } : { [kind]: rest }
  const hook: Hook = { id, ...where, pass: passes[pass % passes.length]!, type: definition.type, params: {} }
  return { module: name, hook }
}

function hooked(choices: readonly Choice[]): GraphDocument {
  let document = plainGraph()
  choices.forEach((choice, i) => {
    const { module, hook } = chosenHook(document, choice, `h${i}`)
    const definition = document.modules[module]!
    const hooks = [...(definition.hooks ?? []), hook]
    document = { ...document, modules: { ...document.modules, [module]: { ...definition, hooks } } }
  })
  return document
}

function hooksIn(document: GraphDocument): Hook[] {
  return Object.values(document.modules).flatMap(({ hooks = [] }) => hooks)
}

const kinds = (hooks: readonly Hook[]): string[] => hooks.map(({ type, pass }) => `${type} ${pass}`).sort()

interface Step {
  kind: number
  module: number
  node: number
  more: number
}

function commandOf(document: GraphDocument, { kind, module, node, more }: Step): Command {
  const names = Object.keys(document.modules).filter((each) => document.modules[each]!.nodes.length > 0)
  const name = names[module % names.length]
  // All was deleted.
  if (name === undefined) return { kind: 'ungroup', module: document.main, node: 'gone' }
  const { nodes, edges } = document.modules[name]!
  const id = nodes[node % nodes.length]!.id
  const next = nodes[(node + 1 + (more % 3)) % nodes.length]!.id
  const edge = edges[more % Math.max(edges.length, 1)]?.id ?? 'none'
  const inModule = { module: name }
  const commands: Command[] = [
    { kind: 'remove-nodes', ...inModule, nodes: [id], reconnect: more % 2 === 0 },
    { kind: 'duplicate', ...inModule, nodes: [...new Set([id, next])] },
    { kind: 'paste', module: names[more % names.length]!, text: copyNodes(document.modules[name]!, [...new Set([id, next])]) },
    { kind: 'group', ...inModule, nodes: [...new Set([id, next])] },
    { kind: 'group', ...inModule, nodes: [...new Set([id, next, nodes[(node + 2) % nodes.length]!.id])] },
    { kind: 'ungroup', ...inModule, node: id },
    { kind: 'ungroup', ...inModule, node: next },
    { kind: 'set-shared', ...inModule, node: id, owner: more % 3 === 0 ? null : next },
    { kind: 'copy-module', ...inModule, node: id },
    { kind: 'disconnect', ...inModule, edges: [edge] },
    { kind: 'insert-on-wire', ...inModule, edge, type: 'ReLU' },
    { kind: 'rename', ...inModule, node: id, name: `other${more}` },
  ] // prettier-ignore
  return commands[kind % commands.length]!
}

/** Every hook has its place, or the file's findings name it. */
function expectPlaces(document: GraphDocument, what: string): void {
  const { findings } = parseDocument(serialiseDocument(document))
  const named = new Set(findings.flatMap(({ module, hook }) => (hook === undefined ? [] : [`${module}/${hook}`])))
  for (const [module, definition] of Object.entries(document.modules)) {
    const hooks = definition.hooks ?? []
    expect(new Set(hooks.map(({ id }) => id)).size, `${what}: ids of ${module}`).toBe(hooks.length)
    const nodes = new Map(definition.nodes.map((node) => [node.id, node]))
    for (const hook of hooks) {
      const place = placeOf(hook)!
      const there =
        place.kind === 'edge'
          ? definition.edges.some(({ id }) => id === place.edge)
          : nodes.has(nodeOfPlace(place)!)
      expect(there || named.has(`${module}/${hook.id}`), `${what}: ${JSON.stringify(hook)}`).toBe(true)
      // A node or wire that is gone takes its hooks with it.
      expect(there, `${what}: ${JSON.stringify(hook)} is left alone`).toBe(true)
    }
  }
} // prettier-ignore

/** Hooks on parameters that no node has: those that were given another type, or whose inner node is gone. */
function lostParameters(document: GraphDocument): number {
  const { findings } = parseDocument(serialiseDocument(document))
  return findings.filter(({ code }) => code === 'hook.unknown_parameter').length
}

/** What each command does to the number of hooks. */
function expectHooks(before: GraphDocument, command: Command, after: GraphDocument): void {
  const what = JSON.stringify(command)
  if (command.kind === 'group' || command.kind === 'rename')
    expect(kinds(hooksIn(after)), what).toEqual(kinds(hooksIn(before)))
  if (['group', 'ungroup', 'rename'].includes(command.kind))
    expect(lostParameters(after), what).toBeLessThanOrEqual(lostParameters(before))
  if (command.kind === 'duplicate') {
    const definition = before.modules[command.module]!
    const chosen = new Set(command.nodes)
    const edges = new Set(
      definition.edges.filter(({ source, target }) => chosen.has(source) && chosen.has(target)).map(({ id }) => id),
    )
    const copied = (definition.hooks ?? []).filter((hook) => {
      const place = placeOf(hook)!
      return place.kind === 'edge' ? edges.has(place.edge) : chosen.has(place.node)
    })
    expect(kinds(hooksIn(after)), what).toEqual(kinds([...hooksIn(before), ...copied]))
  }
  if (command.kind === 'remove-nodes') {
    const gone = new Set(command.nodes)
    const was = before.modules[command.module]!
    const touched = new Set(
      was.edges.filter(({ source, target }) => gone.has(source) || gone.has(target)).map(({ id }) => id),
    )
    const staying = (was.hooks ?? []).filter((hook) => {
      const place = placeOf(hook)!
      return place.kind === 'edge' ? !touched.has(place.edge) : !gone.has(place.node)
    })
    expect(after.modules[command.module]!.hooks ?? [], what).toEqual(expect.arrayContaining(staying))
  }
} // prettier-ignore

const choice = record({ module: nat(50), place: nat(500), type: nat(50), pass: nat(5) })
const step = record({ kind: nat(100), module: nat(50), node: nat(50), more: nat(50) })

describe('hooks of random graphs', () => {
  it('go along with whatever is done, and come back when it is undone', () => {
    const done = new Map<string, number>()
    const journey = property(
      array(choice, { minLength: 1, maxLength: 12 }),
      array(step, { minLength: 1, maxLength: 8 }),
      (choices, steps) => {
        const start = hooked(choices)
        expectPlaces(start, 'at first')
        let history: History = createHistory(start)
        const versions = [start]
        for (const each of steps) {
          const before = history.document
          const command = commandOf(before, each)
          if (applyCommand(before, command).kind === 'refused') continue
          history = execute(history, command).history
          if (history.document === before) continue
          done.set(command.kind, (done.get(command.kind) ?? 0) + 1)
          expectPlaces(history.document, JSON.stringify(command))
          expectHooks(before, command, history.document)
          versions.push(history.document)
        }
        for (const version of versions.slice(0, -1).toReversed()) {
          history = undo(history)
          expect(history.document).toEqual(version)
        }
      },
    )
    assert(journey, { numRuns: times(150) })
    expect(new Set(done.keys()).size).toBeGreaterThan(8)
  })

  it('stand in a file as they are, with ids where it has none', () => {
    const written = property(array(choice, { minLength: 1, maxLength: 12 }), nat(4095), (choices, bare) => {
      const document = hooked(choices)
      const text = serialiseDocument(document)
      const again = parseDocument(text).document!
      expect(again).toEqual(document)
      expect(serialiseDocument(again)).toBe(text)
      const value = JSON.parse(text) as { modules: Record<string, { hooks?: { id?: string }[] }> }
      let index = 0
      for (const { hooks = [] } of Object.values(value.modules))
        for (const hook of hooks) if (bare & (1 << index++)) delete hook.id
      const found = parseDocument(JSON.stringify(value))
      expect(found.findings.filter(({ hook }) => hook !== undefined)).toEqual(
        parseDocument(text)
          .findings.filter(({ hook }) => hook !== undefined)
          .map((finding) => expect.objectContaining({ message: finding.message }) as object),
      )
      for (const [name, { hooks = [] }] of Object.entries(value.modules)) {
        const read = found.document!.modules[name]!.hooks ?? []
        expect(read).toHaveLength(hooks.length)
        expect(new Set(read.map(({ id }) => id)).size).toBe(hooks.length)
        hooks.forEach(({ id }, i) => id !== undefined && expect(read[i]!.id).toBe(id))
      }
      const stable = serialiseDocument(found.document!)
      expect(serialiseDocument(parseDocument(stable).document!)).toBe(stable)
    })
    assert(written, { numRuns: times(60) })
  })
})
