/** What a definition's picture from afar shows, and what of it is chosen or on its way. */
import type { Breakpoint, Position } from '../../graph/document/document'
import type { PaintStyle } from '../paint/paint-style'
import type { NodeStand } from '../debugger/stop-place'
import { allMarks } from '../hooks/marks'
import type { HookMark } from '../hooks/marks'
import type { FarLook, FarScene } from './far-painter'
import { wrongWires } from './flow-elements'
import type { LargeNet } from './shown-elements'

interface FarNet {
  net: LargeNet
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

export function farScene({ net, breakpoints, stop }: FarNet, style: PaintStyle): FarScene {
  const { module, marks, nodes, map } = net
  const wrong = wrongWires(module)
  const dotsOf = (key: string, there: readonly HookMark[]): string[] => [
    ...(breakpoints.has(key) ? [style.danger] : []),
    ...new Set(there.map(({ pass }) => (pass === 'after_step' ? style.accentText : style[pass]))),
  ]
  return {
    nodes: map.nodes.map((mapped, at) => {
      const { id } = mapped
      const { node, look: of, hooks } = nodes[at]!.data
      const inside = hooks?.inside == null ? [] : [style.accentText]
      const look: FarLook = {
        wrong: of.error !== undefined,
        loose: of.loose,
        stop: stop !== null && HERE.has(stop.node(id)) ? stop.pass : undefined,
        dots: [...dotsOf(`node ${id}`, hooks === undefined ? [] : allMarks(hooks)), ...inside],
      }
      return { ...mapped, category: of.definition?.category ?? 'module', name: node.name, look }
    }),
    wires: map.wires.map((wire) => {
      const look: FarLook = {
        wrong: wrong.has(wire.id),
        stop: stop?.wire === wire.id ? stop.pass : undefined,
        dots: dotsOf(`edge ${wire.id}`, marks.edges.get(wire.id) ?? []),
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
  const moving = ({ id }: FarScene['nodes'][number]) => taken.has(id)
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
    const { x, y } = places.get(each.id) ?? { x: left, y: top }
    by.set(each.id, { x: x - left, y: y - top })
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
