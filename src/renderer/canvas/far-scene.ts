/** What a definition's picture from afar shows, and what of it is chosen or on its way. */
import type { Breakpoint, Position } from '../../graph/document/document'
import type { PaintStyle } from '../paint/paint-style'
import type { NodeStand } from '../debugger/stop-place'
import { allMarks } from '../hooks/marks'
import type { HookMark } from '../hooks/marks'
import type { FarLook, FarScene } from './far-painter'
import type { LayerFlowNode, WireFlowEdge } from './flow-elements'
import type { NetMap } from './net-map'

export interface FarNet {
  map: NetMap<LayerFlowNode>
  edges: readonly WireFlowEdge[]
  /** By `node n1` and `edge e1`. */
  breakpoints: ReadonlyMap<string, readonly Breakpoint[]>
  /** Where a step stands still; null while none does. */
  stop: {
    pass: 'forward' | 'backward'
    node: (id: string) => NodeStand | null
    wire: string | null
  } | null
}

const NOTHING: FarScene = { nodes: [], wires: [] }
const HERE: ReadonlySet<NodeStand | null> = new Set(['before', 'after', 'at', 'inside'])

export function farScene({ map, edges, breakpoints, stop }: FarNet, style: PaintStyle): FarScene {
  const wires = new Map(edges.map((edge) => [edge.id, edge]))
  const dotsOf = (key: string, marks: readonly HookMark[]): string[] => [
    ...(breakpoints.has(key) ? [style.danger] : []),
    ...new Set(marks.map(({ pass }) => (pass === 'after_step' ? style.accentText : style[pass]))),
  ]
  return {
    nodes: map.nodes.map((mapped) => {
      const { id, data } = mapped.node
      const { inference, hooks } = data
      const marks = hooks === undefined ? [] : allMarks(hooks)
      const inside = hooks?.inside == null ? [] : [style.accentText]
      const look: FarLook = {
        wrong: inference?.findings.some(({ severity }) => severity === 'error') === true,
        loose: inference?.loose === true,
        stop: stop !== null && HERE.has(stop.node(id)) ? stop.pass : undefined,
        dots: [...dotsOf(`node ${id}`, marks), ...inside],
      }
      const category = inference?.definition?.category ?? 'module'
      return { ...mapped, category, name: data.node.name, look }
    }),
    wires: map.wires.map((wire) => {
      const data = wires.get(wire.id)?.data
      const look: FarLook = {
        wrong: data?.wrong === true,
        stop: stop?.wire === wire.id ? stop.pass : undefined,
        dots: dotsOf(`edge ${wire.id}`, data?.hooks ?? []),
      }
      return { ...wire, look }
    }),
  }
}

/** Nodes that are taken along, with their wires, apart from what rests. */
export function partedScene(
  scene: FarScene,
  taken: ReadonlySet<string>,
): { resting: FarScene; taken: FarScene } {
  if (taken.size === 0) return { resting: scene, taken: NOTHING }
  const moves = ({ from, to }: FarScene['wires'][number]) => taken.has(from) || taken.has(to)
  const moving = ({ node }: FarScene['nodes'][number]) => taken.has(node.id)
  return {
    resting: {
      nodes: scene.nodes.filter((node) => !moving(node)),
      wires: scene.wires.filter((wire) => !moves(wire)),
    },
    taken: { nodes: scene.nodes.filter(moving), wires: scene.wires.filter(moves) },
  }
}

/** What was taken, where it is now. */
export function movedScene(taken: FarScene, places: ReadonlyMap<string, Position>): FarScene {
  if (places.size === 0) return taken
  const by = new Map<string, Position>()
  const nodes = taken.nodes.map((each) => {
    const { left, top, right, bottom } = each.box
    const { x, y } = places.get(each.node.id) ?? { x: left, y: top }
    by.set(each.node.id, { x: x - left, y: y - top })
    return { ...each, box: { left: x, top: y, right: right + x - left, bottom: bottom + y - top } }
  })
  const moved = (point: Position, id: string): Position => {
    const { x, y } = by.get(id) ?? { x: 0, y: 0 }
    return { x: point.x + x, y: point.y + y }
  }
  const wires = taken.wires.map((wire) => ({
    ...wire,
    source: moved(wire.source, wire.from),
    target: moved(wire.target, wire.to),
    // It looks for a way around nodes when it has been let go.
    detour: null,
  }))
  return { nodes, wires }
}
