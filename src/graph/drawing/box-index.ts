/** Boxes in the order of one of their edges, so that a look at one place does not cost a look at all. */
import { type Box, boxesOverlap } from './geometry'

type Edge = 'left' | 'top'
const OPPOSITE = { left: 'right', top: 'bottom' } as const

export class BoxIndex {
  private readonly byLeft: SortedBoxes
  private readonly byTop: SortedBoxes

  constructor(boxes: readonly Box[]) {
    this.byLeft = new SortedBoxes(boxes, 'left')
    this.byTop = new SortedBoxes(boxes, 'top')
  }

  /** The boxes that overlap this one. */
  in(part: Box): Box[] {
    const found: Box[] = []
    this.thin(part).some(part, (box) => {
      found.push(box)
      return false
    })
    return found
  }

  /** Whether a box overlaps this one. */
  hits(part: Box): boolean {
    return this.thin(part).some(part, () => true)
  }

  /** Fewer boxes are met along the shorter side. */
  private thin({ left, right, top, bottom }: Box): SortedBoxes {
    return right - left < bottom - top ? this.byLeft : this.byTop
  }
}

class SortedBoxes {
  private readonly sorted: readonly Box[]
  /** The greatest size from the edge to its opposite. */
  private readonly longest: number
  private readonly edge: Edge

  constructor(boxes: readonly Box[], edge: Edge) {
    this.edge = edge
    this.sorted = [...boxes].sort((a, b) => a[edge] - b[edge])
    this.longest = Math.max(0, ...boxes.map((box) => box[OPPOSITE[edge]] - box[edge]))
  }

  /** Whether `test` is true of a box that overlaps the part; stops at the first. */
  some(part: Box, test: (box: Box) => boolean): boolean {
    const { edge, sorted } = this
    for (let i = this.firstFrom(part[edge] - this.longest); i < sorted.length; i++) {
      const box = sorted[i]!
      if (box[edge] >= part[OPPOSITE[edge]]) return false
      if (boxesOverlap(box, part) && test(box)) return true
    }
    return false
  }

  private firstFrom(from: number): number {
    let [low, high] = [0, this.sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.sorted[middle]![this.edge] < from) low = middle + 1
      else high = middle
    }
    return low
  }
}
