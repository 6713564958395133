/** The outputs of a net in the order in which they come about: the horizontal axis of what is shown by depth. */
import type { ModuleInference } from '../../graph/infer/inference'

/** A port whose values flow on. */
export interface DepthOutput {
  node: string
  handle: string
  /** The node's name, with the port's where a node has several. */
  name: string
  /** A wire that leaves it. */
  edge: string
}

/** The wired floating-point outputs of a definition, sources first. Labels and masks have no norm that says anything. */
export function depthOutputs({ order, definition, edges, nodes }: ModuleInference): DepthOutput[] {
  const leaving = new Map<string, Map<string, string>>()
  for (const { id, source, sourceHandle } of definition.edges) {
    if (edges.get(id)?.dtype !== 'float32') continue
    const ports = leaving.get(source) ?? new Map<string, string>()
    if (!ports.has(sourceHandle)) ports.set(sourceHandle, id)
    leaving.set(source, ports)
  }
  return order.sequence.flatMap((index) => {
    const node = definition.nodes[index]!
    const ports = [...(leaving.get(node.id) ?? [])]
    const several = Object.keys(nodes.get(node.id)?.outputs ?? {}).length > 1
    return ports.map(([handle, edge]) => ({
      node: node.id,
      handle,
      name: several ? `${node.name}.${handle}` : node.name,
      edge,
    }))
  })
}
