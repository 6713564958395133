/** The parameters and buffers of a compiled net, by their places. */
import { dequal } from 'dequal'
import type { CompiledNet } from '../../build/compile'
import type { ModulePlan } from '../../../graph/plan/plan'
import type { Tensor } from '../../core/tensor'
import type { ParameterRow, ParameterTarget } from '../../protocol'
import { ProblemError } from '../../executor/problem'
import { tell } from '../../../words/tell'

/** Errors: there is none there. */
export function netTensor({ net, parameters, modules }: CompiledNet, target: ParameterTarget): Tensor {
  const { path, node, name } = target
  const known = parameters.find((info) => info.node === node && info.name === name && dequal(info.path, path))
  if (known) return net.getParameter(known.key)
  const owned = modules.find(({ ids }) => ids.at(-1) === node && dequal(ids.slice(0, -1), path))
  const found = owned?.module.namedBuffers().find(([key]) => key === name)?.[1]
  if (found) return found
  throw new ProblemError({
    message: tell('engine.no_parameter_here', "There is no parameter '{{name}}' here.", { name }),
    remedy: tell('engine.open_document_again', 'Open the document again.'),
    node,
  })
}

/** Every parameter and buffer once, in the order of the `state_dict`. */
export function netTensors(compiled: CompiledNet): ParameterRow[] {
  const { net, modules, parameters, plan } = compiled
  const sharers = sharersOf(plan, [], [])
  const rows: ParameterRow[] = parameters.map(({ key, node, path, name, shape, requiresGrad }) => ({
    key,
    sharedBy: sharers.get([...path, node].join('/')) ?? [],
    target: { kind: 'parameter', path, node, name },
    kind: 'parameter',
    dtype: 'float32',
    shape,
    requiresGrad,
  }))
  for (const { ids, path, module } of modules)
    for (const [name, { dtype, shape }] of module.namedBuffers())
      rows.push({
        key: `${path}.${name}`,
        sharedBy: sharers.get(ids.join('/')) ?? [],
        target: { kind: 'parameter', path: ids.slice(0, -1), node: ids.at(-1)!, name },
        kind: 'buffer',
        dtype,
        shape: [...shape],
        requiresGrad: false,
      })
  const order = new Map([...net.stateDict().keys()].map((key, i) => [key, i]))
  return rows.sort((a, b) => (order.get(a.key) ?? Infinity) - (order.get(b.key) ?? Infinity))
}

/** By the ids of a node and of the instances around it: dotted names of other nodes that use its tensors. */
function sharersOf(
  plan: ModulePlan,
  ids: readonly string[],
  names: readonly string[],
  found = new Map<string, string[]>(),
): Map<string, string[]> {
  for (const call of plan.calls) {
    const { node, name, sharedWith } = call
    if (sharedWith !== undefined) {
      const key = [...ids, sharedWith].join('/')
      found.set(key, [...(found.get(key) ?? []), [...names, name].join('.')])
    } else if (call.kind === 'instance') sharersOf(call.plan, [...ids, node], [...names, name], found)
  }
  return found
}
