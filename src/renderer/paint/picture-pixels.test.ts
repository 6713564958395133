import { describe, expect, it } from 'vitest'
import type { FlowPicture } from '../../graph/frames/frame'
import { colorMap } from './color-map'
import { cellAt, picturePixels, pictureValues, pixelSize } from './picture-pixels'

/** Three 2×2 maps in two columns, of a tensor of 4×4 maps, from channel 5 on. Values are 0 to 11. */
const maps: FlowPicture = {
  kind: 'maps',
  width: 4,
  height: 4,
  tiles: 3,
  columns: 2,
  tileWidth: 2,
  tileHeight: 2,
  rowStart: 0,
  columnStart: 5,
  rows: 4,
  cols: 4,
  values: new Float32Array([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, NaN, NaN, 10, 11, NaN, NaN]),
}
const heat: FlowPicture = {
  ...maps,
  kind: 'heat',
  width: 3,
  height: 2,
  tiles: 1,
  columns: 1,
  tileWidth: 3,
  tileHeight: 2,
  columnStart: 0,
  rows: 4,
  cols: 10,
  values: new Float32Array([0, 1, 2, 3, 4, 5]),
}
const map = colorMap('sequential', 'light')
const range = { low: 0, high: 11 }

describe('picturePixels', () => {
  it('leaves a transparent gap between maps and where there is no map', () => {
    const { width, height, pixels } = picturePixels(maps, range, map, 1)
    expect({ width, height }).toEqual({ width: 5, height: 5 })
    const at = (x: number, y: number) => pixels[y * width + x]
    expect(at(0, 0)).toBe(map.pixels[0])
    expect(at(4, 1)).toBe(map.pixels[Math.round((7 / 11) * 255)])
    expect(at(1, 4)).toBe(map.pixels[255])
    expect([at(2, 0), at(0, 2), at(3, 3), at(4, 4)]).toEqual([0, 0, 0, 0])
  })

  it('paints a matrix without gaps', () => {
    expect(picturePixels(heat, { low: 0, high: 5 }, map, 1).pixels).toHaveLength(6)
  })
})

describe('pictureValues', () => {
  it('holds each value of each map once and nothing else', () => {
    expect([...pictureValues(maps)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(pictureValues(heat)).toBe(heat.values)
  })
})

describe('cellAt', () => {
  it('finds the channel and the elements that a pixel stands for', () => {
    expect(cellAt(maps, 1, 3.5, 1.2)).toEqual({
      index: 6,
      channel: 6,
      row: 2,
      column: 0,
      rows: 2,
      columns: 2,
    })
  })

  it('finds the value that was painted there, for every pixel', () => {
    const painted = picturePixels(maps, range, map, 1)
    for (let y = 0; y < painted.height; y++)
      for (let x = 0; x < painted.width; x++) {
        const cell = cellAt(maps, 1, x, y)
        const pixel = painted.pixels[y * painted.width + x]
        if (cell === null) expect(pixel).toBe(0)
        else expect(pixel).toBe(map.pixels[Math.round((maps.values[cell.index]! / 11) * 255)])
      }
  })

  it('covers every element of a reduced matrix exactly once', () => {
    const columns = [0, 1, 2].map((x) => cellAt(heat, 1, x, 0)!)
    expect(columns.map(({ column }) => column)).toEqual([0, 3, 6])
    expect(columns.map((cell) => cell.columns)).toEqual([3, 3, 4])
  })

  it('counts a table from where its slice starts', () => {
    const table: FlowPicture = { ...heat, kind: 'table', rowStart: 20, columnStart: 7 }
    expect(cellAt(table, 0, 2, 1)).toEqual({ index: 5, channel: 0, row: 21, column: 9, rows: 1, columns: 1 })
  })

  it('is nothing in a gap and outside', () => {
    expect(cellAt(maps, 1, 2.5, 0)).toBeNull()
    expect(cellAt(maps, 1, 4, 4)).toBeNull()
    expect(cellAt(maps, 1, -0.1, 0)).toBeNull()
    expect(pixelSize(maps, 1)).toEqual({ width: 5, height: 5 })
  })
})
