/** Boxes in a packed R-tree, so that a look at one place does not cost a look at all. */
import Flatbush from 'flatbush'
import { type Box, boxesOverlap } from './geometry'

export class BoxIndex {
  private readonly tree: Flatbush | null

  constructor(private readonly boxes: readonly Box[]) {
    this.tree = boxes.length === 0 ? null : new Flatbush(boxes.length)
    for (const { left, top, right, bottom } of boxes) this.tree?.add(left, top, right, bottom)
    this.tree?.finish()
  }

  /** Whether `test` holds of a box that overlaps this one. */
  some(part: Box, test: (box: Box) => boolean): boolean {
    return this.hits(part, (place) => test(this.boxes[place]!))
  }

  /** Whether a box overlaps this one, and `test` holds of its place in the list. */
  hits(part: Box, test: (place: number) => boolean = () => true): boolean {
    const { left, top, right, bottom } = part
    const overlaps = this.overlapping(part)
    return this.tree?.collides(left, top, right, bottom, (place) => overlaps(place) && test(place)) ?? false
  }

  /** The tree finds boxes that only touch, too. */
  private overlapping(part: Box): (place: number) => boolean {
    return (place) => boxesOverlap(this.boxes[place]!, part)
  }
}
