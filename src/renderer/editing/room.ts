/** Where there is room for a node, and how a wire makes some. */
import type { Command } from '../../graph/document/command'
import type { GraphNode, ModuleDefinition, Position } from '../../graph/document/document'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { GAP, snapped } from './node-metrics'
import type { NodeSizes } from './node-metrics'

/** Less room than this on either side of a node counts as none. */
const MARGIN = 20
/** Between rows: room for the wires that go on in the next. */
const ROW_GAP = 80
/** Height to count with for a node that is not there yet: one with several ports and lines. */
const TALL = 140

/** The nearest place from there downwards that no node covers. - `height`: of the one that comes */
export function freePlace(
  sizes: NodeSizes,
  nodes: readonly GraphNode[],
  from: Position,
  height = TALL,
): Position {
  const place = { x: snapped(from.x), y: snapped(from.y) }
  const covered = () =>
    nodes.find(({ id, position: { x, y } }) => {
      const { width, height: taken } = sizes.of(id)
      const beside = x >= place.x + NODE_WIDTH || place.x >= x + width
      return !beside && y < place.y + height && place.y < y + taken
    })
  for (let node = covered(); node !== undefined; node = covered())
    place.y = snapped(node.position.y + sizes.of(node.id).height + MARGIN)
  return place
}

/** In a narrow window a row is longer than what is seen, rather than a column. */
const LEAST_ROW = 2 * NODE_WIDTH + GAP

/**
 * The place for what comes after a node: beside it, or at the beginning of a new row under everything, where a chain that is built
 * node after node would be longer than what is seen.
 * - `seen`: width of the canvas that is seen
 */
export function placeAfter(
  sizes: NodeSizes,
  nodes: readonly GraphNode[],
  source: GraphNode,
  seen: number,
): Position {
  const beside = { x: snapped(source.position.x + sizes.of(source.id).width + GAP), y: source.position.y }
  const left = Math.min(...nodes.map(({ position }) => position.x))
  if (beside.x + NODE_WIDTH <= left + Math.max(LEAST_ROW, seen)) return freePlace(sizes, nodes, beside)
  const bottom = Math.max(...nodes.map(({ id, position }) => position.y + sizes.of(id).height))
  return { x: snapped(left), y: snapped(bottom + ROW_GAP) }
}

type Moved = Extract<Command, { kind: 'move' }>['positions']

export interface Room {
  position: Position
  /** Nodes that make way. */
  moved: Moved
}

/**
 * The place of a node on a wire, at `wanted` where a person has let it go. Where the ends of the wire stand in a row too close to each
 * other, what comes after in the row makes room: each as far as it must, so that gaps beyond the usual one take up the rest.
 */
export function roomOnWire(
  sizes: NodeSizes,
  { nodes, edges }: ModuleDefinition,
  edge: string,
  wanted?: Position,
): Room {
  const wire = edges.find(({ id }) => id === edge)
  const source = nodes.find(({ id }) => id === wire?.source)
  const target = nodes.find(({ id }) => id === wire?.target)
  if (source === undefined || target === undefined) return { position: wanted ?? { x: 0, y: 0 }, moved: [] }
  const left = source.position.x + sizes.of(source.id).width
  const room = target.position.x - left
  const inRow = Math.abs(target.position.y - source.position.y) < NODE_HEIGHT && room > 0
  if (!inRow || room >= NODE_WIDTH + 2 * MARGIN) {
    const middle = {
      x: (left + target.position.x - NODE_WIDTH) / 2,
      y: (source.position.y + target.position.y) / 2,
    }
    return { position: wanted ?? freePlace(sizes, nodes, middle, NODE_HEIGHT), moved: [] }
  }
  const x = snapped(left + GAP)
  const after = nodes
    .filter(
      ({ position }) =>
        position.x >= target.position.x && Math.abs(position.y - target.position.y) < NODE_HEIGHT,
    )
    .toSorted((a, b) => a.position.x - b.position.x)
  return { position: { x, y: source.position.y }, moved: pushed(sizes, after, x + NODE_WIDTH + GAP) }
}

/** Nodes of a row, of which the first comes to stand at `from`. */
function pushed(sizes: NodeSizes, row: readonly GraphNode[], from: number): Moved {
  let least = from
  return row.flatMap(({ id, position: { x, y } }, at) => {
    const to = Math.max(x, snapped(least))
    const width = sizes.of(id).width
    const gap = (row[at + 1]?.position.x ?? Infinity) - (x + width)
    least = to + width + Math.min(gap, GAP)
    return to === x ? [] : [{ node: id, position: { x: to, y } }]
  })
}
