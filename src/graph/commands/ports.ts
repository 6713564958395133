/** Wires that follow the handles they end at: of a node that changes, and of instances whose `Input` and `Output` nodes do. */
import type { GraphDocument, GraphNode, ModuleDefinition } from '../document/document'
import { acceptsHandle, inputHandles, outputHandles } from '../nodes/handles'
import { nodeDefinition } from '../nodes/index'
import { contextOf, typeAt, withList, withModule, withoutEdges } from './definition-edits'

/** Moves the wires of a replaced node to the handles of the same place; those without one go. */
export function rewire(
  document: GraphDocument,
  definition: ModuleDefinition,
  before: GraphNode,
  after: GraphNode,
): ModuleDefinition {
  const context = contextOf(document)
  const wiredIn = definition.edges.filter((edge) => edge.target === after.id).map((edge) => edge.targetHandle)
  const from = inputHandles(before, context, wiredIn).map((handle) => handle.name)
  const to = inputHandles(after, context, wiredIn).map((handle) => handle.name)
  const oldOutputs = outputHandles(before, context).map((handle) => handle.name)
  const outputs = outputHandles(after, context).map((handle) => handle.name)
  const gone = new Set<string>()
  const edges = definition.edges.map((edge) => {
    let next = edge
    if (edge.target === after.id && !acceptsHandle(typeAt(after.type), after, context, edge.targetHandle)) {
      const handle = to[from.indexOf(edge.targetHandle)]
      if (handle === undefined || wiredIn.includes(handle)) gone.add(edge.id)
      else next = { ...next, targetHandle: handle }
    }
    if (edge.source === after.id && !outputs.includes(edge.sourceHandle)) {
      const handle = outputs[oldOutputs.indexOf(edge.sourceHandle)]
      if (handle === undefined) gone.add(edge.id)
      else next = { ...next, sourceHandle: handle }
    }
    return next
  })
  const hooked = withHandles(definition, (handle, node) => {
    if (node !== after.id || outputs.includes(handle)) return handle
    return outputs[oldOutputs.indexOf(handle)]
  })
  return withoutEdges({ ...hooked, edges }, gone)
}

/** Hooks on outputs follow the handles there; those on one that is gone (undefined) go too. */
function withHandles(
  definition: ModuleDefinition,
  handleOf: (handle: string, node: string) => string | undefined,
): ModuleDefinition {
  const before = definition.hooks ?? []
  const hooks = before.flatMap((hook) => {
    if (hook.port === undefined) return [hook]
    const handle = handleOf(hook.port.handle, hook.port.node)
    if (handle === hook.port.handle) return [hook]
    return handle === undefined ? [] : [{ ...hook, port: { ...hook.port, handle } }]
  })
  const same = hooks.length === before.length && hooks.every((hook, index) => hook === before[index])
  return same ? definition : withList(definition, 'hooks', hooks)
}

/** Wires of instances of a definition whose `Input` or `Output` node is gone go too. */
export function withoutLostPorts(document: GraphDocument, module: string): GraphDocument {
  let next = document
  const context = contextOf(document)
  for (const [name, definition] of Object.entries(document.modules)) {
    const instances = instancesOf(definition, module)
    if (instances.length === 0) continue
    const inputs = new Map(instances.map((node) => [node.id, namesOf(inputHandles(node, context, []))]))
    const outputs = new Map(instances.map((node) => [node.id, namesOf(outputHandles(node, context))]))
    const lost = definition.edges.filter(
      (edge) =>
        inputs.get(edge.target)?.has(edge.targetHandle) === false ||
        outputs.get(edge.source)?.has(edge.sourceHandle) === false,
    )
    const hooked = withHandles(definition, (handle, node) =>
      outputs.get(node)?.has(handle) === false ? undefined : handle,
    )
    next = withModule(next, name, withoutEdges(hooked, new Set(lost.map((edge) => edge.id))))
  }
  return next
}

/** The nodes that are instances of a definition. */
export function instancesOf(definition: ModuleDefinition, module: string): GraphNode[] {
  return definition.nodes.filter((node) => nodeDefinition(node.type)?.instanceOf?.(node.params) === module)
}

function namesOf(handles: readonly { name: string }[]): Set<string> {
  return new Set(handles.map((handle) => handle.name))
}

/** The handles of instances are named after the Input and Output nodes inside: their wires follow a rename. */
export function renamePort(
  document: GraphDocument,
  module: string,
  role: 'input' | 'output',
  before: string,
  after: string,
): GraphDocument {
  let next = document
  for (const [name, definition] of Object.entries(document.modules)) {
    const instances = new Set(instancesOf(definition, module).map((node) => node.id))
    if (instances.size === 0) continue
    const edges = definition.edges.map((edge) => {
      if (role === 'input' && instances.has(edge.target) && edge.targetHandle === before)
        return { ...edge, targetHandle: after }
      if (role === 'output' && instances.has(edge.source) && edge.sourceHandle === before)
        return { ...edge, sourceHandle: after }
      return edge
    })
    const hooked = withHandles(definition, (handle, node) =>
      role === 'output' && instances.has(node) && handle === before ? after : handle,
    )
    next = withModule(next, name, { ...hooked, edges })
  }
  return next
}
