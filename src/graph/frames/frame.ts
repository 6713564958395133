/**
 * The binary frame that carries what flows on one lane of a wire from the engine to the page.
 *
 * Little-endian. A fixed header of {@link HEADER_BYTES} bytes, 64 histogram counts (uint32), then the picture's
 * float32 values. The codec knows neither the engine nor the page, so both use it.
 */
import type { TensorStatistics } from '../types/tensor-statistics'

export type FlowDirection = 'forward' | 'backward'

/** Counts of the finite values in 64 equal bins from `low` to `high` (the last bin includes `high`). */
export interface FlowHistogram {
  low: number
  high: number
  counts: Uint32Array
}

/**
 * A reduced picture of the tensor, row-major `height` × `width`.
 * - `maps`: `tiles` feature maps of one sample, `columns` a row, each tile `tileHeight` × `tileWidth`.
 * - `heat`: one matrix. - `table`: exact values of a slice that starts at (`rowStart`, `columnStart`).
 */
export interface FlowPicture {
  kind: 'maps' | 'heat' | 'table'
  width: number
  height: number
  tiles: number
  columns: number
  tileWidth: number
  tileHeight: number
  rowStart: number
  columnStart: number
  /** Rows and columns of the whole view that this picture is a slice or reduction of. */
  rows: number
  cols: number
  values: Float32Array
}

export interface FlowFrame {
  /** The number the page gave to the probe. */
  probe: number
  direction: FlowDirection
  /** 1 for the first training step; 0 before any. */
  step: number
  shape: number[]
  statistics: TensorStatistics
  histogram: FlowHistogram
  picture: FlowPicture | null
}

export const HISTOGRAM_BINS = 64
export const MAX_RANK = 8
export const HEADER_BYTES = 192
const MAGIC = 0x31465747 // "GWF1"
const PICTURE_KINDS = ['maps', 'heat', 'table'] as const
const STATISTICS = ['min', 'max', 'mean', 'std', 'norm', 'zeros', 'nan', 'inf'] as const
const PICTURE_FIELDS = [
  'width',
  'height',
  'tiles',
  'columns',
  'tileWidth',
  'tileHeight',
  'rowStart',
  'columnStart',
  'rows',
  'cols',
] as const

const AT = { magic: 0, probe: 4, step: 8, direction: 12, rank: 13, picture: 14, shape: 16 }
const AT_STATISTICS = AT.shape + 4 * MAX_RANK
const AT_RANGE = AT_STATISTICS + 8 * STATISTICS.length
const AT_PICTURE = AT_RANGE + 16
const AT_COUNTS = HEADER_BYTES
const AT_VALUES = AT_COUNTS + 4 * HISTOGRAM_BINS

/** Writes a frame into new bytes. Errors: a shape of more than {@link MAX_RANK} dimensions. */
export function encodeFrame(frame: FlowFrame): Uint8Array {
  if (frame.shape.length > MAX_RANK)
    throw new RangeError(
      `A frame holds at most ${MAX_RANK} dimensions, but the tensor has ${frame.shape.length}.`,
    )
  const { picture } = frame
  const bytes = new Uint8Array(AT_VALUES + 4 * (picture?.values.length ?? 0))
  const view = new DataView(bytes.buffer)
  view.setUint32(AT.magic, MAGIC, true)
  view.setUint32(AT.probe, frame.probe, true)
  view.setUint32(AT.step, frame.step, true)
  view.setUint8(AT.direction, frame.direction === 'forward' ? 0 : 1)
  view.setUint8(AT.rank, frame.shape.length)
  view.setUint8(AT.picture, picture ? 1 + PICTURE_KINDS.indexOf(picture.kind) : 0)
  frame.shape.forEach((size, axis) => view.setUint32(AT.shape + 4 * axis, size, true))
  STATISTICS.forEach((key, i) => view.setFloat64(AT_STATISTICS + 8 * i, frame.statistics[key], true))
  view.setFloat64(AT_RANGE, frame.histogram.low, true)
  view.setFloat64(AT_RANGE + 8, frame.histogram.high, true)
  frame.histogram.counts.forEach((count, i) => view.setUint32(AT_COUNTS + 4 * i, count, true))
  if (picture) {
    PICTURE_FIELDS.forEach((key, i) => view.setUint32(AT_PICTURE + 4 * i, picture[key], true))
    new Float32Array(bytes.buffer, AT_VALUES).set(picture.values)
  }
  return bytes
}

/** Reads a frame, copying nothing where alignment allows. Errors: bytes that are no frame, or cut short. */
export function decodeFrame(bytes: Uint8Array): FlowFrame {
  if (bytes.byteLength < AT_VALUES)
    throw new RangeError(`A frame has at least ${AT_VALUES} bytes, but got ${bytes.byteLength}.`)
  const source = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength)
  if (view.getUint32(AT.magic, true) !== MAGIC) throw new RangeError('These bytes are not a tensor frame.')
  const shape = Array.from({ length: view.getUint8(AT.rank) }, (_, axis) =>
    view.getUint32(AT.shape + 4 * axis, true),
  )
  const statistics = {} as TensorStatistics
  STATISTICS.forEach((key, i) => (statistics[key] = view.getFloat64(AT_STATISTICS + 8 * i, true)))
  return {
    probe: view.getUint32(AT.probe, true),
    step: view.getUint32(AT.step, true),
    direction: view.getUint8(AT.direction) === 0 ? 'forward' : 'backward',
    shape,
    statistics,
    histogram: {
      low: view.getFloat64(AT_RANGE, true),
      high: view.getFloat64(AT_RANGE + 8, true),
      counts: new Uint32Array(source.buffer, source.byteOffset + AT_COUNTS, HISTOGRAM_BINS),
    },
    picture: decodePicture(view, source),
  }
}

function decodePicture(view: DataView, source: Uint8Array): FlowPicture | null {
  const kind = PICTURE_KINDS[view.getUint8(AT.picture) - 1]
  if (!kind) return null
  const picture = { kind } as FlowPicture
  PICTURE_FIELDS.forEach((key, i) => (picture[key] = view.getUint32(AT_PICTURE + 4 * i, true)))
  const length = picture.width * picture.height
  if (source.byteLength < AT_VALUES + 4 * length) throw new RangeError('The frame is cut short.')
  picture.values = new Float32Array(source.buffer, source.byteOffset + AT_VALUES, length)
  return picture
}
