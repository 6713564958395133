/** Where an element of a tensor lies in its picture. */
import type { FlowPicture } from '../../graph/frames/frame'

interface Rectangle {
  left: number
  top: number
}

/**
 * The pixel of a picture that stands for an element; null: it is not in it.
 *
 * @param sample Of feature maps, or of a heat map of one sample; null: a heat map of everything.
 * @param gap Pixels between feature maps.
 */
export function pixelOf(
  picture: FlowPicture,
  index: readonly number[],
  { shape, sample, gap }: { shape: readonly number[]; sample: number | null; gap: number },
): Rectangle | null {
  if (picture.kind === 'table' || (sample !== null && shape.length > 1 && index[0] !== sample)) return null
  if (picture.kind === 'maps') {
    const tile = index[1]! - picture.columnStart
    if (tile < 0 || tile >= picture.tiles) return null
    return {
      left:
        (tile % picture.columns) * (picture.tileWidth + gap) +
        reduced(index[3]!, picture.cols, picture.tileWidth),
      top:
        Math.floor(tile / picture.columns) * (picture.tileHeight + gap) +
        reduced(index[2]!, picture.rows, picture.tileHeight),
    }
  }
  // Rows are the first dimension, or that of the sample, and columns all that follow.
  const lead = sample !== null && shape.length > 2 ? 1 : 0
  const [row = 0, ...rest] = sample !== null && shape.length <= 2 ? [0, ...index.slice(1)] : index.slice(lead)
  const sizes = shape.slice(shape.length - rest.length)
  const column = rest.reduce((at, each, dim) => at * sizes[dim]! + each, 0)
  // A vector is one line, across or down.
  const [at, along] = shape.length < 2 ? [Math.floor(row / picture.cols), row % picture.cols] : [row, column]
  return {
    left: reduced(along, picture.cols, picture.width),
    top: reduced(at, picture.rows, picture.height),
  }
}

/** The cell among `cells` for `count` elements that an element falls into. */
function reduced(at: number, count: number, cells: number): number {
  return Math.ceil(((at + 1) * cells) / count) - 1
}
