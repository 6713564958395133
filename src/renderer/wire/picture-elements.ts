/** Which elements of a tensor a cell of its picture stands for. */
import type { PictureCell } from '../paint/picture-pixels'

interface Seen {
  kind: 'maps' | 'heat' | 'table'
  shape: readonly number[]
  /** Of feature maps, or of a heat map of one sample; null: a heat map of everything. */
  sample: number | null
}

/** Places in row-major order: a picture that is reduced has several in one cell. */
export function elementsOf(cell: PictureCell, { kind, shape, sample }: Seen): number[] {
  const numel = shape.reduce((a, b) => a * b, 1)
  const each = shape.length > 0 ? numel / shape[0]! : 1
  const start = (sample ?? 0) * each
  if (kind === 'maps') {
    const [, , height = 1, width = 1] = shape
    return box(cell, start + cell.channel * height * width, width)
  }
  // Rows are the first dimension, or that of the sample, and columns all that follow.
  const columns = sample !== null && shape.length > 2 ? each / shape[1]! : each
  return box(cell, sample === null || shape.length < 2 ? 0 : start, columns)
}

function box({ row, column, rows, columns }: PictureCell, start: number, width: number): number[] {
  return Array.from(
    { length: rows * columns },
    (_, i) => start + (row + Math.floor(i / columns)) * width + column + (i % columns),
  )
}
