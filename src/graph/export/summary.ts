/** The table under `print(net)`: every node with its output shape, parameters and multiply-adds. */
import type { Shape } from '../types/dims'
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'
import { moduleLabels } from '../infer/labels'
import type { ModuleLabels } from '../infer/labels'
import { parameterKey } from '../registry/definition'
import type { ParameterSpec } from '../registry/definition'
import type { Labels } from '../registry/dim-labels'

export interface SummaryRow {
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
  /** Number of learnable values. */
  parameterCount: number
  multiplyAdds: number
}

export function summarise(inference: Inference): Summary {
  const { main } = inference
  return {
    rows: rowsOf(main, '', { depth: 0, shared: false, labels: moduleLabels(main) }),
    parameters: parametersOf(main, ''),
    parameterCount: main.parameterCount,
    multiplyAdds: main.multiplyAdds,
  }
}

/** `shared`: the parameters are those of another instance, where they count. */
function rowsOf(
  module: ModuleInference,
  prefix: string,
  { depth, shared, labels }: { depth: number; shared: boolean; labels: ModuleLabels },
): SummaryRow[] {
  return inOrder(module).flatMap((inference) => {
    const { node, instance } = inference
    const path = prefix + node.name
    const row: SummaryRow = {
      path,
      type: instance?.module ?? node.type,
      depth,
      shape: shapeOf(inference),
      labels: labelsOf(inference, labels),
      parameters: shared ? 0 : inference.parameterCount,
      multiplyAdds: inference.multiplyAdds,
    }
    const inside = labels.instances.get(node.id)
    if (instance === undefined || inside === undefined) return [row]
    const inner = { depth: depth + 1, shared: shared || node.shared_with !== undefined, labels: inside }
    return [row, ...rowsOf(instance, `${path}.`, inner)]
  })
}

function parametersOf(module: ModuleInference, prefix: string): ParameterSpec[] {
  return inOrder(module).flatMap(({ node, instance, parameters, parameterCount }) => {
    if (node.shared_with !== undefined) return []
    if (instance !== undefined) return parametersOf(instance, `${prefix}${node.name}.`)
    if (parameterCount === 0) return []
    return parameters.map((spec) => ({ name: parameterKey(prefix + node.name, spec), shape: spec.shape }))
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
