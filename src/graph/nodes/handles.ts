/** The handles of one node as it stands in a document. */
import type { GraphNode } from '../document/document'
import type { Handle, NodeContext, NodeDefinition } from '../registry/definition'
import { nodeDefinition } from './index'

/**
 * The input handles that are wired or can be wired: `tensors` of Cat becomes `tensors.0` … up to one beyond the
 * highest that is wired, and at least two.
 */
export function inputHandles(
  node: GraphNode,
  context: NodeContext,
  wired: Iterable<string>,
): readonly Handle[] {
  const definition = nodeDefinition(node.type)
  return definition === undefined ? [] : expandHandles(definition.inputs(node.params, context), wired)
}

/**
 * The output handles; `outputs` of a Split whose parts follow from its input becomes `outputs.0`, `outputs.1`, … likewise.
 */
export function outputHandles(
  node: GraphNode,
  context: NodeContext,
  wired: Iterable<string> = [],
): readonly Handle[] {
  const definition = nodeDefinition(node.type)
  return definition === undefined ? [] : expandHandles(definition.outputs(node.params, context), wired)
}

/** Whether a wire may end at this handle; variadic handles take any number. */
export function acceptsHandle(
  definition: NodeDefinition,
  node: GraphNode,
  context: NodeContext,
  name: string,
): boolean {
  return definition.inputs(node.params, context).some((handle) => {
    if (handle.variadic !== true) return handle.name === name
    return variadicIndex(handle.name, name) !== undefined
  })
}

export function expandHandles(handles: readonly Handle[], wired: Iterable<string>): readonly Handle[] {
  if (!handles.some((handle) => handle.variadic)) return handles
  const names = [...wired]
  return handles.flatMap((handle) => {
    if (handle.variadic !== true) return [handle]
    const highest = Math.max(-1, ...names.map((name) => variadicIndex(handle.name, name) ?? -1))
    const count = Math.max(2, highest + 2)
    return Array.from({ length: count }, (_, index) => ({ name: `${handle.name}.${index}`, doc: handle.doc }))
  })
}

/** 2 for `tensors.2` of `tensors`; at most 999. */
export function variadicIndex(base: string, name: string): number | undefined {
  if (!name.startsWith(`${base}.`)) return undefined
  const index = name.slice(base.length + 1)
  return /^(0|[1-9]\d{0,2})$/.test(index) ? Number(index) : undefined
}
