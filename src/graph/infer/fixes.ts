/** Turns a node's remedies into commands on the document. */
import type { Command } from '../commands/command'
import type { GraphEdge, GraphNode } from '../document'
import type { Fix } from '../finding'
import { paramFields } from '../nodes/param-types'
import type { RuleFix } from '../nodes/rule-error'
import { assertNever } from '../assert-never'
import type { NodeInference } from './inference'

/** Where the node stands: its wires, and what has been inferred before it. */
export interface FixPlace {
  module: string
  node: GraphNode
  wires: readonly GraphEdge[]
  nodes: ReadonlyMap<string, NodeInference>
}

/** The remedy as a command, or undefined where it does not apply here. */
export function fixOf(fix: RuleFix, place: FixPlace): Fix | undefined {
  const { module, node } = place
  switch (fix.kind) {
    case 'set':
      return { label: fix.label, command: { kind: 'set-params', module, node: node.id, params: fix.params } }
    case 'unset':
      return {
        label: fix.label,
        command: { kind: 'set-params', module, node: node.id, params: {}, unset: fix.names },
      }
    case 'insert': {
      const edge = place.wires.find((wire) => wire.targetHandle === fix.handle)
      if (edge === undefined) return undefined
      const commands: Command[] = [
        { kind: 'insert-on-wire', module, edge: edge.id, type: fix.type, params: fix.insertParams },
      ]
      if (fix.params !== undefined)
        commands.push({ kind: 'set-params', module, node: node.id, params: fix.params })
      return { label: fix.label, command: { kind: 'batch', label: fix.label, commands } }
    }
    case 'flatten-upstream':
      return flattenUpstream(fix.handle, place)
    default:
      return assertNever(fix)
  }
}

/**
 * A Flatten in front of the first of the layers that read only the last dimension: conv → Linear → Linear → loss
 * lacks it before the first Linear, though only the loss fails.
 */
function flattenUpstream(handle: string, place: FixPlace): Fix | undefined {
  const { module } = place
  let wire = place.wires.find((edge) => edge.targetHandle === handle)
  let best = wire === undefined ? undefined : { edge: wire, before: place.node }
  for (let steps = 0; wire !== undefined && steps < 1000; steps++) {
    const source = place.nodes.get(wire.source)
    if (source === undefined) break
    const [only, ...others] = source.memo.wires
    if (only === undefined || others.length > 0) break
    const wide = (source.inputs[only.targetHandle]?.shape.length ?? 0) > 2
    if (!wide) break
    if (source.definition?.lastDimensionOnly === true) best = { edge: only, before: source.node }
    wire = only
  }
  if (best === undefined) return undefined
  const label = `Insert Flatten before ${best.before.name}`
  const insert: Command = { kind: 'insert-on-wire', module, edge: best.edge.id, type: 'Flatten' }
  const given = givenSizes(place.nodes.get(best.before.id))
  const commands: Command[] = [insert]
  if (given.length > 0)
    commands.push({ kind: 'set-params', module, node: best.before.id, params: {}, unset: given })
  return { label, command: { kind: 'batch', label, commands } }
}

/** Params that could be inferred but were given; they no longer fit behind a Flatten. */
function givenSizes(inference: NodeInference | undefined): string[] {
  if (inference?.definition === undefined) return []
  const fields = paramFields(inference.definition.params).filter((field) => field.inferred)
  return fields.map((field) => field.name).filter((name) => Object.hasOwn(inference.node.params, name))
}
