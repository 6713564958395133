/** Rows of numbers as blocks of bytes: a JSON header that names the columns, then the columns that are not said in it. */
import { z } from 'zod'
import { fromPlainJson, toPlainJson } from '../../graph/basics/plain-json'
import { decodeUtf8, encodeUtf8 } from '../../graph/formats/utf8'
import type { EpochPoint, MetricPoint } from '../protocol'

/** Numbers by their column; one that is not there is null. */
export type Row = Record<string, number>

export type CurvePoint = { kind: 'step'; point: MetricPoint } | { kind: 'epoch'; point: EpochPoint }

const MAGIC = 0x43574731 // "1GWC"
const PREFIX_BYTES = 8
const VALUE_BYTES = 8

const number = z.custom<number>((value) => typeof value === 'number')
/** `first`: each value is one more than the last. `same`: all are equal. Neither: they follow as float64. */
const column = z.object({ name: z.string(), first: z.int().optional(), same: number.optional() })
const header = z.object({
  table: z.enum(['steps', 'epochs']),
  rows: z
    .int()
    .min(1)
    .max(2 ** 32),
  columns: z.array(column).min(1).max(100_000),
})
type Header = z.infer<typeof header>

/** Gathers rows; when a row has other columns than the last, another block begins. */
export class CurveTable {
  private readonly table: Header['table']
  private blocks: Uint8Array[] = []
  private names: string[] = []
  private values: number[][] = []
  private blockBytes = 0

  constructor(table: Header['table']) {
    this.table = table
  }

  /** About what is gathered. */
  get bytes(): number {
    return this.blockBytes + this.names.length * (this.values[0]?.length ?? 0) * VALUE_BYTES
  }

  add(row: Row): void {
    const names = Object.keys(row)
    if (names.length !== this.names.length || names.some((name, i) => name !== this.names[i])) {
      this.close()
      this.names = names
      this.values = names.map(() => [])
    }
    names.forEach((name, i) => this.values[i]!.push(row[name]!))
  }

  /** What was gathered since the last time. */
  take(): Uint8Array[] {
    this.close()
    const { blocks } = this
    this.blocks = []
    this.blockBytes = 0
    return blocks
  }

  private close(): void {
    if (this.values[0] === undefined || this.values[0].length === 0) return
    const block = blockOf(this.table, this.names, this.values)
    this.blocks.push(block)
    this.blockBytes += block.length
    this.values = this.names.map(() => [])
  }
}

function blockOf(table: Header['table'], names: readonly string[], values: readonly number[][]): Uint8Array {
  const columns = names.map((name, i) => ({ name, ...briefly(values[i]!) }))
  const kept = values.filter((_, i) => !isBrief(columns[i]!))
  const rows = values[0]!.length
  const json = encodeUtf8(toPlainJson({ table, rows, columns } satisfies Header))
  const start = aligned(PREFIX_BYTES + json.length)
  const bytes = new Uint8Array(start + kept.length * rows * VALUE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, json.length, true)
  bytes.set(json, PREFIX_BYTES)
  kept.forEach((list, i) =>
    bytes.set(new Uint8Array(Float64Array.from(list).buffer), start + i * rows * VALUE_BYTES),
  )
  return bytes
}

function briefly(values: readonly number[]): { first?: number; same?: number } {
  const first = values[0]!
  if (values.every((value) => Object.is(value, first))) return { same: first }
  if (Number.isSafeInteger(first) && values.every((value, i) => value === first + i)) return { first }
  return {}
}

function isBrief({ first, same }: Header['columns'][number]): boolean {
  return first !== undefined || same !== undefined
}

/**
 * Every point of these blocks.
 *
 * - `size`: the bytes that there have to be. Errors: fewer, or bytes that are no blocks → RangeError.
 */
export function* pointsOf(bytes: Uint8Array, size = bytes.length): IterableIterator<CurvePoint> {
  for (const { table, rows, columns } of blocksOf(bytes, size)) {
    for (let i = 0; i < rows; i++) {
      const row = Object.fromEntries(columns.map(({ name, value }) => [name, value(i)]))
      yield table === 'steps'
        ? { kind: 'step', point: stepPoint(row) }
        : { kind: 'epoch', point: epochPoint(row) }
    }
  }
}

/** The loss of every step in these blocks. Errors: as {@link pointsOf}. */
export function lossesOf(bytes: Uint8Array, size = bytes.length): Float32Array {
  const blocks = [...blocksOf(bytes, size)].filter(({ table }) => table === 'steps')
  const losses = new Float32Array(blocks.reduce((count, { rows }) => count + rows, 0))
  let at = 0
  for (const { rows, columns } of blocks) {
    const loss = columns.find(({ name }) => name === 'loss')
    for (let row = 0; row < rows; row++) losses[at++] = loss?.value(row) ?? NaN
  }
  return losses
}

/** One block: the value of each column in each of its rows. */
interface Block {
  table: Header['table']
  rows: number
  columns: { name: string; value: (row: number) => number }[]
  end: number
}

function* blocksOf(bytes: Uint8Array, size: number): IterableIterator<Block> {
  if (bytes.length < size) throw new RangeError('The curves are cut short.')
  for (let at = 0; at < size;) {
    const block = readBlock(bytes.subarray(0, size), at)
    yield block
    at = block.end
  }
}

function readBlock(bytes: Uint8Array, at: number): Block {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (at + PREFIX_BYTES > bytes.length || view.getUint32(at, true) !== MAGIC) throw damaged()
  const jsonEnd = at + PREFIX_BYTES + view.getUint32(at + 4, true)
  if (jsonEnd > bytes.length) throw damaged()
  const { table, rows, columns } = readHeader(bytes.subarray(at + PREFIX_BYTES, jsonEnd))
  const start = at + aligned(jsonEnd - at)
  const end = start + columns.filter((one) => !isBrief(one)).length * rows * VALUE_BYTES
  if (end > bytes.length) throw damaged()
  // A column that is said in the header takes no bytes: rows are only made where some column has them, or few are claimed.
  if (end === start && rows > MOST_BRIEF_ROWS) throw damaged()
  let next = start
  const read = columns.map(({ name, first, same }) => {
    if (same !== undefined) return { name, value: () => same }
    if (first !== undefined) return { name, value: (row: number) => first + row }
    const from = next
    next += rows * VALUE_BYTES
    return { name, value: (row: number) => view.getFloat64(from + row * VALUE_BYTES, true) }
  })
  return { table, rows, columns: read, end }
}

/** Rows that may follow from a header alone: fewer than are gathered before they are written. */
const MOST_BRIEF_ROWS = 2 ** 20

function readHeader(json: Uint8Array): Header {
  try {
    return header.parse(fromPlainJson(decodeUtf8(json)))
  } catch {
    throw damaged()
  }
}

function damaged(): RangeError {
  return new RangeError('The curves are damaged.')
}

function aligned(length: number): number {
  return Math.ceil(length / VALUE_BYTES) * VALUE_BYTES
}

export function stepRow({ metrics, accuracy, ...numbers }: MetricPoint): Row {
  return { ...numbers, ...present('accuracy', accuracy), ...named(METRIC, metrics) }
}

function stepPoint(row: Row): MetricPoint {
  const { step = 0, epoch = 0, loss = NaN, lr = NaN, milliseconds = NaN, accuracy = null } = row
  return { step, epoch, loss, accuracy, lr, milliseconds, metrics: under(METRIC, row) }
}

const METRIC = 'metric '
const TRAIN = 'train '
const HELD_OUT = 'heldOut '
/** A metric that was not measured, or is a matrix: its value is null. */
const UNKNOWN = 'unknown '

export function epochRow({ metrics, heldOutLoss, heldOutAccuracy, ...numbers }: EpochPoint): Row {
  const row: Row = {
    ...numbers,
    ...present('heldOutLoss', heldOutLoss),
    ...present('heldOutAccuracy', heldOutAccuracy),
  }
  for (const [id, { train, heldOut }] of Object.entries(metrics)) {
    if (typeof train === 'number') row[TRAIN + id] = train
    if (typeof heldOut === 'number') row[HELD_OUT + id] = heldOut
    if (train === null && heldOut === null) row[UNKNOWN + id] = 0
  }
  return row
}

function epochPoint(row: Row): EpochPoint {
  const { epoch = 0, step = 0, trainLoss = NaN, heldOutLoss = null, heldOutAccuracy = null } = row
  const train = under(TRAIN, row)
  const heldOut = under(HELD_OUT, row)
  const ids = new Set([train, heldOut, under(UNKNOWN, row)].flatMap((record) => Object.keys(record)))
  const metrics = Object.fromEntries(
    [...ids].map((id) => [id, { train: train[id] ?? null, heldOut: heldOut[id] ?? null }]),
  )
  return { epoch, step, trainLoss, heldOutLoss, heldOutAccuracy, metrics }
}

function present(name: string, value: number | null): Row {
  return value === null ? {} : { [name]: value }
}

function named(prefix: string, values: Record<string, number>): Row {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [prefix + id, value]))
}

function under(prefix: string, row: Row): Record<string, number> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}
