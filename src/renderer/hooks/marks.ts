/** Where hooks act in a definition, as the canvas marks it. */
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument, Hook } from '../../graph/document/document'
import { placeOf } from '../../graph/document/hook-place'
import type { HookPass, HookPlace } from '../../graph/document/hook-place'
import { hookText } from '../../graph/hooks/hook-text'
import { nodeDefinition } from '../../graph/nodes/index'
import { t } from '../texts/index'

/** The hooks of one place and pass that are on, or those that are off. */
export interface HookMark {
  pass: HookPass
  on: boolean
  /** Each as one writes it. */
  hooks: readonly string[]
  /** The parameter that they sit on; undefined elsewhere. */
  parameter?: string
}

export interface NodeMarks {
  /** On its call, then on its parameters. */
  own: readonly HookMark[]
  /** By output. */
  ports: Readonly<Record<string, readonly HookMark[]>>
  /** Hooks in the definition of an instance, and in those in it. */
  inside: { on: boolean; hooks: readonly string[] } | null
}

export interface ModuleMarks {
  /** By wire. */
  edges: ReadonlyMap<string, readonly HookMark[]>
  /** By node. */
  nodes: ReadonlyMap<string, NodeMarks>
}

export function marksOf(document: GraphDocument, module: string): ModuleMarks {
  const definition = definitionOf(document, module)
  const edges = new Map<string, HookMark[]>()
  const nodes = new Map<string, { own: HookMark[]; ports: Record<string, HookMark[]>; inside: NodeMarks['inside'] }>() // prettier-ignore
  const marksOn = (id: string) => {
    const known = nodes.get(id) ?? { own: [], ports: {}, inside: null }
    nodes.set(id, known)
    return known
  }
  for (const hook of definition?.hooks ?? []) {
    const place = placeOf(hook)
    if (place === undefined) continue
    if (place.kind === 'edge') edges.set(place.edge, withHook(edges.get(place.edge) ?? [], hook))
    else if (place.kind === 'port') {
      const { ports } = marksOn(place.node)
      ports[place.handle] = withHook(ports[place.handle] ?? [], hook)
    } else {
      const marks = marksOn(place.node)
      marks.own = withHook(marks.own, hook, parameterOf(place))
    }
  }
  for (const { id, type, params } of definition?.nodes ?? []) {
    const inner = nodeDefinition(type)?.instanceOf?.(params)
    const hooks = inner === undefined ? [] : hooksInside(document, inner, new Set([module]))
    if (hooks.length > 0) marksOn(id).inside = { on: hooks.some(isOn), hooks: hooks.map(({ text }) => text) }
  }
  return { edges, nodes }
}

/** What a mark says at the pointer. */
export function markText({ pass, on, hooks, parameter }: HookMark): string {
  const said = { pass: t(`hookPanel.pass.${pass}`), hooks: hooks.join(', ') }
  if (parameter === undefined) return t(on ? 'hookPanel.mark' : 'hookPanel.markOff', said)
  return t(on ? 'hookPanel.markParameter' : 'hookPanel.markParameterOff', { ...said, parameter })
}

export function insideText({ hooks }: NonNullable<NodeMarks['inside']>): string {
  return t('hookPanel.markInside', { count: hooks.length, hooks: hooks.join(', ') })
}

/** What is read out behind the name of a wire or node; empty where no hook sits there. */
export function saidMarks(marks: readonly HookMark[], inside: NodeMarks['inside'] = null): string {
  const count = marks.reduce((sum, { hooks }) => sum + hooks.length, 0)
  const said = count === 0 ? [] : [t('hookPanel.said', { count, hooks: marks.map(markText).join('; ') })]
  return [...said, ...(inside === null ? [] : [insideText(inside)])].map((text) => `, ${text}`).join('')
}

/** All marks of a node in a row. */
export function allMarks({ own, ports }: NodeMarks): HookMark[] {
  return [...own, ...Object.values(ports).flat()]
}

function parameterOf(place: HookPlace): string | undefined {
  return place.kind === 'parameter' ? place.name : undefined
}

function isOn({ on }: { on: boolean }): boolean {
  return on
}

function withHook(marks: readonly HookMark[], hook: Hook, parameter?: string): HookMark[] {
  const { pass } = hook
  const on = hook.enabled !== false
  const text = hookText(hook)
  const at = marks.findIndex((mark) => mark.pass === pass && mark.on === on && mark.parameter === parameter)
  const known = marks[at]
  if (known === undefined) return [...marks, { pass, on, hooks: [text], ...(parameter === undefined ? {} : { parameter }) }] // prettier-ignore
  return marks.with(at, { ...known, hooks: [...known.hooks, text] })
}

/** - `seen`: definitions around it, as one that is in itself has an end. */
function hooksInside(
  document: GraphDocument,
  module: string,
  seen: ReadonlySet<string>,
): { on: boolean; text: string }[] {
  if (seen.has(module)) return []
  const definition = definitionOf(document, module)
  const around = new Set([...seen, module])
  return [
    ...(definition?.hooks ?? []).map((hook) => ({ on: hook.enabled !== false, text: hookText(hook) })),
    ...(definition?.nodes ?? []).flatMap(({ type, params }) => {
      const inner = nodeDefinition(type)?.instanceOf?.(params)
      return inner === undefined ? [] : hooksInside(document, inner, around)
    }),
  ]
}
