/** The lines of wires, to see which runs through a place. */
import { BoxIndex } from './box-index'
import { boundsOf, lineTouches } from './geometry'
import type { Box } from './geometry'

export class LineIndex {
  private readonly lines = new Map<Box, Float32Array>()
  private readonly index: BoxIndex

  constructor(lines: Iterable<Float32Array>) {
    for (const line of lines) {
      const { left, top, right, bottom } = boundsOf(line)
      // A level line has no height, and would overlap nothing.
      this.lines.set({ left: left - 1, top: top - 1, right: right + 1, bottom: bottom + 1 }, line)
    }
    this.index = new BoxIndex([...this.lines.keys()])
  }

  /** Whether a line other than `own` runs through this place. */
  crosses(part: Box, own: Float32Array): boolean {
    return this.index.in(part).some((box) => {
      const line = this.lines.get(box)!
      return line !== own && lineTouches(line, part)
    })
  }
}
