/** The document while it is made: each node that is added is inferred at once, so that rules know shapes. */
import { dequal } from 'dequal'
import type { GraphDocument, GraphEdge, GraphNode, Params } from '../../document/document'
import { emptyDocument } from '../../document/document'
import type { SafeTensor, SafeTensors } from '../../formats/safetensors'
import { suggestName } from '../../document/identifiers'
import { pathsAround } from '../../document/pytorch-path'
import type { TensorType } from '../../types/dims'
import { sameShape } from '../../types/dims'
import type { NodeDefinition } from '../../registry/definition'
import { nodeDefinition } from '../../nodes/index'
import { paramFields } from '../../params/param-types'
import { RuleError } from '../../registry/rule-error'
import { parseParams } from '../../params/param-findings'
import type { ParamProblem } from '../../params/param-findings'
import { tooManyOf } from '../../file/item-limit'
import type { ImportNote } from '../result/imported'
import { ImportRefusal } from '../result/import-refusal'
import { layOut } from '../../drawing/layered-layout'
import { Unsupported } from './values'
import type { Wire } from './values'
import { told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

export interface NodeToAdd {
  type: string
  /** Wanted; the stem where there is none. */
  name?: string | undefined
  /** In PyTorch's module tree, where what it holds is to go back to. */
  path?: string | undefined
  /** Where another node has the name (default: the type's). */
  stem?: string
  params?: Params
  /** By handle. */
  inputs?: Readonly<Record<string, Wire>>
  /** By the name of the parameter or buffer. */
  weights?: Readonly<Record<string, SafeTensor>>
}

const NONE: ReadonlySet<string> = new Set()

interface Mark {
  nodes: number
  edges: number
  notes: number
}

export class ModuleBuilder {
  readonly notes: ImportNote[] = []
  private readonly nodes: GraphNode[] = []
  private readonly edges: GraphEdge[] = []
  private readonly weights = new Map<string, Readonly<Record<string, SafeTensor>>>()
  private readonly names = new Set<string>()
  private readonly paths = new Map<string, string>()
  private readonly lastNumbers = new Map<string, number>()

  /** Adds a node with its wires. → its outputs by handle. Errors: params or weights that the type does not take. */
  add({ type, name, path, stem, params = {}, inputs = {}, weights }: NodeToAdd): Record<string, Wire> {
    const tooMany = tooManyOf(this.nodes.length + this.edges.length)
    if (tooMany !== undefined) throw new ImportRefusal(tooMany, { remedy: tooMany.remedy })
    const definition = nodeDefinition(type)
    if (definition === undefined)
      throw new Unsupported(told('onnx.no_type', 'Gradwire has no {{type}} yet', { type }))
    const parsed = parseParams(type, definition.params, params)
    if (parsed.params === undefined) throw new Unsupported(saidOf(parsed.problems))
    const types = inferred(definition, parsed.params, inputs)
    if (weights !== undefined) checkWeights(definition, types.params, weights)
    const id = `n${this.nodes.length}`
    const chosen = this.nameOf(name, { stem: stem ?? definition.stem, plainStem: definition.plainStem })
    this.names.add(chosen)
    this.nodes.push({ id, type, name: chosen, params: written(definition, params), position: { x: 0, y: 0 } })
    for (const [handle, wire] of Object.entries(inputs))
      this.edges.push({
        id: `e${this.edges.length}`,
        source: wire.node,
        sourceHandle: wire.handle,
        target: id,
        targetHandle: handle,
      })
    if (weights !== undefined) this.weights.set(id, weights)
    if (path !== undefined) this.paths.set(id, path)
    const handles = definition.outputs(parsed.params, { modules: {} }).map((handle) => handle.name)
    return Object.fromEntries(
      handles.map((handle) => [handle, { node: id, handle, type: types.outputs[handle] ?? null }]),
    )
  }

  nodeOf(wire: Wire): GraphNode | undefined {
    return this.nodes[Number(wire.node.slice(1))]
  }

  /** Where to go back to when what follows turns out not to fit. */
  mark(): Mark {
    return { nodes: this.nodes.length, edges: this.edges.length, notes: this.notes.length }
  }

  /** Takes back everything since the mark. */
  rollBack(mark: Mark): void {
    for (const node of this.nodes.splice(mark.nodes)) {
      this.names.delete(node.name)
      this.lastNumbers.delete(node.name.replace(/\d+$/, ''))
      this.weights.delete(node.id)
      this.paths.delete(node.id)
    }
    this.edges.splice(mark.edges)
    this.notes.splice(mark.notes)
  }

  finish(title: string): { document: GraphDocument; weights: SafeTensors } {
    const empty = emptyDocument()
    const nodes = layOut(withPaths(this.nodes, this.paths), this.edges)
    const weights: SafeTensors = new Map()
    for (const node of nodes)
      for (const [key, tensor] of Object.entries(this.weights.get(node.id) ?? {}))
        weights.set(key === '' ? node.name : `${node.name}.${key}`, tensor)
    const meta = title === '' ? {} : { meta: { title } }
    return {
      document: { ...empty, ...meta, modules: { [empty.main]: { nodes, edges: this.edges } } },
      weights,
    }
  }

  private nameOf(
    wanted: string | undefined,
    { stem, plainStem }: Pick<NodeDefinition, 'stem' | 'plainStem'>,
  ): string {
    if (wanted === undefined || wanted === '')
      return plainStem && !this.names.has(stem) ? stem : this.numbered(stem)
    const name = suggestName(wanted, NONE)
    if (!this.names.has(name)) return name
    if (name.endsWith(stem)) return this.numbered(name)
    const longer = suggestName(`${name}_${stem}`, NONE)
    return this.names.has(longer) ? this.numbered(longer) : longer
  }

  /** Counts on from the last time: a model may have thousands of one type. */
  private numbered(stem: string): string {
    let number = this.lastNumbers.get(stem) ?? 0
    do number++
    while (this.names.has(`${stem}${number}`))
    this.lastNumbers.set(stem, number)
    return `${stem}${number}`
  }
}

/** With the paths by which their weights go home. */
function withPaths(nodes: readonly GraphNode[], wanted: ReadonlyMap<string, string>): GraphNode[] {
  const { paths, taken } = inOneTree(wanted)
  return nodes.map((node) => {
    const path = paths.get(node.id)
    if (path !== undefined) return path === node.name ? node : { ...node, pytorch_name: path }
    if (!taken.has(node.name)) return node
    // What holds nothing, such as the sum at the end of `layer1.0`, makes way.
    const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name)
    return { ...node, pytorch_name: free(`${node.name}_${node.type.toLowerCase()}`) }
  })
}

/** Of paths of which one tree has no room for both, that of the inner module, and the first of two that are the same. */
function inOneTree(wanted: ReadonlyMap<string, string>) {
  const paths = new Map<string, string>()
  const taken = new Set<string>()
  const deepFirst = [...wanted].toSorted(([, a], [, b]) => b.split('.').length - a.split('.').length)
  for (const [id, path] of deepFirst) {
    if (taken.has(path)) continue
    paths.set(id, path)
    for (const each of [path, ...pathsAround(path)]) taken.add(each)
  }
  return { paths, taken }
}

/** All of them as one sentence, with the code of the first. */
function saidOf(problems: readonly ParamProblem[]): Told {
  const message = problems.map((problem) => problem.message).join(' ')
  return { code: 'param.wrong_ones', ...problems[0], message }
}

/** The completed params, and the types of the outputs; without types where an input is not known or does not fit. */
function inferred(definition: NodeDefinition, params: Params, inputs: Readonly<Record<string, Wire>>) {
  const types: Record<string, TensorType> = {}
  for (const [handle, { type }] of Object.entries(inputs)) if (type !== null) types[handle] = type
  const none: Record<string, TensorType> = {}
  if (definition.role === 'opaque' || Object.keys(types).length < Object.keys(inputs).length)
    return { params, outputs: none }
  const call = { params, inputs: types, context: { modules: {} } }
  try {
    const completed = { ...call, params: { ...params, ...definition.complete(call) } }
    return { params: completed.params, outputs: definition.types(completed) }
  } catch (error) {
    if (error instanceof RuleError) throw new Unsupported(error.told(definition.type))
    throw error
  }
}

/** Weights that would not load are worth less than an opaque node that says so. */
function checkWeights(
  definition: NodeDefinition,
  params: Params,
  weights: Readonly<Record<string, SafeTensor>>,
): void {
  for (const { name, shape } of definition.parameters(params)) {
    const given = weights[name]
    if (given === undefined)
      throw new Unsupported(told('onnx.no_weight', 'its {{name}} is not in the file', { name }))
    if (!sameShape(given.shape, shape))
      throw new Unsupported(
        told('onnx.weight_shape', 'its {{name}} has shape [{{shape}}], but [{{shape2}}] is needed', {
          name,
          shape: given.shape.join(', '),
          shape2: shape.join(', '),
        }),
      )
  }
}

/** Without what is the default anyway. */
function written(definition: NodeDefinition, params: Params): Params {
  const defaults = new Map(paramFields(definition.params).map((field) => [field.name, field.default]))
  return Object.fromEntries(
    Object.entries(params).filter(
      ([name, value]) => value !== undefined && !dequal(value, defaults.get(name)),
    ),
  )
}
