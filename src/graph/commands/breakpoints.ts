/** Breakpoints in commands: one is set, and all others go where their wires, nodes and modules go. */
import { dequal } from 'dequal'
import {
  breakpointProblem,
  breakpointsOf,
  modulesAlong,
  placeProblem,
  withBreakpoints,
} from '../breakpoints/document-breakpoints'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import { definitionOf } from '../document/document'
import type { Breakpoint, GraphDocument, ModuleDefinition } from '../document/document'
import { placeOf } from '../document/hook-place'
import { freshIds } from '../document/identifiers'
import { movedHook } from './hooks'
import type { Moves } from './hooks'

/** Where a command takes a breakpoint: it may become several, or none. */
export type Follow = (breakpoint: Breakpoint) => readonly Breakpoint[]

export function setBreakpoint(
  document: GraphDocument,
  { id, breakpoint }: CommandOf<'set-breakpoint'>,
): { document: GraphDocument } {
  const before = breakpointsOf(document)
  const at = before.findIndex((each) => each.id === id)
  if (breakpoint === null)
    return { document: at < 0 ? document : withBreakpoints(document, before.toSpliced(at, 1)) }
  const known = before[at]
  if (known !== undefined && dequal(known, breakpoint)) return { document }
  const problem = breakpointProblem(document, breakpoint)
  if (problem !== undefined) throw new Refusal(problem.message, problem.remedy)
  const set = { ...breakpoint, id }
  return { document: withBreakpoints(document, at < 0 ? [...before, set] : before.with(at, set)) }
}

/** What a command has made of a document, with the breakpoints behind it; those whose place is gone go. */
export function withFollowing(before: GraphDocument, after: GraphDocument, follow?: Follow): GraphDocument {
  const list = breakpointsOf(after)
  if (list.length === 0 || before.modules === after.modules) return after
  const moved = follow === undefined ? list : withOwnIds(list.flatMap(follow))
  const kept = moved.filter((breakpoint) => {
    if (placeProblem(after, breakpoint) === undefined) return true
    // What a file had wrong before is not this command's to take away.
    return list.includes(breakpoint) && placeProblem(before, breakpoint) !== undefined
  })
  const same = kept.length === list.length && kept.every((breakpoint, at) => breakpoint === list[at])
  return same ? after : withBreakpoints(after, kept)
}

/** One that became two keeps its id in the first place. */
function withOwnIds(list: readonly Breakpoint[]): Breakpoint[] {
  const next = freshIds('b', list.map(({ id }) => id)) // prettier-ignore
  const taken = new Set<string>()
  return list.map((breakpoint) => {
    if (!taken.has(breakpoint.id)) {
      taken.add(breakpoint.id)
      return breakpoint
    }
    return { ...breakpoint, id: next() }
  })
}

/** The breakpoints in a definition. */
export function breakpointsIn(document: GraphDocument, module: string): Breakpoint[] {
  return breakpointsOf(document).filter((breakpoint) => breakpoint.module === module)
}

/** Those on these nodes and wires, as they are copied with them. */
export function breakpointsOn(
  breakpoints: readonly Breakpoint[],
  { nodes, edges }: Pick<ModuleDefinition, 'nodes' | 'edges'>,
): Breakpoint[] {
  const nodeIds = new Set(nodes.map(({ id }) => id))
  const edgeIds = new Set(edges.map(({ id }) => id))
  return breakpoints.filter((breakpoint) => {
    const place = placeOf(breakpoint)
    if (place === undefined) return false
    return place.kind === 'edge' ? edgeIds.has(place.edge) : nodeIds.has(place.node)
  })
}

/** The breakpoint as it is in a definition elsewhere, which the instances around mean nothing to. */
export function inEveryInstance(breakpoint: Breakpoint): Breakpoint {
  const { path: _, ...rest } = breakpoint
  return rest
}

/** Adds copies on other nodes and wires, which `moves` names. */
export function withCopies(
  document: GraphDocument,
  module: string,
  copied: readonly Breakpoint[],
  moves: Moves,
): GraphDocument {
  const there = breakpointsOf(document)
  const next = freshIds('b', there.map(({ id }) => id)) // prettier-ignore
  const coming = copied.flatMap((breakpoint) => movedBreakpoint(breakpoint, moves) ?? [])
  if (coming.length === 0) return document
  const fresh = coming.map((breakpoint) => ({ ...breakpoint, module, id: next() }))
  return withBreakpoints(document, [...there, ...fresh])
}

/** The breakpoint at its new place; undefined where that is gone. Its place is written as that of a hook. */
export function movedBreakpoint(breakpoint: Breakpoint, moves: Moves): Breakpoint | undefined {
  const moved = movedHook({ ...breakpoint, type: '', params: {} }, moves)
  if (moved === undefined) return undefined
  const { edge, port, parameter, node } = moved
  const { edge: _, port: __, parameter: ___, node: ____, ...rest } = breakpoint
  return {
    ...rest,
    ...(edge === undefined ? {} : { edge }),
    ...(port === undefined ? {} : { port }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(node === undefined ? {} : { node }),
  }
}

/** Nodes go; those that shared the parameters of one of them have these now, and what is on them. */
export function followHeir(document: GraphDocument, module: string, gone: ReadonlySet<string>): Follow {
  const nodes = definitionOf(document, module)?.nodes ?? []
  return (breakpoint) => {
    const { parameter } = breakpoint
    if (breakpoint.module !== module || !parameter || !gone.has(parameter.node)) return [breakpoint]
    const heir = nodes.find(({ id, shared_with: owner }) => owner === parameter.node && !gone.has(id))
    return heir === undefined ? [] : [{ ...breakpoint, parameter: { ...parameter, node: heir.id } }]
  }
}

export function followRenamedModule(from: string, to: string): Follow {
  return (breakpoint) => [breakpoint.module === from ? { ...breakpoint, module: to } : breakpoint]
}

/** An instance (`node` of `module`) got a copy of the definition `from` under the name `to`: what is on all instances is on it too. */
export function followCopiedModule(
  document: GraphDocument,
  { module, node, from, to }: { module: string; node: string; from: string; to: string },
): Follow {
  return (breakpoint) => {
    if (breakpoint.module !== from) return [breakpoint]
    const { path } = breakpoint
    if (path === undefined) return [breakpoint, { ...breakpoint, module: to }]
    const isIt = path.at(-1) === node && modulesAlong(document, path).at(-2) === module
    return [isIt ? { ...breakpoint, module: to } : breakpoint]
  }
}

/** What became of a group: the definition of the instance in its place has its nodes and some of its wires. */
export function followGroup(
  document: GraphDocument,
  module: string,
  made: { instance: string; name: string; outer: ModuleDefinition; inner: ModuleDefinition },
): Follow {
  const { instance, name, outer, inner } = made
  const innerNodes = new Set(inner.nodes.map(({ id }) => id))
  const isOutside = new Set(outer.edges.map(({ id }) => id))
  return (breakpoint) => {
    const { path } = breakpoint
    const around = path && modulesAlong(document, path)
    const deeper = path?.flatMap((id, at) =>
      around?.[at] === module && innerNodes.has(id) ? [instance, id] : [id],
    )
    const place = placeOf(breakpoint)
    if (place === undefined) return [breakpoint]
    const goesIn =
      breakpoint.module === module &&
      (place.kind === 'edge' ? !isOutside.has(place.edge) : innerNodes.has(place.node))
    if (goesIn)
      return [{ ...breakpoint, module: name, ...(path === undefined ? {} : { path: [...path, instance] }) }]
    return [
      deeper === undefined || deeper.length === path?.length ? breakpoint : { ...breakpoint, path: deeper },
    ]
  }
}
