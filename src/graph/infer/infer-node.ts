/** Inference of one node: its params, its outputs, its parameters and cost, and what is wrong with it. */
import type { Params } from '../document/document'
import type { Finding } from '../document/finding'
import { nearest } from '../document/identifiers'
import type { NodeContext, NodeDefinition, ParameterSpec, RuleCall } from '../registry/definition'
import { parameterKey } from '../registry/definition'
import { nodeDefinition, nodeDefinitions } from '../nodes/index'
import { RuleError } from '../registry/rule-error'
import { parseParams } from '../params/param-findings'
import { sameType } from '../types/dims'
import type { Shape, TensorType } from '../types/dims'
import { fixesOf, paramFixesOf } from './fixes'
import type { ModuleInference, NodeInference, Types } from './inference'
import { checkDtypes } from './trial'
import { readWires, reportUnconnected } from './node-wires'
import { hasPatience, report } from './node-work'
import type { NodeScene, NodeWork } from './node-work'
import { tell, told } from '../../words/tell'

/** Instances in instances multiply: more than anyone reads, and too few to fill the memory. */
const MOST_LISTED = 10_000

/** Remedies that look beyond a node and the types on its wires. */
const FAR_SIGHTED: ReadonlySet<string> = new Set(['flatten-upstream', 'set-dtype', 'swap'])

export function inferNode(scene: NodeScene): NodeInference {
  const { node, memo } = scene
  const definition = nodeDefinition(node.type)
  const work: NodeWork = {
    params: node.params,
    inferred: {},
    inputs: {},
    outputs: {},
    parameters: [],
    parameterCount: 0,
    multiplyAdds: 0,
    findings: [],
    loose: false,
    farSighted: false,
  }
  if (definition === undefined) reportUnknownType(scene, work)
  else inferKnown(scene, definition, work)
  // Spelt out, so that every result has one hidden class: a large graph reads them at every edit.
  return {
    node,
    definition,
    params: work.params,
    inferred: work.inferred,
    inputs: work.inputs,
    outputs: keepIdentity(work.outputs, scene.previous?.outputs),
    parameters: work.parameters,
    parameterCount: work.parameterCount,
    multiplyAdds: work.multiplyAdds,
    findings: work.findings,
    instance: work.instance,
    loose: work.loose,
    farSighted: work.farSighted,
    memo,
  }
}

function inferKnown(scene: NodeScene, definition: NodeDefinition, work: NodeWork): void {
  const { node, memo } = scene
  const context: NodeContext = { modules: scene.modules, given: memo.given }
  if (node.call !== undefined && !definition.calls.includes(node.call)) {
    const [call = 'module'] = definition.calls
    report(scene, work, {
      ...told('node.call', "{{type}} cannot be called as '{{call}}'.", { type: node.type, call: node.call }),
      remedy: tell('remedy.set_call', "Set call to '{{call}}'.", { call }),
      fixes: [
        { label: `call='${call}'`, command: { kind: 'set-call', module: scene.module, node: node.id, call } },
      ],
    })
  }
  const parsed = parseParams(node.type, definition.params, node.params)
  if (parsed.params !== undefined && isDangling(scene, definition, parsed.params)) {
    applyRules(scene, definition, { params: parsed.params, inputs: {}, context }, true, work)
    return
  }
  const handles = definition.inputs(parsed.params ?? node.params, context)
  const outputs = definition.outputs(parsed.params ?? node.params, context)
  work.outputs = Object.fromEntries(outputs.map((handle) => [handle.name, null]))
  const wired = readWires(scene, handles, work)
  if (parsed.problems !== undefined) {
    const mendable = !isDangling(scene, definition, node.params) && hasPatience(scene, work)
    for (const problem of parsed.problems)
      report(scene, work, {
        ...problem,
        fixes: mendable ? paramFixesOf(scene, definition, problem.param) : undefined,
      })
    return
  }
  work.params = parsed.params
  if (memo.cycle !== undefined) {
    if (memo.cycle !== '')
      report(scene, work, {
        ...told('edge.cycle', 'The wires form a cycle: {{path}}.', { path: memo.cycle }),
        remedy: tell('remedy.open_cycle', 'Take one of these wires out.'),
      })
    return
  }
  const connected = reportUnconnected(scene, definition, handles, work)
  if (definition.instanceOf !== undefined)
    inferInstance(scene, definition.instanceOf(parsed.params), wired, work)
  else if (memo.given === null) countParameters(definition, work)
  else
    applyRules(scene, definition, { params: parsed.params, inputs: known(wired), context }, connected, work)
  if (work.loose || node.shared_with !== undefined) work.parameterCount = 0
}

/** An instance of a definition that does not exist. */
function isDangling(scene: NodeScene, definition: NodeDefinition, params: Params): boolean {
  return definition.instanceOf !== undefined && !Object.hasOwn(scene.modules, definition.instanceOf(params))
}

function inferInstance(scene: NodeScene, name: string, wired: Types, work: NodeWork): void {
  const instance = scene.infer(name, wired)
  if ('code' in instance) {
    report(scene, work, {
      param: 'module',
      remedy: tell('remedy.choose_module', 'Choose another module.'),
      ...instance,
    })
    return
  }
  work.instance = instance
  work.outputs = instance.outputs
  work.parameterCount = instance.parameterCount
  work.multiplyAdds = instance.multiplyAdds
  work.parameters = parametersInside(instance)
}

function parametersInside(instance: ModuleInference): ParameterSpec[] {
  const specs: ParameterSpec[] = []
  for (const { node, parameters, parameterCount } of instance.nodes.values()) {
    if (parameterCount === 0) continue
    for (const spec of parameters) {
      if (specs.length === MOST_LISTED) return specs
      specs.push({ name: parameterKey(node.name, spec), shape: spec.shape })
    }
  }
  return specs
}

function applyRules(
  scene: NodeScene,
  definition: NodeDefinition,
  call: RuleCall<Params>,
  connected: boolean,
  work: NodeWork,
): void {
  const ready = connected && Object.keys(call.inputs).length === Object.keys(work.inputs).length
  try {
    if (ready) {
      checkDtypes(definition, call)
      const inferred = changedOnly(definition.complete(call), call.params)
      work.inferred = inferred
      work.params = { ...call.params, ...inferred }
    }
    countParameters(definition, work)
    if (!ready) return
    const completed = { params: work.params, inputs: call.inputs, context: call.context }
    work.outputs = definition.types(completed)
    work.multiplyAdds = definition.multiplyAdds(completed, firstShape(work.outputs))
    const warning = definition.warn(completed)
    if (warning !== undefined) reportRule(scene, work, warning, 'warning')
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    reportRule(scene, work, error, 'error')
  }
}

function countParameters(definition: NodeDefinition, work: NodeWork): void {
  work.parameters = definition.parameters(work.params)
  work.parameterCount = work.parameters.reduce((sum, spec) => sum + spec.shape.reduce((a, b) => a * b, 1), 0)
}

function reportUnknownType(scene: NodeScene, work: NodeWork): void {
  const { module } = scene
  const { id, type } = scene.node
  const near = nearest(
    type,
    nodeDefinitions.map((definition) => definition.type),
  )
  report(scene, work, {
    ...told('node.unknown_type', "'{{type}}' is not a node type of this version.", {
      type: type.slice(0, 60),
    }),
    remedy:
      near === undefined
        ? tell('remedy.replace_node', 'Replace the node.')
        : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near }),
    fixes:
      near === undefined
        ? undefined
        : [
            {
              label: tell('fix.replace', 'Replace by {{type}}', { type: near }),
              command: { kind: 'replace-type', module, node: id, type: near },
            },
          ],
  })
}

function reportRule(scene: NodeScene, work: NodeWork, error: RuleError, severity: Finding['severity']): void {
  const { fixes: candidates = [], ...details } = error.details
  const { module, node, nodes, memo } = scene
  work.farSighted ||= candidates.some(({ kind }) => FAR_SIGHTED.has(kind))
  const definition = nodeDefinition(node.type)
  const context = { modules: scene.modules, given: memo.given }
  const inputs = known(work.inputs)
  const fixes =
    definition === undefined || candidates.length === 0 || !hasPatience(scene, work)
      ? []
      : fixesOf(error, severity, {
          module,
          node,
          wires: memo.wires,
          nodes,
          situation: { definition, params: node.params, inputs, context },
        })
  const edge = memo.wires.find((wire) => wire.targetHandle === details.handle)?.id
  report(scene, work, {
    severity,
    ...error.told(node.type),
    ...details,
    edge,
    fixes: fixes.length > 0 ? fixes : undefined,
  })
}

function known(types: Types): Record<string, TensorType> {
  const entries = Object.entries(types)
  return Object.fromEntries(entries.filter((entry): entry is [string, TensorType] => entry[1] !== null))
}

function changedOnly(inferred: Params, given: Params): Params {
  return Object.fromEntries(Object.entries(inferred).filter(([name, value]) => value !== given[name]))
}

function firstShape(types: Types): Shape {
  return Object.values(types)[0]?.shape ?? []
}

/** Equal types stay the same objects, so that the nodes behind need no new inference. */
function keepIdentity(types: Types, previous: Types | undefined): Types {
  if (previous === undefined) return types
  const kept = Object.entries(types).map(([handle, type]) => {
    const before = previous[handle]
    return [handle, type !== null && before && sameType(type, before) ? before : type] as const
  })
  return Object.fromEntries(kept)
}
