/** The wires into one node: the types they bring, and what is wrong with them or missing. */
import type { GraphEdge } from '../document/document'
import type { Fix } from '../document/finding'
import { variadicIndex } from '../nodes/handles'
import type { Handle, NodeDefinition } from '../registry/definition'
import type { TensorType } from '../types/dims'
import type { Types } from './inference'
import { report } from './node-work'
import type { NodeScene, NodeWork } from './node-work'
import { openOutputs } from './open-outputs'
import { secondWire, unknownInput, unknownOutput } from './wire-problems'
import { tell, told } from '../../words/tell'

/** Types by handle, in handle order; reports handles that do not exist and second wires. */
export function readWires(scene: NodeScene, handles: readonly Handle[], work: NodeWork): Types {
  const byHandle = new Map<string, TensorType | null>()
  scene.memo.wires.forEach((wire, index) => {
    const name = wire.targetHandle
    const type = scene.memo.wireTypes[index]
    if (!handles.some((handle) => takes(handle, name))) {
      report(scene, work, { ...placeOf(scene, wire), ...unknownInput(scene.node.type, name, handles) })
    } else if (byHandle.has(name)) {
      report(scene, work, { ...placeOf(scene, wire), ...secondWire(name) })
    } else {
      byHandle.set(name, type ?? null)
    }
    if (type === undefined) {
      work.farSighted = true
      const source = scene.nodes.get(wire.source)
      report(scene, work, { ...placeOf(scene, wire), ...unknownOutput(wire, source) })
    }
    if (type === null) reportOpenOutput(scene, wire, work)
  })
  for (const handle of handles) {
    for (const name of namesOf(handle, byHandle)) work.inputs[name] = byHandle.get(name) ?? null
  }
  return work.inputs
}

/** Made only where something is wrong with a wire: a sentence costs more than all else that is asked of it. */
function placeOf(
  { module }: NodeScene,
  { id, targetHandle }: GraphEdge,
): { handle: string; edge: string; fixes: Fix[] } {
  const label = tell('fix.take_wire_out', 'Take the wire out')
  return {
    handle: targetHandle,
    edge: id,
    fixes: [{ label, command: { kind: 'disconnect', module, edges: [id] } }],
  }
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
export function reportUnconnected(
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
