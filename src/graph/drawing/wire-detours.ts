/** Finds a way around the nodes for wires whose plain curve would run behind one: back to the next row, or across rows. */
import { type Box, lineTouches, type Point } from './geometry'
import { BoxIndex } from './box-index'
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
const STUBS = [12, 24, 36, 48]
/** From a node to the level of a wire that passes it: room for the wire's text, and the least. */
const CLEAR = 32
const LEAST = 12
/** From a node to a curve that passes it. */
const BESIDE = 8
/** Between two upright wires, and between two level ones with a text on the lower. */
const APART = 12
const TEXT_APART = 30
const MOST_LEVELS = 64
/** Across more nodes than that no way is tidy, and looking for one takes long. */
const MOST_ON_THE_WAY = 400
/** How far above and below its ends a wire looks for a way. */
const AROUND = 400

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
  const taken = new TakenPieces()
  const detours = new Map<string, Detour>()
  for (const wire of wires) {
    const back = wire.target.x < wire.source.x
    if (!back && !curveHits(wire, index)) continue
    const detour = freeDetour(wire, index, taken) ?? (back ? plainDetour(wire) : null)
    if (detour === null) continue
    for (const part of piecesOf(wire, detour)) taken.add(part)
    detours.set(wire.id, detour)
  }
  return detours
}

/** Whether the curve runs behind a node, or so close along it that it seems to. */
function curveHits({ source, target, sourceBox, targetBox }: PlacedWire, index: BoxIndex): boolean {
  const { points } = wireLine(source, target, null)
  const isOwn = (box: Box): boolean => box === sourceBox || box === targetBox
  // Piece by piece: the box around all of a long wire has many nodes in it that it is not near.
  for (let at = 0; at + 3 < points.length; at += 2) {
    const part = points.subarray(at, at + 4)
    const around = grown(spanOf(part[0]!, part[1]!, part[2]!, part[3]!), BESIDE + 1)
    if (index.some(around, (box) => lineTouches(part, isOwn(box) ? box : grown(box, BESIDE)))) return true
  }
  return false
}

/** The shortest detour that touches no node and runs along no other; null where there is none. */
function freeDetour(wire: PlacedWire, index: BoxIndex, taken: TakenPieces): Detour | null {
  const { source, target } = wire
  const levels = levelsFor(wire, index)
  for (const room of [CLEAR, LEAST]) {
    const isFree = (part: Piece): boolean => !touchesNode(part, room - 2, index) && !taken.hasAlong(part)
    for (const level of levels) {
      if (!isFree(piece(false, level, source.x + STUBS[0]!, target.x - STUBS[0]!))) continue
      const out = STUBS.map((stub) => source.x + stub).find((x) => isFree(piece(true, x, source.y, level)))
      const back = STUBS.map((stub) => target.x - stub).find((x) => isFree(piece(true, x, level, target.y)))
      if (out !== undefined && back !== undefined && isFree(piece(false, level, out, back)))
        return { out, level, back }
    }
  }
  return null
}

/** Heights at which the wire may cross: above and below every node on its way, the shortest way first, near the upper end. */
function levelsFor({ source, target, sourceBox, targetBox }: PlacedWire, index: BoxIndex): number[] {
  const left = Math.min(source.x, target.x) - STUBS[0]!
  const right = Math.max(source.x, target.x) + STUBS[0]!
  const top = Math.min(sourceBox.top, targetBox.top) - AROUND
  const bottom = Math.max(sourceBox.bottom, targetBox.bottom) + AROUND
  const near = [sourceBox, targetBox]
  // That many and no more are looked for.
  if (index.some({ left, right, top, bottom }, (box) => near.push(box) > MOST_ON_THE_WAY + 2)) return []
  const levels = new Set<number>()
  for (const box of near)
    for (const room of [CLEAR, CLEAR + TEXT_APART, LEAST]) levels.add(box.bottom + room).add(box.top - room)
  const lengthOf = (level: number): number => Math.abs(level - source.y) + Math.abs(target.y - level)
  // Below the upper node there is room for pictures under the wire.
  const fromUpper = (level: number): number => Math.abs(level - Math.min(source.y, target.y))
  return shortest([...levels], lengthOf)
    .sort((a, b) => lengthOf(a) - lengthOf(b) || fromUpper(a) - fromUpper(b))
    .slice(0, MOST_LEVELS)
}

/** Those whose way is no longer than the last of the {@link MOST_LEVELS} shortest: numbers alone are sorted far quicker than by a comparison. */
function shortest(levels: readonly number[], lengthOf: (level: number) => number): number[] {
  const lengths = new Float64Array(levels.length)
  levels.forEach((level, at) => (lengths[at] = lengthOf(level)))
  const last = lengths.sort()[MOST_LEVELS - 1] ?? Infinity
  return levels.filter((level) => lengthOf(level) <= last)
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
  return index.hits(box)
}

function spanOf(x1: number, y1: number, x2: number, y2: number): Box {
  return { left: Math.min(x1, x2), right: Math.max(x1, x2), top: Math.min(y1, y2), bottom: Math.max(y1, y2) }
}

function grown({ left, right, top, bottom }: Box, by: number): Box {
  return { left: left - by, right: right + by, top: top - by, bottom: bottom + by }
}

/** The pieces that wires take already, by their place across. */
class TakenPieces {
  private readonly buckets = new Map<string, Piece[]>()

  add(part: Piece): void {
    const key = keyOf(part, 0)
    const bucket = this.buckets.get(key)
    if (bucket) bucket.push(part)
    else this.buckets.set(key, [part])
  }

  /** Whether a piece runs close beside this one. */
  hasAlong(part: Piece): boolean {
    return [-1, 0, 1].some((by) => this.buckets.get(keyOf(part, by))?.some((other) => along(part, other)))
  }
}

function keyOf({ upright, at }: Piece, by: number): string {
  return `${upright ? 'x' : 'y'}${Math.floor(at / TEXT_APART) + by}`
}

function along(a: Piece, b: Piece): boolean {
  const apart = a.upright ? APART : TEXT_APART
  return Math.abs(a.at - b.at) < apart && a.low < b.high && b.low < a.high
}
