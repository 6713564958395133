/** Which views a tensor offers, and what to ask the engine for so that a view fills its place. */
import type { ProbeView } from '../../engine/protocol'

export type TensorMode = 'maps' | 'heat' | 'table'

/** What a person has chosen to see of a tensor. */
export interface TensorChoice {
  mode: TensorMode
  sample: number
  /** For a table of four or more dimensions. */
  channel: number
  /** First feature map of the page that is shown. */
  firstMap: number
  row: number
  column: number
  /** A heat map of all samples, one a row. */
  allSamples: boolean
}

/** How much fits into the place that there is. */
export interface TensorRoom {
  maps: number
  mapSize: number
  rows: number
  columns: number
}

export const HEAT_SIZE = 256
const TABLE_ROWS = 10
const ROW_LABEL = 40
const CELL = 68

/** The views for a tensor of that many dimensions; the first is the natural one. */
export function modesFor(rank: number): readonly TensorMode[] {
  if (rank === 4) return ['maps', 'heat', 'table']
  return rank === 2 || rank === 3 ? ['heat', 'table'] : ['table', 'heat']
}

/** The first look at a tensor of that many dimensions. */
export function firstChoice(rank: number): TensorChoice {
  const mode = modesFor(rank)[0] ?? 'table'
  return { mode, sample: 0, channel: 0, firstMap: 0, row: 0, column: 0, allSamples: rank === 2 }
}

/** Maps shown at twice their size or more where that leaves two a row; larger ones are reduced. */
export function roomFor(shape: readonly number[], width: number): TensorRoom {
  const mapWidth = shape.at(-1) ?? 1
  const mapHeight = shape.at(-2) ?? 1
  const side = Math.max(mapWidth, mapHeight)
  const across = Math.min(8, Math.max(2, Math.floor(width / (2 * (side + 1)))))
  return {
    maps: Math.min(256, across * across),
    mapSize: Math.min(256, side, Math.max(8, Math.floor(width / across) - 1)),
    rows: TABLE_ROWS,
    columns: Math.min(100, Math.max(1, Math.floor((width - ROW_LABEL) / CELL))),
  }
}

/** The probe's view for a choice. */
export function probeView(choice: TensorChoice, rank: number, room: TensorRoom): ProbeView {
  const { mode, sample, firstMap, row, column, allSamples } = choice
  if (mode === 'maps' && rank === 4)
    return { kind: 'maps', sample, channel: firstMap, tiles: room.maps, size: room.mapSize }
  if (mode === 'table') {
    const index = leadingIndex(choice, rank)
    return { kind: 'table', index, row, column, rows: room.rows, columns: room.columns }
  }
  return { kind: 'heat', sample: rank < 2 || allSamples ? null : sample, size: HEAT_SIZE }
}

/** A table's index into the dimensions before its rows and columns. */
export function leadingIndex({ sample, channel }: TensorChoice, rank: number): number[] {
  return [sample, channel].slice(0, Math.max(0, rank - 2))
}

/** The part of a tensor that a table shows; null where that is all of it. */
export function shownPart(
  shape: readonly number[],
  choice: TensorChoice,
  room: TensorRoom,
): { start: number[]; size: number[] } | null {
  const rank = shape.length
  if (rank === 0) return null
  const leading = shape.slice(0, Math.max(0, rank - 2)).map((length, dim) => {
    const at = leadingIndex(choice, rank)[dim] ?? 0
    return Math.min(at, length - 1)
  })
  const rows = { length: shape[Math.max(0, rank - 2)]!, from: choice.row, most: room.rows }
  const columns = rank < 2 ? [] : [{ length: shape[rank - 1]!, from: choice.column, most: room.columns }]
  const seen = [rows, ...columns].map(({ length, from, most }) => {
    const start = Math.min(from, Math.max(length - 1, 0))
    return { start, size: Math.min(most, length - start) }
  })
  const start = [...leading, ...seen.map((each) => each.start)]
  const size = [...leading.map(() => 1), ...seen.map((each) => each.size)]
  return size.every((length, dim) => length === shape[dim]) ? null : { start, size }
}

/** The size at which a picture is drawn: whole pixels of the screen for each of its own where that is possible. */
export function drawnSize(
  picture: { width: number; height: number },
  keepProportions: boolean,
  place: { width: number; height: number },
  pixelRatio: number,
): { width: number; height: number } {
  const crisp = (scale: number): number =>
    scale * pixelRatio >= 1 ? Math.floor(scale * pixelRatio) / pixelRatio : scale
  const across = crisp(place.width / picture.width)
  const down = crisp(place.height / picture.height)
  const scale = Math.min(across, down)
  const least = crisp((picture.height > 1 ? 96 : 40) / picture.height)
  return {
    width: picture.width * (keepProportions ? scale : across),
    // Cells of a matrix are squares where there is room, and flat where there are many.
    height: picture.height * (keepProportions ? scale : Math.min(down, Math.max(across, least))),
  }
}
