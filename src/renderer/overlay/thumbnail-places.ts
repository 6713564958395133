/** Keeps where the pictures of all visible wires, and the sums of outputs, stand until something that they must not cover has moved. */
import type { Box } from '../../graph/drawing/geometry'
import { type FanOut, sumBox } from './fan-outs'
import { placeThumbnails, underText, type ThumbnailLayout } from './thumbnail-layout'
import type { WireShape } from './wire-shapes'

export interface Placed {
  /** By wire. */
  pictures: ReadonlyMap<string, ThumbnailLayout>
  /** In the order of the outputs; null: no room. */
  sums: readonly (Box | null)[]
}

export class ThumbnailPlaces {
  private places: Placed = { pictures: new Map(), sums: [] }
  private known: readonly unknown[] = []

  /**
   * The places.
   *
   * @param wires all that can be seen
   * @param counts how many pictures each has
   * @param nodes boxes of all nodes that can be seen
   */
  of(
    wires: readonly WireShape[],
    counts: readonly number[],
    nodes: readonly Box[],
    text: boolean,
    fanOuts: readonly FanOut[],
  ): Placed {
    const now: unknown[] = [text, ...counts]
    for (const { left, top, right, bottom } of nodes) now.push(left, top, right, bottom)
    for (const wire of wires) now.push(wire.line, wire.label?.left, wire.label?.top, wire.marks?.left)
    for (const { at } of fanOuts) now.push(at.x, at.y)
    if (now.length === this.known.length && now.every((part, i) => part === this.known[i])) return this.places
    this.known = now
    this.places = placeAll(wires, counts, nodes, text, fanOuts)
    return this.places
  }
}

function placeAll(
  wires: readonly WireShape[],
  counts: readonly number[],
  nodes: readonly Box[],
  text: boolean,
  fanOuts: readonly FanOut[],
): Placed {
  const places = new Map<string, ThumbnailLayout>()
  const boxes = [...nodes, ...wires.flatMap(({ label, marks }) => [label ?? [], marks ?? []].flat())]
  const sums = fanOuts.map((each) => {
    const box = sumBox(each, { boxes, lines: wires })
    if (box) boxes.push(box)
    return box
  })
  wires.forEach((wire, i) => {
    const count = counts[i] ?? 0
    if (count === 0) return
    // A steep wire runs behind its own pictures.
    const lines = wires.filter((other) => other !== wire)
    const layout = placeThumbnails(underText(wire.middle, wire.label), count, { boxes, lines }, text)
    if (!layout) return
    boxes.push(layout.box)
    places.set(wire.id, layout)
  })
  return { pictures: places, sums }
}
