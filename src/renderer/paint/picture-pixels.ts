/** A frame's picture as pixels: one a value, with a gap between feature maps. */
import type { FlowPicture } from '../../graph/frames/frame'
import { type ColorMap, type ColorRange, paintValues } from './color-map'

export interface PicturePixels {
  width: number
  height: number
  /** Packed RGBA, row-major; gaps and cells without a tile are transparent. */
  pixels: Uint32Array
}

/** Where a pixel lies in the tensor. `rows` and `columns` are how many elements it stands for. */
export interface PictureCell {
  /** Index into the picture's values. */
  index: number
  /** Feature map, counted from the first one of the tensor; 0 for other pictures. */
  channel: number
  row: number
  column: number
  rows: number
  columns: number
}

/** Rows of tiles in a picture. */
export function tileRows(picture: FlowPicture): number {
  return Math.ceil(picture.tiles / picture.columns)
}

/** Size in pixels of a picture with `gap` pixels between its tiles. */
export function pixelSize(picture: FlowPicture, gap: number): { width: number; height: number } {
  if (picture.kind !== 'maps') return { width: picture.width, height: picture.height }
  return {
    width: picture.columns * (picture.tileWidth + gap) - gap,
    height: tileRows(picture) * (picture.tileHeight + gap) - gap,
  }
}

/** Paints a picture. `gap`: transparent pixels between feature maps, 0 or more. */
export function picturePixels(
  picture: FlowPicture,
  range: ColorRange,
  map: ColorMap,
  gap: number,
): PicturePixels {
  const { width, height } = pixelSize(picture, gap)
  const pixels = new Uint32Array(width * height)
  if (picture.kind !== 'maps') {
    paintValues(picture.values, range, map, pixels)
    return { width, height, pixels }
  }
  const { tileWidth, tileHeight, columns } = picture
  for (let tile = 0; tile < picture.tiles; tile++) {
    const left = tile % columns
    const top = Math.floor(tile / columns)
    for (let row = 0; row < tileHeight; row++) {
      const from = (top * tileHeight + row) * picture.width + left * tileWidth
      const to = (top * (tileHeight + gap) + row) * width + left * (tileWidth + gap)
      paintValues(picture.values.subarray(from, from + tileWidth), range, map, pixels.subarray(to))
    }
  }
  return { width, height, pixels }
}

/** The values that a picture really holds: without the cells of a last row of tiles that is not full. */
export function pictureValues(picture: FlowPicture): Float32Array {
  if (picture.kind !== 'maps' || picture.tiles === picture.columns * tileRows(picture)) return picture.values
  const { tileWidth, tileHeight, columns, tiles } = picture
  const values = new Float32Array(tiles * tileWidth * tileHeight)
  for (let tile = 0, to = 0; tile < tiles; tile++)
    for (let row = 0; row < tileHeight; row++, to += tileWidth) {
      const from =
        (Math.floor(tile / columns) * tileHeight + row) * picture.width + (tile % columns) * tileWidth
      values.set(picture.values.subarray(from, from + tileWidth), to)
    }
  return values
}

/** The cell at a pixel of {@link picturePixels}, or null in a gap, in an empty cell or outside. */
export function cellAt(picture: FlowPicture, gap: number, x: number, y: number): PictureCell | null {
  const { width, height } = pixelSize(picture, gap)
  if (x < 0 || y < 0 || x >= width || y >= height) return null
  const maps = picture.kind === 'maps'
  const tileWidth = maps ? picture.tileWidth : picture.width
  const tileHeight = maps ? picture.tileHeight : picture.height
  const left = Math.floor(x / (tileWidth + gap))
  const top = Math.floor(y / (tileHeight + gap))
  const column = Math.floor(x) - left * (tileWidth + gap)
  const row = Math.floor(y) - top * (tileHeight + gap)
  const tile = top * picture.columns + left
  if (column >= tileWidth || row >= tileHeight || (maps && tile >= picture.tiles)) return null
  const place = {
    index: (top * tileHeight + row) * picture.width + left * tileWidth + column,
    channel: maps ? picture.columnStart + tile : 0,
  }
  if (picture.kind === 'table')
    return {
      ...place,
      row: picture.rowStart + row,
      column: picture.columnStart + column,
      rows: 1,
      columns: 1,
    }
  const firstRow = Math.floor((row * picture.rows) / tileHeight)
  const firstColumn = Math.floor((column * picture.cols) / tileWidth)
  return {
    ...place,
    row: firstRow,
    column: firstColumn,
    rows: Math.max(1, Math.floor(((row + 1) * picture.rows) / tileHeight) - firstRow),
    columns: Math.max(1, Math.floor(((column + 1) * picture.cols) / tileWidth) - firstColumn),
  }
}
