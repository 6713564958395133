/** Finds a way around the nodes for wires whose plain curve would run behind one: back to the next row, or across rows. */
import { type Box, boxesOverlap, lineTouches, type Point } from '../live/lane-geometry'
import { type Detour, wireLine } from './wire-line'

/** A wire between two nodes that are on the canvas. */
export interface PlacedWire {
  id: string
  source: Point
  target: Point
  sourceBox: Box
  targetBox: Box
}

/** From a handle to where the wire turns; the next is tried where another wire turns already. */
const STUBS = [18, 30, 42, 54]
/** From a node to the level of a wire that passes it: room for the wire's text, and the least. */
const CLEAR = 32
const LEAST = 12
/** Between two upright wires, and between two level ones with a text on the lower. */
const APART = 12
const TEXT_APART = 30
const MOST_LEVELS = 24

/** One level or upright piece of a detour. */
interface Piece {
  upright: boolean
  at: number
  low: number
  high: number
}

/** → the detours of the wires that need one, by id */
export function wireDetours(wires: readonly PlacedWire[], boxes: readonly Box[]): Map<string, Detour> {
  const index = new BoxIndex(boxes)
  const taken: Piece[] = []
  const detours = new Map<string, Detour>()
  for (const wire of wires) {
    const back = wire.target.x < wire.source.x
    if (!back && !curveHits(wire, index)) continue
    const detour = freeDetour(wire, index, taken) ?? (back ? plainDetour(wire) : null)
    if (detour === null) continue
    taken.push(...piecesOf(wire, detour))
    detours.set(wire.id, detour)
  }
  return detours
}

function curveHits({ source, target }: PlacedWire, index: BoxIndex): boolean {
  const near = index.in(spanOf(source.x, source.y, target.x, target.y))
  if (near.length === 0) return false
  const { points } = wireLine(source, target, null)
  return near.some((box) => lineTouches(points, box))
}

/** The shortest detour that touches no node and runs along no other; null where there is none. */
function freeDetour(wire: PlacedWire, index: BoxIndex, taken: readonly Piece[]): Detour | null {
  const levels = levelsFor(wire, index)
  const stubs = STUBS.flatMap((out) => STUBS.map((back) => ({ out, back })))
  for (const room of [CLEAR, LEAST])
    for (const level of levels)
      for (const { out, back } of stubs) {
        const detour = { out: wire.source.x + out, level, back: wire.target.x - back }
        const free = (part: Piece) =>
          !touchesNode(part, room - 2, index) && !taken.some((other) => along(part, other))
        if (piecesOf(wire, detour).every(free)) return detour
      }
  return null
}

/** Heights at which the wire may cross: above and below every node on its way, the shortest way first. */
function levelsFor({ source, target, sourceBox, targetBox }: PlacedWire, index: BoxIndex): number[] {
  const left = Math.min(source.x, target.x) - STUBS[0]!
  const right = Math.max(source.x, target.x) + STUBS[0]!
  const onTheWay = index.in({ left, right, top: -Infinity, bottom: Infinity })
  const levels = [sourceBox, targetBox, ...onTheWay].flatMap(({ top, bottom }) => [
    bottom + CLEAR,
    top - CLEAR,
    bottom + CLEAR + TEXT_APART,
    top - CLEAR - TEXT_APART,
    bottom + LEAST,
    top - LEAST,
  ])
  const length = (level: number) => Math.abs(level - source.y) + Math.abs(target.y - level)
  return [...new Set(levels)].sort((a, b) => length(a) - length(b)).slice(0, MOST_LEVELS)
}

/** Halfway between the two nodes, whatever is there. */
function plainDetour({ source, target, sourceBox, targetBox }: PlacedWire): Detour {
  const below = targetBox.top > sourceBox.bottom
  const above = targetBox.bottom < sourceBox.top
  const level = below
    ? (sourceBox.bottom + targetBox.top) / 2
    : above
      ? (targetBox.bottom + sourceBox.top) / 2
      : Math.max(sourceBox.bottom, targetBox.bottom) + CLEAR
  return { out: source.x + STUBS[0]!, level, back: target.x - STUBS[0]! }
}

function piecesOf({ source, target }: PlacedWire, { out, level, back }: Detour): Piece[] {
  return [
    piece(true, out, source.y, level),
    piece(false, level, out, back),
    piece(true, back, level, target.y),
  ]
}

function piece(upright: boolean, at: number, from: number, to: number): Piece {
  return { upright, at, low: Math.min(from, to), high: Math.max(from, to) }
}

function touchesNode({ upright, at, low, high }: Piece, room: number, index: BoxIndex): boolean {
  const box = upright
    ? { left: at - 6, right: at + 6, top: low, bottom: high }
    : { left: low, right: high, top: at - room, bottom: at + room }
  return index.in(box).length > 0
}

function along(a: Piece, b: Piece): boolean {
  const apart = a.upright ? APART : TEXT_APART
  return a.upright === b.upright && Math.abs(a.at - b.at) < apart && a.low < b.high && b.low < a.high
}

function spanOf(x1: number, y1: number, x2: number, y2: number): Box {
  return {
    left: Math.min(x1, x2),
    right: Math.max(x1, x2),
    top: Math.min(y1, y2) - 4,
    bottom: Math.max(y1, y2) + 4,
  }
}

/** Boxes by their left edges, so that a look at one place does not cost a look at all. */
class BoxIndex {
  private readonly sorted: readonly Box[]
  private readonly widest: number

  constructor(boxes: readonly Box[]) {
    this.sorted = [...boxes].sort((a, b) => a.left - b.left)
    this.widest = Math.max(0, ...boxes.map(({ left, right }) => right - left))
  }

  /** The boxes that overlap this one. */
  in(part: Box): Box[] {
    const found: Box[] = []
    for (let i = this.firstFrom(part.left - this.widest); i < this.sorted.length; i++) {
      const box = this.sorted[i]!
      if (box.left >= part.right) break
      if (boxesOverlap(box, part)) found.push(box)
    }
    return found
  }

  private firstFrom(left: number): number {
    let [low, high] = [0, this.sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.sorted[middle]!.left < left) low = middle + 1
      else high = middle
    }
    return low
  }
}
