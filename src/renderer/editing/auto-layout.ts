/** Arranges a definition's nodes in layers from left to right, in a worker; one undoable command. */
import ELK from 'elkjs/lib/elk-api.js'
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker'
import type { Command } from '../../graph/document/command'
import type { ElkNode, ElkPort } from 'elkjs/lib/elk-api.js'
import type { Port } from './connections'
import { t } from '../../words/words'
import type { GraphNode, ModuleDefinition } from '../../graph/document/document'
import { portHeight } from '../../graph/drawing/node-size'
import { GAP, snapped } from './node-metrics'
import type { NodeSizes } from './node-metrics'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '56',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP),
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  // A long chain is broken into rows, as text is into lines.
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
  'elk.layered.wrapping.additionalEdgeSpacing': '40',
}

let worker: InstanceType<typeof ELK> | null = null

/** The command that moves every node to its place; the upper left corner stays where it is. */
export async function layoutCommand(
  module: string,
  definition: ModuleDefinition,
  portsOf: (node: GraphNode) => readonly Port[],
  sizes: NodeSizes,
  aspectRatio: number,
): Promise<Command> {
  worker ??= new ELK({ workerFactory: () => new ElkWorker() })
  const known = new Set(definition.nodes.map((node) => node.id))
  const laid = await worker.layout({
    id: 'root',
    layoutOptions: { ...OPTIONS, 'elk.aspectRatio': aspectRatio.toFixed(2) },
    children: definition.nodes.map((node) => elkNode(node, portsOf(node), sizes)),
    edges: definition.edges
      .filter((edge) => known.has(edge.source) && known.has(edge.target))
      .map((edge) => ({
        id: edge.id,
        sources: [portId(edge.source, 'source', edge.sourceHandle)],
        targets: [portId(edge.target, 'target', edge.targetHandle)],
      })),
  })
  const left = Math.min(...definition.nodes.map((node) => node.position.x))
  const top = Math.min(...definition.nodes.map((node) => node.position.y))
  const positions = (laid.children ?? []).map((child) => ({
    node: child.id,
    position: { x: snapped(left + (child.x ?? 0)), y: snapped(top + (child.y ?? 0)) },
  }))
  return { kind: 'batch', label: t('action.edit.arrange'), commands: [{ kind: 'move', module, positions }] }
}

/** Ports at their real heights, so that wires come out straight. */
function elkNode(node: GraphNode, ports: readonly Port[], sizes: NodeSizes): ElkNode {
  const { width, height } = sizes.of(node.id)
  const counts = { source: 0, target: 0 }
  for (const port of ports) counts[port.kind]++
  const rows = Math.max(counts.source, counts.target)
  const placed = { source: 0, target: 0 }
  return {
    id: node.id,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: ports.map(({ kind, handle }): ElkPort => ({
      id: portId(node.id, kind, handle),
      x: kind === 'source' ? width : 0,
      y: portHeight(placed[kind]++, rows),
      layoutOptions: { 'elk.port.side': kind === 'source' ? 'EAST' : 'WEST' },
    })),
  }
}

function portId(node: string, kind: Port['kind'], handle: string): string {
  return JSON.stringify([node, kind, handle])
}
