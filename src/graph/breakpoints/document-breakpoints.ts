/** The breakpoints of a document, which stand in its `view`: reading them, and what is wrong with one. */
import { breakpointSchema, definitionOf } from '../document/document'
import type { Breakpoint, GraphDocument, ModuleDefinition } from '../document/document'
import type { Finding } from '../document/finding'
import { PLACE_KINDS, placeOf } from '../document/hook-place'
import type { HookPass, HookPlace, PlaceKind } from '../document/hook-place'
import { freshIds } from '../document/identifiers'
import { outputHandles } from '../nodes/handles'
import { nodeDefinition } from '../nodes/index'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'
import { parseCondition } from './condition'

interface Read {
  readonly breakpoints: readonly Breakpoint[]
  /** What stands among them and is none: it stays in the file. */
  readonly unreadable: readonly unknown[]
}

const NONE: Read = { breakpoints: [], unreadable: [] }
const known = new WeakMap<object, Read>()

/** The passes in which each kind of place has a value to stop at. */
export const PASSES_AT: Readonly<Record<PlaceKind, readonly HookPass[]>> = {
  edge: ['forward', 'backward'],
  port: ['forward', 'backward'],
  node: ['forward', 'backward'],
  parameter: ['backward', 'after_step'],
}

/** In the order in which they were made. */
export function breakpointsOf(document: Pick<GraphDocument, 'view'>): readonly Breakpoint[] {
  return read(document.view).breakpoints
}

/** How many of the list in `view` cannot be read. */
export function unreadableBreakpoints({ view }: Pick<GraphDocument, 'view'>): number {
  return read(view).unreadable.length
}

/** The document with other breakpoints; an empty list does not stand in the file. */
export function withBreakpoints(document: GraphDocument, breakpoints: readonly Breakpoint[]): GraphDocument {
  const { view, ...rest } = document
  const all = [...read(view).unreadable, ...breakpoints]
  const { breakpoints: _, ...others } = view ?? {}
  if (all.length > 0) return { ...rest, view: { ...others, breakpoints: all } }
  return Object.keys(others).length > 0 ? { ...rest, view: others } : rest
}

/** Breakpoints of a list from outside; those without an id of their own get one. */
export function readBreakpoints(list: unknown): Read {
  if (!Array.isArray(list)) return NONE
  const parsed = list.map((value) => breakpointSchema.safeParse(value))
  const unreadable = list.filter((_, at) => !parsed[at]!.success)
  const items = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]))
  const next = freshIds('b', items.flatMap(({ id }) => id ?? [])) // prettier-ignore
  const taken = new Set<string>()
  const breakpoints = items.map((item) => {
    const id = item.id === undefined || taken.has(item.id) ? next() : item.id
    taken.add(id)
    return { ...item, id }
  })
  return { breakpoints, unreadable }
}

function read(view: GraphDocument['view']): Read {
  if (view?.['breakpoints'] === undefined) return NONE
  const before = known.get(view)
  if (before) return before
  const now = readBreakpoints(view['breakpoints'])
  known.set(view, now)
  return now
}

type Problem = Told & Pick<Finding, 'remedy' | 'param' | 'column'>

/** Why it cannot stop anything: its place, pass or condition; undefined: it can. */
export function breakpointProblem(document: GraphDocument, breakpoint: Breakpoint): Problem | undefined {
  return placeProblem(document, breakpoint) ?? passProblem(breakpoint) ?? conditionProblem(breakpoint)
}

/** Why it sits nowhere. */
export function placeProblem(document: GraphDocument, breakpoint: Breakpoint): Problem | undefined {
  const { module, path } = breakpoint
  const definition = definitionOf(document, module)
  if (definition === undefined)
    return gone(
      told('breakpoint.unknown_module', "A breakpoint sits in a module '{{module}}' that does not exist.", {
        module,
      }),
    )
  if (path && modulesAlong(document, path).at(-1) !== module)
    return gone(
      told(
        'breakpoint.unknown_path',
        "A breakpoint sits in an instance of '{{module}}' that does not exist.",
        {
          module,
        },
      ),
    )
  const place = placeOf(breakpoint)
  if (place === undefined)
    return {
      ...told('breakpoint.no_place', 'A breakpoint must name one place.'),
      remedy: tell('remedy.hook_place', 'Give one of {{kinds}}.', {
        kinds: PLACE_KINDS.join(tell('expectation.or', ' or ')),
      }),
    }
  return isThere(document, definition, place)
    ? undefined
    : gone(told('breakpoint.unknown_place', 'A breakpoint sits on something that does not exist.'))
}

function gone(problem: Told): Problem {
  return { ...problem, remedy: tell('remedy.take_breakpoint_out', 'Take the breakpoint out.') }
}

function isThere(document: GraphDocument, definition: ModuleDefinition, place: HookPlace): boolean {
  if (place.kind === 'edge') return definition.edges.some(({ id }) => id === place.edge)
  const node = definition.nodes.find(({ id }) => id === place.node)
  if (node === undefined || place.kind !== 'port') return node !== undefined
  const wired = definition.edges.flatMap((edge) => (edge.source === node.id ? [edge.sourceHandle] : []))
  return outputHandles(node, { modules: document.modules }, wired).some(({ name }) => name === place.handle)
}

function passProblem(breakpoint: Breakpoint): Problem | undefined {
  const place = placeOf(breakpoint)
  if (place === undefined || PASSES_AT[place.kind].includes(breakpoint.pass)) return undefined
  return {
    ...told('breakpoint.no_pass', 'Nothing passes there in the pass {{pass}}.', { pass: breakpoint.pass }),
    remedy: tell('remedy.breakpoint_pass', 'Set pass to {{passes}}.', {
      passes: PASSES_AT[place.kind].join(tell('expectation.or', ' or ')),
    }),
    param: 'pass',
  }
}

function conditionProblem({ condition }: Breakpoint): Problem | undefined {
  const { problem } = parseCondition(condition)
  if (problem === undefined) return undefined
  return { ...told('breakpoint.condition', '{{problem}}', { problem }), param: 'condition' }
}

/**
 * The definitions in which the instances of a path stand, and last the one that is inside of them all; none where the path
 * leads nowhere.
 */
export function modulesAlong({ main, modules }: GraphDocument, path: readonly string[]): string[] {
  const along = [main]
  for (const id of path) {
    const node = definitionOf({ modules } as GraphDocument, along.at(-1)!)?.nodes.find(
      (each) => each.id === id,
    )
    const inner = node && nodeDefinition(node.type)?.instanceOf?.(node.params)
    if (inner === undefined) return []
    along.push(inner)
  }
  return along
}

/** Equal for two breakpoints on one place in one pass and instance. */
export function samePlace(a: Breakpoint, b: Breakpoint): boolean {
  return placeKey(a) === placeKey(b)
}

function placeKey({ module, path, edge, port, parameter, node, pass }: Breakpoint): string {
  const { node: of, handle } = port ?? {}
  return JSON.stringify([module, path, edge, of, handle, parameter?.node, parameter?.name, node, pass])
}
