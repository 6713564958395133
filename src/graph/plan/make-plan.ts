/** An inferred document → plan: what the engine builds and runs, in topological order, with every param filled in. */
import type { Finding } from '../document/finding'
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'
import { openOutputs } from '../infer/open-outputs'
import type { GraphNode, ModuleDefinition } from '../document/document'
import { placeOf } from '../document/hook-place'
import { hookDefinition } from '../hooks/index'
import type { ModulePlan, PlanCall, PlanHook, PlanSource } from './plan'
import { collectFindings } from '../check/collect-findings'

export type PlanResult = { kind: 'plan'; plan: ModulePlan } | { kind: 'refused'; findings: Finding[] }

/** The plan of the main definition, or the errors that stand in its way. Nodes without any wire are left out. */
export function planGraph(inference: Inference): PlanResult {
  const { document } = inference
  const found = collectFindings(inference)
  // A definition that nobody calls may be unfinished.
  const reached = new Set([document.main, ...inference.main.uses.keys()])
  const errors = found.filter(
    (finding) =>
      finding.severity === 'error' && (finding.module === undefined || reached.has(finding.module)),
  )
  if (errors.length > 0) return { kind: 'refused', findings: errors }
  return { kind: 'plan', plan: planModule(inference.main) }
}

function planModule(inference: ModuleInference): ModulePlan {
  const calls = inference.order.sequence.flatMap((index): PlanCall[] => {
    const node = inference.nodes.get(inference.definition.nodes[index]?.id ?? '')
    return node === undefined || node.loose ? [] : [planCall(node)]
  })
  return { module: inference.module, calls, hooks: planHooks(inference.definition, calls) }
}

/** Those that are enabled, and sit on what is called. */
function planHooks({ hooks = [] }: ModuleDefinition, calls: readonly PlanCall[]): PlanHook[] {
  const nodes = new Set(calls.map(({ node }) => node))
  const edges = new Set(calls.flatMap(({ inputs }) => Object.values(inputs).map(({ edge }) => edge)))
  return hooks.flatMap((hook): PlanHook[] => {
    const place = placeOf(hook)
    if (hook.enabled === false || place === undefined) return []
    if (place.kind === 'edge' ? !edges.has(place.edge) : !nodes.has(place.node)) return []
    const { id, pass, type } = hook
    return [{ id, place, pass, type, params: { ...hookDefinition(type)?.params.parse(hook.params) } }]
  })
}

/** What `requires_grad` of a node freezes. */
function frozenOf({ requires_grad: given }: GraphNode): Pick<PlanCall, 'frozen'> {
  if (given === undefined || given === true) return {}
  if (given === false) return { frozen: true }
  const frozen = Object.keys(given).filter((name) => given[name] === false)
  return frozen.length === 0 ? {} : { frozen }
}

function planCall(inference: NodeInference): PlanCall {
  const { node, definition, instance } = inference
  const base = {
    node: node.id,
    name: node.name,
    ...(node.pytorch_name === undefined ? {} : { pytorchName: node.pytorch_name }),
    inputs: sourcesOf(inference),
    outputs: Object.keys(inference.outputs),
    ...frozenOf(node),
    ...(node.shared_with === undefined ? {} : { sharedWith: node.shared_with }),
  }
  if (instance !== undefined) {
    const open = openOutputs(instance)
    const outputs = base.outputs.filter((name) => !open.has(name))
    return { kind: 'instance', ...base, outputs, plan: planModule(instance) }
  }
  const call = node.call ?? definition?.calls[0] ?? 'module'
  return {
    kind: 'operation',
    ...base,
    type: node.type,
    params: { ...inference.params },
    call,
    outputTypes: Object.values(inference.outputs),
    parameterCount: inference.parameterCount,
    ...(definition?.role === 'loss' ? { lossWeight: node.loss_weight ?? 1 } : {}),
  }
}

function sourcesOf(inference: NodeInference): Record<string, PlanSource> {
  const { wires } = inference.memo
  return Object.fromEntries(
    Object.keys(inference.inputs).flatMap((handle) => {
      const wire = wires.find((edge) => edge.targetHandle === handle)
      return wire === undefined
        ? []
        : [[handle, { edge: wire.id, node: wire.source, handle: wire.sourceHandle }]]
    }),
  )
}
