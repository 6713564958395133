/** A definition while it is made: nodes and wires in the order of `forward`. */
import { dequal } from 'dequal'
import type { CallMode, GraphEdge, GraphNode, Hook, ModuleDefinition, Params } from '../../document/document'
import { numbered, suggestName } from '../../document/identifiers'
import { isPath } from '../../document/pytorch-path'
import type { TensorType } from '../../types/dims'
import type { NodeDefinition } from '../../registry/definition'
import { nodeDefinition } from '../../nodes/index'
import { paramFields } from '../../params/param-types'
import { RuleError } from '../../registry/rule-error'
import { parseParams } from '../../params/param-findings'
import { layOut } from '../../drawing/layered-layout'
import type { Mark, TensorValue, WireHook } from './values'
import { told } from '../../../words/tell'
import { NoNet } from './syntax'

export interface BuiltNode {
  id: string
  type: string
  name: string
  params: Params
  /** Params that Gradwire can take from the input, as the source writes them. */
  written: Record<string, unknown>
  /** The same as the first use of the definition writes them. */
  first: Readonly<Record<string, unknown>>
  call?: CallMode
  sharedWith?: string
  /** Where the module hangs in the source, if not under the node's name. */
  pytorchName?: string
}

export interface NodeToAdd {
  type: string
  params: Params
  name?: string
  /** Where the module hangs in the source: `layers.0`. */
  path?: string
  call?: CallMode
  sharedWith?: string
  /** By handle; null: what should come here could not be read. */
  inputs: Readonly<Record<string, TensorValue | null>>
}

/** An Output node, and where its value comes from. */
export interface BuiltOutput {
  id: string
  name: string
  source: string
  handle: string
  /** Whether hooks sit on its wire. */
  hooked: boolean
}

/** A hook on its way; `origin` is the same for all wires that one hooked tensor goes into. */
type BuiltHook = Omit<Hook, 'id'> & { origin?: WireHook }

/** So many nodes are no net that a person reads. */
const MAX_NODES = 20_000
const NONE: ReadonlySet<string> = new Set()

/** Names of the source that a document can keep. */
const WRITABLE = /^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)*$/u

export class DefinitionBuilder {
  private static count = 0
  /** Tells the wires of definitions apart. */
  readonly serial = (DefinitionBuilder.count += 1)
  readonly nodes: BuiltNode[] = []
  private readonly edges: GraphEdge[] = []
  /** The edges that begin at a node, and those that end there. */
  private readonly taken = new Map<string, GraphEdge[]>()
  private readonly given = new Map<string, GraphEdge[]>()
  private readonly hooks: BuiltHook[] = []
  private readonly frozen = new Map<string, NonNullable<GraphNode['requires_grad']>>()
  private readonly removed = new Set<string>()
  private readonly counts = new Map<string, number>()
  private readonly names: Set<string>
  /** Names of attributes that no node has yet. */
  private readonly kept: Set<string>
  /** What PyTorch would refuse when it runs. */
  problems = 0
  /** Nodes, or outputs of them, whose values were changed in place, where no wire shows it. */
  private readonly changed = new Set<string>()
  /** Called where such a value is used afterwards. */
  onChanged?: () => void

  /** Modules and parameters keep the names of the `attributes` that they are, since state_dicts go by them. */
  constructor(attributes: readonly string[] = []) {
    const valid = attributes.filter((name) => suggestName(name, new Set()) === name)
    this.names = new Set(valid)
    this.kept = new Set(valid)
  }

  /** Adds a node with its wires. → its outputs by handle. Errors: NoNet for too many nodes. */
  add(wanted: NodeToAdd): Record<string, TensorValue> {
    if (this.nodes.length >= MAX_NODES)
      throw new NoNet(
        told('import.too_many_nodes', 'This makes more than {{most}} nodes.', {
          most: MAX_NODES,
        }),
      )
    const definition = definitionOfType(wanted.type)
    const id = `n${this.nodes.length}`
    const parts = split(definition, wanted.params)
    const own = this.nameOf(wanted.name, definition)
    this.nodes.push({
      id,
      type: wanted.type,
      name: own,
      ...(wanted.path === undefined || wanted.path === own || !isPath(wanted.path)
        ? {}
        : { pytorchName: wanted.path }),
      ...parts,
      first: { ...parts.written },
      ...(wanted.call === undefined ? {} : { call: wanted.call }),
      ...(wanted.sharedWith === undefined ? {} : { sharedWith: wanted.sharedWith }),
    })
    for (const [handle, source] of Object.entries(wanted.inputs))
      if (source !== null) this.connect(source, id, handle)
    const types = this.typesOf(definition, wanted)
    const complete = parseParams(wanted.type, definition.params, wanted.params).params ?? wanted.params
    const handles = definition.outputs(complete, { modules: {} })
    // How many parts a Split gives follows from the shape of its input.
    const names = handles.flatMap(({ name, variadic }) =>
      variadic !== true ? [name] : Object.keys(types).length > 0 ? Object.keys(types) : manyOf(name),
    )
    return Object.fromEntries(
      names.map((name) => [
        name,
        { kind: 'tensor', node: id, handle: name, type: types[name] ?? null, of: this.serial },
      ]),
    )
  }

  /** Adds an instance of a definition, whose outputs are known already. */
  addInstance(
    module: string,
    name: string | undefined,
    inputs: Readonly<Record<string, TensorValue | null>>,
    outputs: Readonly<Record<string, TensorType | null>>,
    more: Pick<NodeToAdd, 'sharedWith' | 'path'> = {},
  ): Record<string, TensorValue> {
    this.add({ type: 'Module', params: { module }, name, inputs: {}, ...more })
    const id = this.lastId
    for (const [handle, source] of Object.entries(inputs))
      if (source !== null) this.connect(source, id, handle)
    return Object.fromEntries(
      Object.entries(outputs).map(([handle, type]) => [
        handle,
        { kind: 'tensor', node: id, handle, type, of: this.serial },
      ]),
    )
  }

  /** An argument of `forward`. */
  addInput(name: string, type: TensorType | null): TensorValue {
    const id = `n${this.nodes.length}`
    this.nodes.push({
      id,
      type: 'Input',
      name: this.nameOf(name, definitionOfType('Input')),
      params: {},
      written: {},
      first: {},
    })
    return { kind: 'tensor', node: id, handle: 'output', type, of: this.serial }
  }

  /** Whether a wire is one of this definition. */
  holds({ of: definition }: TensorValue): boolean {
    return definition === undefined || definition === this.serial
  }

  /** The id of the node that was added last. */
  get lastId(): string {
    return `n${this.nodes.length - 1}`
  }

  nodeAt(id: string): BuiltNode | undefined {
    return this.nodes[Number(id.slice(1))]
  }

  /** The nodes that take in an output of this one, and where. */
  usersOf(id: string): { target: string; handle: string }[] {
    return (this.taken.get(id) ?? []).map(({ target, targetHandle }) => ({ target, handle: targetHandle }))
  }

  /** The nodes that a node takes in, one for each wire. */
  sourcesOf(id: string): string[] {
    return (this.given.get(id) ?? []).map(({ source }) => source)
  }

  outputs(): BuiltOutput[] {
    const wires = new Map(this.edges.map((edge) => [edge.target, edge]))
    const hooked = new Set(this.hooks.flatMap(({ edge }) => edge ?? []))
    return this.nodes
      .filter(({ id, type }) => type === 'Output' && !this.removed.has(id))
      .map(({ id, name }) => {
        const { id: wire = '', source = '', sourceHandle: handle = '' } = wires.get(id) ?? {}
        return { id, name, source, handle, hooked: hooked.has(wire) }
      })
  }

  /** The nodes that take in that output of the instances of a definition. */
  readersOf(module: string, handle: string): string[] {
    const instances = new Set(
      this.nodes.filter(({ params }) => params['module'] === module).map(({ id }) => id),
    )
    return this.edges
      .filter(({ source, sourceHandle }) => instances.has(source) && sourceHandle === handle)
      .map(({ target }) => target)
  }

  /** Takes a node out, with its wires; the ids of the others stay. */
  remove(id: string): void {
    this.removed.add(id)
    const kept = this.edges.filter(({ source, target }) => source !== id && target !== id)
    this.edges.splice(0, this.edges.length, ...kept)
    this.taken.clear()
    this.given.clear()
    for (const edge of kept) this.indexed(edge)
  }

  /** What uses this node, or this output of it, from now on has another value in PyTorch. */
  markChanged(id: string, handle?: string): void {
    this.changed.add(handle === undefined ? id : `${id} ${handle}`)
  }

  nameOfNode(id: string): string {
    return this.nodes[Number(id.slice(1))]?.name ?? ''
  }

  /** Whether two definitions say the same, but for sizes that the inputs decide. */
  signature(): string {
    const nodes = this.nodes.map(({ type, name, pytorchName, params, call, sharedWith }) => [
      type,
      name,
      pytorchName,
      params,
      call,
      sharedWith,
    ])
    const edges = this.edges.map(({ source, sourceHandle, target, targetHandle }) => [
      source,
      sourceHandle,
      target,
      targetHandle,
    ])
    return JSON.stringify([nodes, edges, this.placedHooks(), [...this.frozen]])
  }

  /** Sets what a constructor said of the module or parameter that this node is. */
  mark(id: string, marks: readonly Mark[] = []): void {
    for (const mark of marks) {
      if (mark.kind === 'call') this.hooks.push({ node: id, ...mark.hook })
      else if (mark.kind === 'parameter')
        this.hooks.push({ parameter: { node: id, name: mark.name }, ...mark.hook })
      else if (mark.name === null) this.frozen.set(id, false)
      else {
        const known = this.frozen.get(id)
        if (known !== false)
          this.frozen.set(id, { ...(typeof known === 'object' ? known : {}), [mark.name]: false })
      }
    }
  }

  /** One tensor with a hook that goes into several wires, and into nothing else, has the hook on its port. */
  private placedHooks(): Omit<Hook, 'id'>[] {
    const edges = new Map(this.edges.map((edge) => [edge.id, edge]))
    const portOf = ({ source, sourceHandle }: GraphEdge): string => JSON.stringify([source, sourceHandle])
    const done = new Set<WireHook>()
    return this.hooks.flatMap(({ origin, ...hook }): Omit<Hook, 'id'>[] => {
      const edge = hook.edge === undefined ? undefined : edges.get(hook.edge)
      if (hook.edge === undefined) return [hook]
      if (edge === undefined) return []
      const alike = this.hooks.flatMap((other) =>
        origin !== undefined && other.origin === origin ? (edges.get(other.edge ?? '') ?? []) : [],
      )
      const beside = this.edges.filter((other) => portOf(other) === portOf(edge))
      const whole =
        alike.length > 1 &&
        alike.length === beside.length &&
        alike.every((other) => portOf(other) === portOf(edge))
      if (!whole || origin === undefined) return [hook]
      if (done.has(origin)) return []
      done.add(origin)
      const { edge: _, ...rest } = hook
      return [{ ...rest, port: { node: edge.source, handle: edge.sourceHandle } }]
    })
  }

  /** Forgets what the other definition of the same signature writes otherwise. */
  mergeWritten(other: DefinitionBuilder): void {
    this.nodes.forEach((node, index) => {
      const theirs = other.nodes[index]?.written ?? {}
      for (const [name, value] of Object.entries(node.written))
        if (!dequal(value, theirs[name])) delete node.written[name]
    })
  }

  finish(): ModuleDefinition {
    const kept = this.nodes.filter(({ id }) => !this.removed.has(id))
    const nodes = kept.map(
      ({ id, type, name, pytorchName, params, written, call, sharedWith }): GraphNode => ({
        id,
        type,
        name,
        params: inOrder(type, { ...params, ...written }),
        ...(pytorchName === undefined || !WRITABLE.test(pytorchName) ? {} : { pytorch_name: pytorchName }),
        ...(call === undefined ? {} : { call }),
        ...(this.frozen.has(id) ? { requires_grad: this.frozen.get(id) } : {}),
        ...(sharedWith === undefined ? {} : { shared_with: sharedWith }),
        position: { x: 0, y: 0 },
      }),
    )
    const hooks = this.placedHooks().map((hook, index): Hook => ({ ...hook, id: `h${index}` }))
    return {
      nodes: layOut(nodes, this.edges),
      edges: this.edges,
      ...(hooks.length === 0 ? {} : { hooks }),
    }
  }

  private connect(source: TensorValue, target: string, targetHandle: string): void {
    const id = `e${this.edges.length}`
    const { node, handle } = source
    if (this.changed.has(node) || this.changed.has(`${node} ${handle}`)) this.onChanged?.()
    const edge = { id, source: node, sourceHandle: handle, target, targetHandle }
    this.edges.push(edge)
    this.indexed(edge)
    for (const origin of source.hooks ?? []) this.hooks.push({ edge: id, ...origin, origin })
  }

  private indexed(edge: GraphEdge): void {
    this.taken.set(edge.source, [...(this.taken.get(edge.source) ?? []), edge])
    this.given.set(edge.target, [...(this.given.get(edge.target) ?? []), edge])
  }

  private nameOf(wanted: string | undefined, definition: NodeDefinition): string {
    const { stem, plainStem, role } = definition
    if (wanted !== undefined && role !== 'input' && role !== 'output' && this.kept.delete(wanted))
      return wanted
    const name =
      wanted !== undefined && wanted !== ''
        ? this.suggested(wanted)
        : plainStem && !this.names.has(stem)
          ? stem
          : numbered(stem, this.names, this.nextOf(stem))
    this.names.add(name)
    return name
  }

  /** Counts on from the last time: a loop may make thousands of one name. */
  private suggested(wanted: string): string {
    const name = suggestName(wanted, NONE)
    const stem = name.replace(/\d+$/, '')
    return this.names.has(name) ? numbered(stem, this.names, this.nextOf(stem)) : name
  }

  /** All smaller numbers are taken. */
  private nextOf(stem: string): number {
    const next = (this.counts.get(stem) ?? 0) + 1
    this.counts.set(stem, next)
    return next
  }

  /** The types of the outputs, as far as they are known. */
  private typesOf(
    definition: NodeDefinition,
    { params, inputs, type }: NodeToAdd,
  ): Readonly<Record<string, TensorType>> {
    const parsed = parseParams(type, definition.params, params)
    const known: Record<string, TensorType> = {}
    for (const [handle, source] of Object.entries(inputs)) if (source?.type) known[handle] = source.type
    if (parsed.params === undefined || definition.role === 'output' || definition.instanceOf !== undefined)
      return {}
    if (Object.keys(known).length < Object.keys(inputs).length) return {}
    const call = { params: parsed.params, inputs: known, context: { modules: {} } }
    try {
      return definition.types({ ...call, params: { ...parsed.params, ...definition.complete(call) } })
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      if (type !== 'Opaque') this.problems += 1
      return {}
    }
  }
}

export function definitionOfType(type: string): NodeDefinition {
  const definition = nodeDefinition(type)
  if (definition === undefined)
    throw new NoNet(told('import.unknown_node_type', "There is no node type '{{type}}'.", { type }))
  return definition
}

/** Without defaults; those that the input decides apart. */
function split(
  definition: NodeDefinition,
  params: Params,
): { params: Params; written: Record<string, unknown> } {
  const kept: Record<string, unknown> = {}
  const written: Record<string, unknown> = {}
  const fields = new Map(paramFields(definition.params).map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(params)) {
    const field = fields.get(name)
    if (value === undefined || dequal(value, field?.default)) continue
    if (field?.inferred === true) written[name] = value
    else kept[name] = value
  }
  return { params: kept, written }
}

/** In the order of the schema, as the editor writes them. */
function inOrder(type: string, params: Record<string, unknown>): Params {
  const order = paramFields(definitionOfType(type).params).map(({ name }) => name)
  const names = Object.keys(params).sort((a, b) => order.indexOf(a) - order.indexOf(b))
  return Object.fromEntries(names.map((name) => [name, params[name]]))
}

/** As many as anyone asks for, where the shape that decides it is not known. */
function manyOf(name: string): string[] {
  return Array.from({ length: 64 }, (_, index) => `${name}.${index}`)
}

/** Whether Gradwire takes that param from the input where it is left out. */
export function isInferred(type: string, name: string): boolean {
  return paramFields(definitionOfType(type).params).some((field) => field.name === name && field.inferred)
}

export function isLossType(type: string | undefined): boolean {
  return type !== undefined && nodeDefinition(type)?.role === 'loss'
}
