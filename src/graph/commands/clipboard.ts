/** Copy, duplicate and paste: nodes, the wires among them and the hooks on both as JSON text. */
import { dequal } from 'dequal'
import { readBreakpoints } from '../breakpoints/document-breakpoints'
import { moduleSchema } from '../document/document'
import type {
  Breakpoint,
  GraphDocument,
  GraphEdge,
  GraphNode,
  Hook,
  ModuleDefinition,
  Position,
} from '../document/document'
import { freshIds, nameProblem, suggestName } from '../document/identifiers'
import { nestingDepth } from '../formats/json-syntax'
import { nodeDefinition } from '../nodes/index'
import { parseDocument } from '../file/parse'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import {
  checkParams,
  connect,
  moduleAt,
  namesIn,
  nodeAt,
  typeAt,
  withList,
  withMarks,
  withModule,
} from './definition-edits'
import { breakpointsIn, breakpointsOn, inEveryInstance, withCopies } from './breakpoints'
import { checkHook, movedHook, withFreeIds } from './hooks'
import { checkInstance, withoutKey } from './nodes'
import { bringModules } from './bring-modules'
import type { Change } from './nodes'
import { tell } from '../../words/tell'

const CLIPBOARD_FORMAT = 'gradwire.nodes'
const MAX_CHARACTERS = 16 * 1024 * 1024

/** The text that copying these nodes puts on the clipboard. - `there`: the breakpoints of their definition */
export function copyNodes(
  definition: ModuleDefinition,
  ids: readonly string[],
  there: readonly Breakpoint[] = [],
): string {
  const chosen = new Set(ids)
  const nodes = definition.nodes.filter((node) => chosen.has(node.id))
  const part = withHooks(definition, nodes, among(definition, chosen))
  const breakpoints = breakpointsOn(there, part).map(inEveryInstance)
  return JSON.stringify(
    { format: CLIPBOARD_FORMAT, version: 1, ...part, ...(breakpoints.length > 0 ? { breakpoints } : {}) },
    null,
    2,
  )
}

export function duplicate(document: GraphDocument, command: CommandOf<'duplicate'>): Change {
  const definition = moduleAt(document, command.module)
  const chosen = new Set(command.nodes)
  const nodes = [...chosen].map((id) => nodeAt(definition, id))
  const shift = command.offset ?? { x: 40, y: 40 }
  const part = withHooks(definition, nodes, among(definition, chosen))
  const breakpoints = breakpointsOn(breakpointsIn(document, command.module), part)
  return insert(document, command.module, { ...part, breakpoints }, shift)
}

/** Pasted nodes keep their distances; their upper left corner goes to `position` (default: 40 px further). */
export function paste(document: GraphDocument, command: CommandOf<'paste'>): Change {
  const pasted = readClipboard(command.text)
  if (pasted.nodes.length === 0)
    throw new Refusal(tell('refusal.text_holds_no_nodes', 'The text holds no nodes.'))
  const left = Math.min(...pasted.nodes.map((node) => node.position.x))
  const top = Math.min(...pasted.nodes.map((node) => node.position.y))
  const { position } = command
  const shift = position === undefined ? { x: 40, y: 40 } : { x: position.x - left, y: position.y - top }
  const { document: prepared, nodes } = bringModules(document, pasted)
  return insert(prepared, command.module, { ...pasted, nodes }, shift)
}

function among(definition: ModuleDefinition, chosen: ReadonlySet<string>): GraphEdge[] {
  return definition.edges.filter((edge) => chosen.has(edge.source) && chosen.has(edge.target))
}

/** Nodes and wires with the hooks that sit on them. */
function withHooks(
  definition: ModuleDefinition,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
): Part {
  const { hooks } = withMarks({ nodes, edges }, { hooks: definition.hooks })
  return { nodes, edges, ...(hooks === undefined ? {} : { hooks }) }
}

interface Part {
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  hooks?: readonly Hook[]
  breakpoints?: readonly Breakpoint[]
  /** The definitions of a whole document, for the instances among the nodes. */
  modules?: GraphDocument['modules']
}

function readClipboard(text: string): Part {
  const value = readJson(text)
  if (typeof value !== 'object' || value === null)
    throw new Refusal(tell('refusal.text_is_not_piece_of', 'The text is not a piece of a graph.'))
  if (!('format' in value) || value.format !== CLIPBOARD_FORMAT) {
    const { document, findings } = parseDocument(text)
    if (document === null)
      throw new Refusal(
        findings[0]?.message ?? tell('refusal.text_is_not_graph', 'The text is not a graph.'),
        findings[0]?.remedy,
      )
    const main = moduleAt(document, document.main)
    const breakpoints = breakpointsIn(document, document.main).map(inEveryInstance)
    return { ...main, breakpoints, modules: document.modules }
  }
  const parsed = moduleSchema.safeParse(value)
  if (parsed.success)
    return { ...parsed.data, breakpoints: readBreakpoints(Reflect.get(value, 'breakpoints')).breakpoints }
  throw new Refusal(
    tell('refusal.pasted_text_is_not_piece', 'The pasted text is not a piece of a graph.'),
    parsed.error.issues[0]?.path.join('.'),
  )
}

function readJson(text: string): unknown {
  if (text.length > MAX_CHARACTERS || nestingDepth(text, 64) > 64)
    throw new Refusal(tell('refusal.text_is_too_large_to', 'The text is too large to paste.'))
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(
      tell('refusal.clipboard_holds_no_graph', 'The clipboard holds no graph.'),
      tell('refusal.copy_nodes_or_text_of', 'Copy nodes or the text of a graph document first.'),
    )
  }
}

function insert(document: GraphDocument, module: string, part: Part, shift: Position): Change {
  const definition = moduleAt(document, module)
  const ids = new Map<string, string>()
  const taken = namesIn(definition)
  const nodes: GraphNode[] = []
  const nextId = freshIds('n', definition.nodes.map((node) => node.id)) // prettier-ignore
  for (const node of part.nodes) {
    const type = typeAt(node.type)
    checkParams(type, node.params)
    checkInstance(document, module, type, node.params)
    if (node.call !== undefined && !type.calls.includes(node.call)) {
      throw new Refusal(
        tell('refusal.cannot_be_called_as', "{{type}} cannot be called as '{{call}}'.", {
          type: node.type,
          call: node.call,
        }),
      )
    }
    const id = nextId()
    ids.set(node.id, id)
    const name = freeName(node, taken)
    taken.add(name)
    const position = { x: node.position.x + shift.x, y: node.position.y + shift.y }
    // A copy beside the original is no module of the source.
    const own = name === node.name ? node : withoutKey(node, 'pytorch_name')
    nodes.push({ ...own, id, name, position })
  }
  const shared = nodes.map((node) => withShared(node, ids, definition))
  let next: ModuleDefinition = { ...definition, nodes: [...definition.nodes, ...shared] }
  const edgeIds = new Map<string, string>()
  for (const { id, source, target, sourceHandle, targetHandle } of part.edges) {
    const wire = { source: ids.get(source) ?? '', target: ids.get(target) ?? '', sourceHandle, targetHandle }
    if (wire.source === '' || wire.target === '') continue
    next = connect(document, next, wire)
    const made = next.edges.at(-1)
    if (made !== undefined) edgeIds.set(id, made.id)
  }
  const moves = { edge: (id: string) => edgeIds.get(id), node: (id: string) => ids.get(id) }
  const coming = (part.hooks ?? []).flatMap((hook) => movedHook(hook, moves) ?? [])
  for (const hook of coming) checkHook(document, module, next, hook)
  const own = next.hooks ?? []
  if (coming.length > 0) next = withList(next, 'hooks', [...own, ...withFreeIds(own, coming)])
  const done = withCopies(withModule(document, module, next), module, part.breakpoints ?? [], moves)
  return { document: done, created: shared.map((node) => node.id) }
}

/** A copy shares with the copied owner, else with the owner itself, if that is here. */
function withShared(
  node: GraphNode,
  ids: ReadonlyMap<string, string>,
  definition: ModuleDefinition,
): GraphNode {
  if (node.shared_with === undefined) return node
  const copied = ids.get(node.shared_with)
  const { shared_with: _, ...rest } = node
  const here = definition.nodes.find((other) => other.id === node.shared_with)
  const owner = copied ?? (here !== undefined && isOwner(here, node) ? here.id : undefined)
  return owner === undefined ? rest : { ...rest, shared_with: owner }
}

/** Text from elsewhere may mean another node by the same id. */
function isOwner(here: GraphNode, node: GraphNode): boolean {
  return here.type === node.type && here.shared_with === undefined && dequal(here.params, node.params)
}

/** conv1 → conv2: a copy takes the next free number. */
function freeName(node: GraphNode, taken: ReadonlySet<string>): string {
  if (nameProblem(node.name) === undefined) return suggestName(node.name, taken)
  return suggestName(nodeDefinition(node.type)?.stem ?? node.name, taken)
}
