/**
 * Shapes, dtypes, parameters and cost of a whole document. Pure and incremental: given the inference of the document
 * before an edit, only the nodes that depend on the edit are inferred again.
 */
import { definitionOf } from '../document/document'
import type { GraphDocument, GraphEdge, GraphNode, ModuleDefinition } from '../document/document'
import { distinctFindings } from '../document/finding'
import type { Finding } from '../document/finding'
import { variadicIndex } from '../nodes/handles'
import { nodeDefinition } from '../nodes/index'
import type { TensorType } from '../types/dims'
import { inferNode } from './infer-node'
import type { NodeScene } from './node-work'
import { memoryFindings } from './memory'
import { unfoldingFindings } from './unfolding'
import type { Inference, ModuleInference, NodeInference, NodeMemo, Types } from './inference'
import { orderOf } from './order'
import type { Order } from './order'
import { sharingFindings } from './sharing'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/** Modules inside modules inside modules: more than anyone draws, and safe for the stack. */
const DEEPEST = 64

interface Run {
  document: GraphDocument
  previous: Inference | undefined
  instances: Map<string, ModuleInference>
  modules: Map<string, ModuleInference>
  patience: { left: number }
  /** How many more nodes inside of instances may be inferred. */
  room: number
}

/** Nodes inside of instances that have inputs of their own; they multiply quickly, and a flat graph has no more. */
const MOST_INSIDE = 20_000

/** Errors of one run for which remedies are looked for; a file shows fewer. */
const PATIENCE = 200

/** Infers a document; `previous` is the inference of an earlier version of it. */
export function inferDocument(document: GraphDocument, previous?: Inference): Inference {
  const run: Run = {
    document,
    // What there was no room for may have it now.
    previous: previous?.isCut === true ? undefined : previous,
    instances: new Map(),
    modules: new Map(),
    patience: { left: PATIENCE },
    room: MOST_INSIDE,
  }
  const main = inferModule(run, document.main, undefined, [])
  for (const name of Object.keys(document.modules)) {
    if (!run.modules.has(name)) inferModule(run, name, {}, [])
  }
  return { document, main, modules: run.modules, instances: run.instances, isCut: run.room < 0 }
}

/** Everything that inference finds wrong, each once: the main definition first, then the others in their order. */
export function inferenceFindings(inference: Inference): Finding[] {
  const findings = inOrder(inference).flatMap((module) => [
    ...[...module.nodes.values()].flatMap((node) => node.findings),
    ...module.findings,
  ])
  const endless = unfoldingFindings(inference)
  return [...distinctFindings(findings), ...(endless.length > 0 ? endless : memoryFindings(inference))]
}

/** The same order whatever was kept from an earlier run. */
function inOrder(inference: Inference): ModuleInference[] {
  if (inference.instances.size === 1) return [inference.main]
  const { main, modules } = inference.document
  const places = new Map(Object.keys(modules).map((name, index) => [name, index]))
  const entries = [...inference.instances].map(([key, module]) => ({
    key,
    module,
    at: module.module === main ? -1 : (places.get(module.module) ?? 0),
  }))
  return entries.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map(({ module }) => module)
}

function inferModule(
  run: Run,
  name: string,
  given: Types | undefined,
  stack: readonly string[],
): ModuleInference {
  const key = `${name} ${given === undefined ? '' : JSON.stringify(given)}`
  const done = run.instances.get(key)
  if (done !== undefined) return done
  const before = run.previous?.instances.get(key)
  if (given !== undefined) run.room -= definitionOf(run.document, name)?.nodes.length ?? 0
  const inference =
    before !== undefined && unchanged(run, before) ? before : inferAfresh(run, name, given, stack, before)
  run.instances.set(key, inference)
  if (!run.modules.has(name)) run.modules.set(name, inference)
  if (inference === before) keepInner(run, inference)
  return inference
}

function unchanged(run: Run, before: ModuleInference): boolean {
  for (const [name, definition] of before.uses) {
    if (definitionOf(run.document, name) !== definition) return false
  }
  return true
}

/** What a kept inference contains is kept with it. */
function keepInner(run: Run, inference: ModuleInference): void {
  if (inference.uses.size < 2) return
  for (const { inputs, instance } of inference.nodes.values()) {
    if (instance !== undefined) inferModule(run, instance.module, inputs, [])
  }
}

function inferAfresh(
  run: Run,
  name: string,
  given: Types | undefined,
  stack: readonly string[],
  before: ModuleInference | undefined,
): ModuleInference {
  const definition: ModuleDefinition = definitionOf(run.document, name) ?? { nodes: [], edges: [] }
  const order = orderOf(definition, before)
  const kept = before !== undefined && isMostlyKept(before, order) ? before : undefined
  const nodes = new Map(kept?.nodes)
  const uses = new Map<string, ModuleDefinition | undefined>([[name, definitionOf(run.document, name)]])
  const path = [...stack, name]
  const inferInstance = (inner: string, types: Types): ModuleInference | (Told & { remedy?: string }) => {
    uses.set(inner, definitionOf(run.document, inner))
    if (path.includes(inner))
      return told('module.contains_itself', 'The module {{module}} contains itself: {{path}}.', {
        module: inner,
        path: [...path, inner].join(' → '),
      })
    if (path.length >= DEEPEST)
      return told('module.too_deep', 'Modules are nested more than {{most}} deep here.', { most: DEEPEST })
    if (run.room < 0)
      return { ...told('module.too_many_inside', 'Unfolded, modules hold more than {{most}} nodes with inputs of their own.', { most: MOST_INSIDE }), remedy: tell('remedy.fewer_instances', 'Nest fewer instances.') } // prettier-ignore
    const instance = inferModule(run, inner, types, path)
    for (const [used, at] of instance.uses) uses.set(used, at)
    return instance
  }
  const { patience } = run
  const scene = { module: name, modules: run.document.modules, nodes, infer: inferInstance, patience }
  const dirty = inferNodes(definition, order, given, { before, kept }, scene)
  const findings = sharingFindings(name, definition, nodes)
  const edges =
    before !== undefined && before.order === order && dirty.size === 0
      ? before.edges
      : wireTypes(definition, nodes)
  return { module: name, definition, order, nodes, uses, findings, edges, ...totalsOf(nodes) }
}

/** Whether what it has of nodes can be taken over, and only those looked at that an edit changed or that depend on one. */
function isMostlyKept(before: ModuleInference, order: Order): boolean {
  return before.order === order && before.isLocal && order.cycles.length === 0
}

interface Earlier {
  readonly before: ModuleInference | undefined
  /** The same where `scene.nodes` has all of its nodes from the start. */
  readonly kept: ModuleInference | undefined
}

/** Fills `scene.nodes`; returns the ids of nodes whose output types are not what they were. */
function inferNodes(
  definition: ModuleDefinition,
  order: Order,
  given: Types | undefined,
  { before, kept }: Earlier,
  scene: Pick<NodeScene, 'module' | 'modules' | 'infer' | 'patience'> & { nodes: Map<string, NodeInference> },
): Set<string> {
  const { module, modules, infer, patience, nodes } = scene
  const dirty = new Set<string>()
  const cycles = cycleTexts(definition, order)
  const sameWires = before?.order === order && cycles.size === 0
  for (const index of order.sequence) {
    const node = definition.nodes[index]
    const wires = order.incoming[index] ?? []
    if (kept !== undefined && node === kept.definition.nodes[index] && areClean(wires, dirty)) continue
    if (node === undefined || order.indexOf.get(node.id) !== index) continue
    const previous = before?.nodes.get(node.id)
    if (sameWires && previous !== undefined && isUntouched(previous, node, wires, dirty)) {
      nodes.set(node.id, previous)
      continue
    }
    const memo: NodeMemo = {
      wires,
      wireTypes: wires.map((wire) => wireType(wire, nodes)),
      consumed: order.consumed.has(node.id),
      given: givenFor(node, given),
      cycle: cycles.get(index),
    }
    const current = previous !== undefined && isCurrent(previous, node, memo)
    // Name by name: a spread here took as long as all rules.
    const inferred = current
      ? previous
      : inferNode({ module, modules, infer, patience, nodes, node, memo, previous })
    nodes.set(node.id, inferred)
    if (previous === undefined || !sameOutputs(previous, inferred)) dirty.add(node.id)
  }
  return dirty
}

/** The quick answer where no wire has changed: the node is the same, and so are the types on its wires. */
function isUntouched(
  previous: NodeInference,
  node: GraphNode,
  wires: readonly GraphEdge[],
  dirty: ReadonlySet<string>,
): boolean {
  return isKeepable(previous, node) && areClean(wires, dirty)
}

function areClean(wires: readonly GraphEdge[], dirty: ReadonlySet<string>): boolean {
  return dirty.size === 0 || wires.every((wire) => !dirty.has(wire.source))
}

function isKeepable(previous: NodeInference, node: GraphNode): boolean {
  return previous.node === node && isLocal(previous)
}

/** Instances are inferred again, each from what is kept of its definition. */
function isLocal({ definition, farSighted }: NodeInference): boolean {
  return definition?.instanceOf === undefined && !farSighted
}

/** Whether a node's inference still holds. */
function isCurrent(previous: NodeInference, node: GraphNode, memo: NodeMemo): boolean {
  const { memo: before } = previous
  if (!isKeepable(previous, node)) return false
  if (before.consumed !== memo.consumed || before.given !== memo.given || before.cycle !== memo.cycle)
    return false
  if (before.wires.length !== memo.wires.length) return false
  return memo.wires.every(
    (wire, index) => before.wires[index] === wire && before.wireTypes[index] === memo.wireTypes[index],
  )
}

function wireType(wire: GraphEdge, nodes: ReadonlyMap<string, NodeInference>): TensorType | null | undefined {
  const source = nodes.get(wire.source)
  if (source === undefined || source.definition === undefined) return null
  // The handles of an instance that cannot be inferred are not known either.
  if (source.definition.instanceOf !== undefined && source.instance === undefined) return null
  const { outputs } = source
  if (Object.hasOwn(outputs, wire.sourceHandle)) return outputs[wire.sourceHandle]
  // How many `outputs.0`, `outputs.1`, … there are is not known yet.
  return Object.keys(outputs).some((name) => variadicIndex(name, wire.sourceHandle) !== undefined)
    ? null
    : undefined
}

/** undefined: an Input of the main definition, by its own shape; null: of a definition whose caller is not known. */
function givenFor(node: GraphNode, given: Types | undefined): TensorType | null | undefined {
  if (given === undefined || nodeDefinition(node.type)?.role !== 'input') return undefined
  if (Object.hasOwn(given, node.name)) return given[node.name] ?? null
  return node.params['shape'] === undefined ? null : undefined
}

/** The first node of a cycle carries its path; the others an empty text. */
function cycleTexts(definition: ModuleDefinition, order: Order): Map<number, string> {
  const texts = new Map<number, string>()
  for (const cycle of order.cycles) {
    const names = cycle.slice(0, 20).map((index) => definition.nodes[index]?.name ?? '?')
    if (cycle.length > 20) names.push('…')
    for (const index of cycle) if (!texts.has(index)) texts.set(index, '')
    const [first] = cycle
    if (first !== undefined) texts.set(first, [...names, names[0]].join(' → '))
  }
  return texts
}

function wireTypes(
  definition: ModuleDefinition,
  nodes: ReadonlyMap<string, NodeInference>,
): ReadonlyMap<string, TensorType | null> {
  return new Map(definition.edges.map((edge) => [edge.id, wireType(edge, nodes) ?? null]))
}

function totalsOf(
  nodes: ReadonlyMap<string, NodeInference>,
): Pick<ModuleInference, 'outputs' | 'parameterCount' | 'multiplyAdds' | 'isLocal'> {
  const outputs: [string, TensorType | null][] = []
  let parameterCount = 0
  let multiplyAdds = 0
  let local = true
  for (const inference of nodes.values()) {
    local &&= isLocal(inference)
    parameterCount += inference.parameterCount
    multiplyAdds += inference.multiplyAdds
    if (inference.definition?.role === 'output') {
      outputs.push([inference.node.name, Object.values(inference.inputs)[0] ?? null])
    }
  }
  return { outputs: Object.fromEntries(outputs), parameterCount, multiplyAdds, isLocal: local }
}

/** Whether the wires behind a node carry the same types, by identity. */
function sameOutputs(before: NodeInference, after: NodeInference): boolean {
  if (before === after) return true
  if (before.definition !== after.definition) return false
  if ((before.instance === undefined) !== (after.instance === undefined)) return false
  const handles = Object.keys(after.outputs)
  if (handles.length !== Object.keys(before.outputs).length) return false
  return handles.every((handle) => before.outputs[handle] === after.outputs[handle])
}
