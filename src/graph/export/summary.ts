/** The table under `print(net)`: every node with its output shape, parameters and multiply-adds. */
import type { Shape } from '../types/dims'
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'
import { moduleLabels } from '../infer/labels'
import type { ModuleLabels } from '../infer/labels'
import { parameterKey } from '../registry/definition'
import type { ParameterSpec } from '../registry/definition'
import type { Labels } from '../registry/dim-labels'
import { isFrozen } from '../infer/frozen'
import type { CodePlace } from './code-line'

export interface SummaryRow {
  /** Where the node is. */
  place: CodePlace
  /** Names from the root, e.g. `block1.conv1`. */
  path: string
  /** Node type; for an instance the name of its definition. */
  type: string
  /** Depth in the module tree, from 0. */
  depth: number
  /** Shape of the first output (of its input for `Output`); null where it is not known. */
  shape: Shape | null
  /** What its dimensions are called. */
  labels: Labels | null
  parameters: number
  /** For one sample. */
  multiplyAdds: number
}

export interface Summary {
  rows: SummaryRow[]
  /** Learnable tensors by `state_dict` key; shared ones once. */
  parameters: ParameterSpec[]
  /** Keys of those that do not learn, and how many values they have. */
  frozen: { keys: string[]; count: number }
  /** Number of learnable values. */
  parameterCount: number
  multiplyAdds: number
}

export function summarise(inference: Inference): Summary {
  const { main } = inference
  const parameters = parametersOf(main, '', () => false)
  const frozen = parameters.filter((parameter) => parameter.frozen)
  return {
    rows: rowsOf(main, '', { ids: [], shared: false, labels: moduleLabels(main) }),
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    frozen: {
      keys: frozen.map(({ name }) => name),
      count: frozen.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
    },
    parameterCount: main.parameterCount,
    multiplyAdds: main.multiplyAdds,
  }
}

/** `shared`: the parameters are those of another instance, where they count. */
function rowsOf(
  module: ModuleInference,
  prefix: string,
  { ids, shared, labels }: { ids: readonly string[]; shared: boolean; labels: ModuleLabels },
): SummaryRow[] {
  return inOrder(module).flatMap((inference) => {
    const { node, instance } = inference
    const path = prefix + node.name
    const row: SummaryRow = {
      place: { module: module.module, node: node.id, path: ids },
      path,
      type: instance?.module ?? node.type,
      depth: ids.length,
      shape: shapeOf(inference),
      labels: labelsOf(inference, labels),
      parameters: shared ? 0 : inference.parameterCount,
      multiplyAdds: inference.multiplyAdds,
    }
    const inside = labels.instances.get(node.id)
    if (instance === undefined || inside === undefined) return [row]
    const inner = { ids: [...ids, node.id], shared: shared || node.shared_with !== undefined, labels: inside }
    return [row, ...rowsOf(instance, `${path}.`, inner)]
  })
}

/** @param around Whether an instance around freezes what has this dotted name in the module. */
function parametersOf(
  module: ModuleInference,
  prefix: string,
  around: (name: string) => boolean,
): (ParameterSpec & { frozen: boolean })[] {
  return inOrder(module).flatMap(({ node, instance, parameters, parameterCount }) => {
    if (node.shared_with !== undefined) return []
    const frozen = (name: string): boolean =>
      isFrozen(node, name) || around(parameterKey(node.name, { name, shape: [] }))
    if (instance !== undefined) return parametersOf(instance, `${prefix}${node.name}.`, frozen)
    if (parameterCount === 0) return []
    return parameters.map((spec) => ({
      name: parameterKey(prefix + node.name, spec),
      shape: spec.shape,
      frozen: frozen(spec.name),
    }))
  })
}

function inOrder(module: ModuleInference): NodeInference[] {
  const ids = module.order.sequence.map((index) => module.definition.nodes[index]?.id ?? '')
  return ids
    .map((id) => module.nodes.get(id))
    .filter((node): node is NodeInference => node !== undefined && !node.loose)
}

function shapeOf(inference: NodeInference): Shape | null {
  const types = inference.definition?.role === 'output' ? inference.inputs : inference.outputs
  return Object.values(types)[0]?.shape ?? null
}

function labelsOf({ node, definition }: NodeInference, { nodes, outputs }: ModuleLabels): Labels | null {
  if (definition?.role === 'output') return outputs[node.name] ?? null
  return Object.values(nodes.get(node.id) ?? {})[0] ?? null
}
