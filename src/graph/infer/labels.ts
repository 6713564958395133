/**
 * The labels of dimensions, worked out from an inference when somebody wants to see them: an edit costs nothing. What a layer
 * makes or keeps has a label; what it mixes has none.
 */
import { tell } from '../../words/tell'
import { nodeDefinition } from '../nodes/index'
import type { Labels } from '../registry/dim-labels'
import { BATCH } from '../types/dims'
import type { Shape, TensorType } from '../types/dims'
import type { ModuleInference, NodeInference } from './inference'

export interface ModuleLabels {
  /** By node id and output handle. */
  readonly nodes: ReadonlyMap<string, Readonly<Record<string, Labels>>>
  /** By the names of the `Output` nodes. */
  readonly outputs: Readonly<Record<string, Labels>>
  /** What is inside each instance, by its node's id. */
  readonly instances: ReadonlyMap<string, ModuleLabels>
}

const known = new WeakMap<ModuleInference, ModuleLabels>()

/** `given`: the labels of what a caller hands to the `Input` nodes, by their names. */
export function moduleLabels(
  module: ModuleInference,
  given?: Readonly<Record<string, Labels>>,
): ModuleLabels {
  const done = given === undefined ? known.get(module) : undefined
  if (done !== undefined) return done
  const nodes = new Map<string, Readonly<Record<string, Labels>>>()
  const instances = new Map<string, ModuleLabels>()
  const outputs: Record<string, Labels> = {}
  for (const index of module.order.sequence) {
    const inference = module.nodes.get(module.definition.nodes[index]?.id ?? '')
    if (inference === undefined) continue
    const { node, definition, instance } = inference
    const inputs = inputLabels(inference, nodes)
    if (definition?.role === 'output') outputs[node.name] = Object.values(inputs)[0] ?? []
    if (instance !== undefined) {
      const inner = moduleLabels(instance, inputs)
      instances.set(node.id, inner)
      nodes.set(node.id, inner.outputs)
    } else nodes.set(node.id, outputLabels(inference, inputs, given?.[node.name]))
  }
  const labels = { nodes, outputs, instances }
  if (given === undefined) known.set(module, labels)
  return labels
}

/** The labels of what a wire carries; what goes into a loss or a metric of classes has one score for each of them. */
export function wireLabels(module: ModuleInference, edge: string): Labels | null {
  const wire = module.definition.edges.find(({ id }) => id === edge)
  const shape = module.edges.get(edge)?.shape
  if (wire === undefined || shape === undefined) return null
  const labels = moduleLabels(module).nodes.get(wire.source)?.[wire.sourceHandle] ?? unknown(shape)
  const target = module.nodes.get(wire.target)
  const judged = target?.definition?.role === 'loss' || target?.definition?.role === 'metric'
  if (!judged || wire.targetHandle !== 'input' || target.inputs['target']?.dtype !== 'int64') return labels
  return labels.map((label, axis) => (axis === 1 && shape.length > 1 ? 'classes' : label))
}

/** `N · C 32 · H 28 · W 28`; a size alone where nothing is known, and nothing for a single number. */
export function labelledShape(shape: Shape, labels: Labels): string {
  return shape.map((size, axis) => withLabel(String(size), labels[axis] ?? null)).join(' · ')
}

function withLabel(size: string, label: string | null): string {
  return label === null || label === size ? size : `${WORDS[label]?.() ?? label} ${size}`
}

/** What letters do not say. */
const WORDS: Readonly<Record<string, () => string>> = {
  features: () => tell('shape.features', 'features'),
  classes: () => tell('shape.classes', 'classes'),
}

function inputLabels(
  { inputs, memo }: NodeInference,
  nodes: ReadonlyMap<string, Readonly<Record<string, Labels>>>,
): Record<string, Labels> {
  const labels: Record<string, Labels> = {}
  for (const [handle, type] of Object.entries(inputs)) {
    const wire = memo.wires.find(({ targetHandle }) => targetHandle === handle)
    const found = wire && nodes.get(wire.source)?.[wire.sourceHandle]
    labels[handle] = found ?? unknown(type?.shape ?? [])
  }
  return labels
}

function outputLabels(
  { node, definition, params, inputs: types, outputs }: NodeInference,
  inputs: Readonly<Record<string, Labels>>,
  given: Labels | undefined,
): Record<string, Labels> {
  const rule = nodeDefinition(node.type)?.labels
  const input = Object.values(inputs)[0] ?? []
  // Unwired inputs that a rule would read are not there.
  const ready = Object.values(types).every((type) => type !== null)
  const entries = Object.entries(outputs).map(([handle, type]): [string, Labels] => {
    if (type === null || !ready) return [handle, []]
    const { length: rank } = type.shape
    const source = definition?.role === 'input' || definition?.role === 'data'
    const found = source ? (given ?? sampleLabels(type)) : rule?.({ params, inputs, input, handle, rank })
    return [handle, sound(type.shape, found ?? input)]
  })
  return Object.fromEntries(entries)
}

/** Only the batch is N, and the batch is nothing else; labels of another rank say nothing. */
function sound(shape: Shape, labels: Labels): Labels {
  if (labels.length !== shape.length) return unknown(shape)
  return shape.map((size, axis) => {
    if (size === BATCH) return 'N'
    const label = labels[axis] ?? null
    return typeof size === 'string' || label === 'N' ? null : label
  })
}

function unknown(shape: Shape): Labels {
  return shape.map((size) => (size === BATCH ? 'N' : null))
}

/** What samples of that many dimensions usually are. */
function sampleLabels({ shape, dtype }: TensorType): Labels {
  if (shape.length === 5) return ['N', 'C', 'D', 'H', 'W']
  if (shape.length === 4) return ['N', 'C', 'H', 'W']
  if (shape.length === 2) return ['N', dtype === 'float32' ? 'features' : 'L']
  return unknown(shape)
}
