/** Inference of one node: its params, its outputs, its parameters and cost, and what is wrong with it. */
import type { GraphDocument, GraphEdge, GraphNode, Params } from '../document/document'
import type { Finding, Fix } from '../document/finding'
import { variadicIndex } from '../nodes/handles'
import { nearest } from '../document/identifiers'
import type { Handle, NodeContext, NodeDefinition, ParameterSpec, RuleCall } from '../registry/definition'
import { parameterKey } from '../registry/definition'
import { nodeDefinition, nodeDefinitions } from '../nodes/index'
import { RuleError } from '../registry/rule-error'
import { parseParams } from '../params/param-findings'
import { sameType } from '../types/dims'
import type { Shape, TensorType } from '../types/dims'
import { fixesOf, paramFixesOf } from './fixes'
import type { ModuleInference, NodeInference, NodeMemo, Types } from './inference'
import { checkDtypes } from './trial'
import { openOutputs } from './open-outputs'
import { secondWire, unknownInput, unknownOutput } from './wire-problems'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

export interface NodeScene {
  module: string
  modules: GraphDocument['modules']
  node: GraphNode
  memo: NodeMemo
  /** What has been inferred of this definition so far. */
  nodes: ReadonlyMap<string, NodeInference>
  previous: NodeInference | undefined
  /** Infers an instance's definition, or says why it cannot. */
  infer: (definition: string, given: Types) => ModuleInference | Told
  /** For how many errors more remedies are looked for: of thousands at once, nobody reads all. */
  patience: { left: number }
}

/** Instances in instances multiply: more than anyone reads, and too few to fill the memory. */
const MOST_LISTED = 10_000

/** Remedies that look beyond a node and the types on its wires. */
const FAR_SIGHTED: ReadonlySet<string> = new Set(['flatten-upstream', 'set-dtype', 'swap'])

/** Collects the result while the steps below go through the node. */
interface NodeWork {
  params: Params
  inferred: Params
  inputs: Record<string, TensorType | null>
  outputs: Types
  parameters: readonly ParameterSpec[]
  parameterCount: number
  multiplyAdds: number
  findings: Finding[]
  instance?: ModuleInference
  loose: boolean
  farSighted: boolean
}

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

/** Types by handle, in handle order; reports handles that do not exist and second wires. */
function readWires(scene: NodeScene, handles: readonly Handle[], work: NodeWork): Types {
  const byHandle = new Map<string, TensorType | null>()
  scene.memo.wires.forEach((wire, index) => {
    const name = wire.targetHandle
    const type = scene.memo.wireTypes[index]
    const place = {
      handle: name,
      edge: wire.id,
      fixes: [
        {
          label: tell('fix.take_wire_out', 'Take the wire out'),
          command: { kind: 'disconnect', module: scene.module, edges: [wire.id] },
        },
      ] satisfies Fix[],
    }
    if (!handles.some((handle) => takes(handle, name))) {
      report(scene, work, { ...place, ...unknownInput(scene.node.type, name, handles) })
    } else if (byHandle.has(name)) {
      report(scene, work, { ...place, ...secondWire(name) })
    } else {
      byHandle.set(name, type ?? null)
    }
    if (type === undefined) {
      work.farSighted = true
      const source = scene.nodes.get(wire.source)
      report(scene, work, { ...place, ...unknownOutput(wire, source) })
    }
    if (type === null) reportOpenOutput(scene, wire, work)
  })
  for (const handle of handles) {
    for (const name of namesOf(handle, byHandle)) work.inputs[name] = byHandle.get(name) ?? null
  }
  return work.inputs
}

/** A wire from an instance whose Output of that name has no wire inside: no value ever comes. */
function reportOpenOutput(scene: NodeScene, wire: GraphEdge, work: NodeWork): void {
  const { node, instance } = scene.nodes.get(wire.source) ?? {}
  if (node === undefined || instance === undefined) return
  work.farSighted = true
  const { sourceHandle: output, targetHandle: handle, id: edge } = wire
  if (!openOutputs(instance).has(output)) return
  const { module } = instance
  report(scene, work, {
    handle,
    edge,
    ...told(
      'edge.open_output',
      "Nothing comes from '{{output}}' of {{name}}: that Output of {{module}} is not connected.",
      { output, name: node.name, module },
    ),
    remedy: tell('remedy.wire_output', "Drag a wire to '{{output}}' in {{module}}, or take this wire out.", {
      output,
      module,
    }),
  })
}

function takes(handle: Handle, name: string): boolean {
  return handle.variadic === true ? variadicIndex(handle.name, name) !== undefined : handle.name === name
}

/** The wired handles of one, in order. */
function namesOf(handle: Handle, wired: ReadonlyMap<string, unknown>): string[] {
  if (handle.variadic !== true) return wired.has(handle.name) ? [handle.name] : []
  const names = [...wired.keys()].filter((name) => variadicIndex(handle.name, name) !== undefined)
  return names.sort((a, b) => (variadicIndex(handle.name, a) ?? 0) - (variadicIndex(handle.name, b) ?? 0))
}

/** True when every input has a wire. A node without any wire is only left out; one with some is wrong. */
function reportUnconnected(
  scene: NodeScene,
  definition: NodeDefinition,
  handles: readonly Handle[],
  work: NodeWork,
): boolean {
  const names = Object.keys(work.inputs)
  const missing = handles.filter(
    (handle) => handle.optional !== true && !names.some((name) => takes(handle, name)),
  )
  const { wires, consumed } = scene.memo
  // A tensor of its own that nobody takes is no part of the net either.
  const { role, instanceOf } = definition
  const source = handles.length === 0 && role === undefined && instanceOf === undefined
  if (missing.length === 0 && !source) return true
  work.loose = wires.length === 0 && !consumed
  if (work.loose) {
    const { module, node } = scene
    const { name } = node
    report(scene, work, {
      severity: 'warning',
      ...told('node.loose', '{{name}} is not connected and is left out.', { name }),
      remedy: tell('remedy.wire_or_delete', 'Wire it, or delete it.'),
      fixes: [
        {
          label: tell('fix.delete', 'Delete {{name}}', { name }),
          command: { kind: 'remove-nodes', module, nodes: [node.id] },
        },
      ],
    })
    return false
  }
  for (const handle of missing) {
    const { name } = scene.node
    report(scene, work, {
      handle: handle.name,
      ...told('node.open_input', "The input '{{input}}' of {{name}} is not connected.", {
        input: handle.name,
        name,
      }),
      remedy: tell('remedy.wire_input', 'Drag a wire to it.'),
    })
  }
  return missing.length === 0
}

function inferInstance(scene: NodeScene, name: string, wired: Types, work: NodeWork): void {
  const instance = scene.infer(name, wired)
  if ('code' in instance) {
    report(scene, work, {
      param: 'module',
      ...instance,
      remedy: tell('remedy.choose_module', 'Choose another module.'),
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
    const completed = { ...call, params: work.params }
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

/** Whether remedies are looked for once more; a node that goes without has them at a later edit. */
function hasPatience({ patience }: NodeScene, work: NodeWork): boolean {
  if (patience.left-- > 0) return true
  work.farSighted = true
  return false
}

function report(scene: NodeScene, work: NodeWork, finding: Partial<Finding> & Told): void {
  const { module, node } = scene
  const entries = Object.entries(finding).filter(([, value]) => value !== undefined)
  const given: Told & Partial<Finding> = Object.fromEntries(entries) as unknown as typeof finding
  work.findings.push({ severity: 'error', module, node: node.id, name: node.name, ...given })
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
