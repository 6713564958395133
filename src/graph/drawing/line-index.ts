/** The lines of wires, to see which runs through a place. */
import { BoxIndex } from './box-index'
import { boundsOf, lineTouches } from './geometry'
import type { Box } from './geometry'

/** A long line has a box over much that it is not near: its pieces, so many points each, have smaller ones. */
const PIECE = 4

export class LineIndex {
  private readonly owners: Float32Array[] = []
  private readonly pieces: Float32Array[] = []
  private readonly index: BoxIndex

  constructor(lines: Iterable<Float32Array>) {
    const boxes: Box[] = []
    for (const line of lines)
      for (let at = 0; at + 2 < line.length; at += 2 * PIECE) {
        const piece = line.subarray(at, at + 2 * PIECE + 2)
        this.owners.push(line)
        this.pieces.push(piece)
        boxes.push(around(piece))
      }
    this.index = new BoxIndex(boxes)
  }

  /** Whether a line other than `own` runs through this place. */
  crosses(part: Box, own: Float32Array): boolean {
    return this.index.hits(
      part,
      (place) => this.owners[place] !== own && lineTouches(this.pieces[place]!, part),
    )
  }
}

/** A level line has no height, and would overlap nothing. */
function around(line: Float32Array): Box {
  const { left, top, right, bottom } = boundsOf(line)
  return { left: left - 1, top: top - 1, right: right + 1, bottom: bottom + 1 }
}
