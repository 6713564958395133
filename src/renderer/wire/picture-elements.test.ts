import { describe, expect, it } from 'vitest'
import type { FlowPicture } from '../../graph/frames/frame'
import { cellAt } from '../paint/picture-pixels'
import { elementsOf } from './picture-elements'

const matrix = (rows: number, cols: number, height = rows, width = cols): FlowPicture => ({
  kind: 'heat',
  width,
  height,
  tiles: 1,
  columns: 1,
  tileWidth: width,
  tileHeight: height,
  rowStart: 0,
  columnStart: 0,
  rows,
  cols,
  values: new Float32Array(width * height),
})

describe('the elements under a cell of a picture', () => {
  const places = (picture: FlowPicture, x: number, y: number, shape: number[], sample: number | null) => {
    const cell = cellAt(picture, picture.kind === 'maps' ? 1 : 0, x, y)
    return cell && elementsOf(cell, { kind: picture.kind, shape, sample })
  }

  it('of a heat map of everything are those of its row and column', () => {
    expect(places(matrix(4, 6), 2, 3, [4, 6], null)).toEqual([20])
    expect(places(matrix(3, 24), 23, 2, [3, 4, 6], null)).toEqual([71])
    expect(places(matrix(7, 1), 0, 5, [7], null)).toEqual([5])
    expect(places(matrix(1, 1), 0, 0, [], null)).toEqual([0])
  })

  it('of a heat map of one sample lie in that sample', () => {
    expect(places(matrix(1, 6), 4, 0, [4, 6], 2)).toEqual([16])
    expect(places(matrix(4, 6), 5, 1, [3, 4, 6], 1)).toEqual([24 + 6 + 5])
  })

  it('of one that is reduced are all that the cell stands for', () => {
    expect(places(matrix(4, 6, 2, 3), 1, 1, [4, 6], null)).toEqual([14, 15, 20, 21])
  })

  it('of feature maps lie in their channel', () => {
    const maps: FlowPicture = {
      kind: 'maps',
      width: 10,
      height: 4,
      tiles: 2,
      columns: 2,
      tileWidth: 5,
      tileHeight: 4,
      rowStart: 0,
      columnStart: 1,
      rows: 4,
      cols: 5,
      values: new Float32Array(40),
    }
    // The second tile begins behind a gap: channel 2 of sample 1.
    expect(places(maps, 6 + 3, 2, [2, 3, 4, 5], 1)).toEqual([60 + 40 + 2 * 5 + 3])
    expect(places(maps, 5, 2, [2, 3, 4, 5], 1)).toBeNull()
  })
})
