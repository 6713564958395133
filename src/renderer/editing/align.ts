/** Puts nodes in line with each other, or at equal distances. */
import type { Position } from '../../graph/document/document'

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom' | 'across' | 'down'

export const ALIGNMENTS: readonly Alignment[] = [
  'left', 'center', 'right', 'top', 'middle', 'bottom', 'across', 'down',
] // prettier-ignore

export interface PlacedNode {
  node: string
  position: Position
  width: number
  height: number
}

/** Nodes that an alignment needs to do something. */
export function leastFor(alignment: Alignment): number {
  return alignment === 'across' || alignment === 'down' ? 3 : 2
}

/** The places after the alignment, for those that move; `across` and `down` make the gaps between nodes equal. */
export function aligned(
  nodes: readonly PlacedNode[],
  alignment: Alignment,
): { node: string; position: Position }[] {
  const upright =
    alignment === 'left' || alignment === 'center' || alignment === 'right' || alignment === 'across'
  const axis = upright ? 'x' : 'y'
  const length = upright ? 'width' : 'height'
  const starts = STARTS[alignment](
    nodes.map((node) => ({ start: node.position[axis], length: node[length] })),
  )
  return nodes.flatMap(({ node, position }, i) => {
    const start = Math.round(starts[i]!)
    return start === position[axis] ? [] : [{ node, position: { ...position, [axis]: start } }]
  })
}

interface Span {
  start: number
  length: number
}
type Starts = (spans: readonly Span[]) => number[]

const atStart: Starts = (spans) => spans.map(() => lowOf(spans))
const atMiddle: Starts = (spans) => spans.map(({ length }) => (lowOf(spans) + highOf(spans) - length) / 2)
const atEnd: Starts = (spans) => spans.map(({ length }) => highOf(spans) - length)

const STARTS: Record<Alignment, Starts> = {
  left: atStart, center: atMiddle, right: atEnd, top: atStart, middle: atMiddle, bottom: atEnd, across: spread, down: spread,
} // prettier-ignore

/** The first and the last stay; what is between them is parted evenly. */
function spread(spans: readonly Span[]): number[] {
  const order = spans.map((_, i) => i).sort((a, b) => spans[a]!.start - spans[b]!.start)
  const taken = spans.reduce((sum, { length }) => sum + length, 0)
  const gap = (highOf(spans) - lowOf(spans) - taken) / Math.max(1, spans.length - 1)
  const starts = spans.map(({ start }) => start)
  let next = lowOf(spans)
  for (const i of order) {
    starts[i] = next
    next += spans[i]!.length + gap
  }
  return starts
}

function lowOf(spans: readonly Span[]): number {
  return Math.min(...spans.map(({ start }) => start))
}

function highOf(spans: readonly Span[]): number {
  return Math.max(...spans.map(({ start, length }) => start + length))
}
