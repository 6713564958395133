/** Where breakpoints go when an instance is dissolved: its nodes and wires become those of the definition around. */
import { modulesAlong } from '../breakpoints/document-breakpoints'
import type { Breakpoint, GraphDocument, GraphEdge, ModuleDefinition } from '../document/document'
import { placeOf } from '../document/hook-place'
import { movedBreakpoint } from './breakpoints'
import type { Follow } from './breakpoints'

interface Dissolved {
  /** Where the instance stood, and what is there now. */
  module: string
  before: ModuleDefinition
  after: ModuleDefinition
  instance: string
  /** The definition of the instance, whose name is `name`. */
  name: string
  inner: ModuleDefinition
  /** Ids outside by those inside. */
  ids: ReadonlyMap<string, string>
  /** No other instance of the definition is left. */
  last: boolean
}

export function followUngroup(document: GraphDocument, dissolved: Dissolved): Follow {
  const { module, instance, name, inner, ids, last } = dissolved
  const within = (path: readonly string[]): boolean =>
    path.at(-1) === instance && modulesAlong(document, path).at(-2) === module
  return (breakpoint) => {
    const { path } = breakpoint
    if (breakpoint.module === module) return outside(breakpoint, dissolved)
    if (breakpoint.module === name && (path === undefined || within(path))) {
      const { path: _, ...rest } = breakpoint
      const around = path?.slice(0, -1)
      const come = comeOut({ ...rest, module, ...(around?.length ? { path: around } : {}) }, dissolved)
      return [...(path === undefined && !last ? [breakpoint] : []), ...come]
    }
    if (path === undefined) return [breakpoint]
    const along = modulesAlong(document, path)
    const at = path.findIndex((id, i) => id === instance && along[i] === module)
    const next = at < 0 ? undefined : path[at + 1]
    if (next === undefined || !inner.nodes.some(({ id }) => id === next)) return [breakpoint]
    return [{ ...breakpoint, path: [...path.slice(0, at), ids.get(next)!, ...path.slice(at + 2)] }]
  }
}

/** One that sat inside, on the same node or wire outside. */
function comeOut(breakpoint: Breakpoint, dissolved: Dissolved): Breakpoint[] {
  const { inner, ids } = dissolved
  const edge = (id: string): string | undefined => {
    const wire = inner.edges.find((each) => each.id === id)
    return wire && innerWireOutside(wire, dissolved)
  }
  const moved = movedBreakpoint(breakpoint, { edge, node: (id) => ids.get(id) })
  return moved === undefined ? [] : [moved]
}

/** One that sat around the instance; what is on the instance or on a wire to it goes on to what was inside. */
function outside(breakpoint: Breakpoint, dissolved: Dissolved): Breakpoint[] {
  const { before, after, instance, inner } = dissolved
  const place = placeOf(breakpoint)
  if (place?.kind === 'edge' && !after.edges.some(({ id }) => id === place.edge)) {
    const wire = before.edges.find(({ id }) => id === place.edge)
    const to = wire && outerWireNow(wire, dissolved)
    const moved = movedBreakpoint(breakpoint, { edge: () => to, node: () => undefined })
    return moved === undefined ? [] : [moved]
  }
  if (place === undefined || place.kind === 'edge' || place.node !== instance) return [breakpoint]
  if (place.kind === 'parameter') return []
  const port = inner.nodes.find(
    ({ type, name }) => type === 'Output' && (place.kind === 'node' || name === place.handle),
  )
  const source = inner.edges.find(({ target }) => target === port?.id)
  const node = source && dissolved.ids.get(source.source)
  if (source === undefined || node === undefined) return []
  const { node: _, port: __, ...rest } = breakpoint
  return [{ ...rest, port: { node, handle: source.sourceHandle } }]
}

/** An input takes one wire, so where that ends says which it is. */
function wireInto({ after }: Dissolved, target: string | undefined, handle: string): string | undefined {
  return after.edges.find((edge) => edge.target === target && edge.targetHandle === handle)?.id
}

function innerWireOutside(wire: GraphEdge, dissolved: Dissolved): string | undefined {
  const { inner, ids, before, instance } = dissolved
  const port = inner.nodes.find(({ id, type }) => id === wire.target && type === 'Output')
  if (port === undefined) return wireInto(dissolved, ids.get(wire.target), wire.targetHandle)
  const consumer = before.edges.find((edge) => edge.source === instance && edge.sourceHandle === port.name)
  return consumer && wireInto(dissolved, consumer.target, consumer.targetHandle)
}

function outerWireNow(wire: GraphEdge, dissolved: Dissolved): string | undefined {
  const { inner, ids, instance } = dissolved
  if (wire.target !== instance) return wireInto(dissolved, wire.target, wire.targetHandle)
  const port = inner.nodes.find(({ type, name }) => type === 'Input' && name === wire.targetHandle)
  const first = inner.edges.find(({ source }) => source === port?.id)
  return first && wireInto(dissolved, ids.get(first.target), first.targetHandle)
}
