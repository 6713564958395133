/** Where the texts of wires go that would stand in another wire's way, on another text or on a node. */
import { BoxIndex } from '../../graph/drawing/box-index'
import { type Box, boxesOverlap, lineTouches, type Point } from '../../graph/drawing/geometry'
import { LineIndex } from '../../graph/drawing/line-index'
import type { WireLine } from '../../graph/drawing/wire-line'
import { EYE_ROOM, otherLabels, wireLabel, type WireLabel } from './wire-label'

export interface LabelledWire {
  id: string
  line: WireLine
  text: string
  /** With an eye in front of the text. */
  marked: boolean
  /** What stands at the wire's end. */
  marks: Box | null
}

/** The left ends of the texts that have left their usual place; one that finds no clear place stays there. */
export function labelSpots(wires: readonly LabelledWire[], nodes: readonly Box[]): Map<string, Point> {
  const index = new BoxIndex(nodes)
  const lines = new LineIndex(wires.map(({ line }) => line.points))
  const marks = wires.flatMap((wire) => wire.marks ?? [])
  const taken: Box[] = []
  const isClear = (box: Box, own: Float32Array): boolean =>
    !lines.crosses(box, own) &&
    !index.hits(box) &&
    ![...taken, ...marks].some((other) => boxesOverlap(other, box))
  const moving: LabelledWire[] = []
  // Whatever stands well stays: only the others look for another place.
  for (const wire of wires) {
    const usual = wireLabel(wire.line, wire.text, usualOf(wire))
    if (usual === null) continue
    if (isClear(usual.box, wire.line.points)) taken.push(usual.box)
    else moving.push(wire)
  }
  const spots = new Map<string, Point>()
  for (const { id, line, text, marked } of moving) {
    const found = otherLabels(line, text, marked ? EYE_ROOM : 0).find(
      (label) => !lineTouches(line.points, label.box) && isClear(withEye(label, marked), line.points),
    )
    if (found === undefined) continue
    taken.push(withEye(found, marked))
    spots.set(id, { x: found.x, y: found.y })
  }
  return spots
}

function withEye({ box }: WireLabel, marked: boolean): Box {
  return marked ? { ...box, left: box.left - EYE_ROOM } : box
}

function usualOf({ marked, marks }: LabelledWire): { before: number; marks: Box | null } {
  return { before: marked ? EYE_ROOM : 0, marks }
}
