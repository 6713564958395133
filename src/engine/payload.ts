/**
 * Big arrays of a message, which go by a file between host and engine: what a process channel takes for them grows with the
 * square of their size, and holds up everything behind them.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/** Arrays of so many bytes go by a file. */
export const PAYLOAD_BYTES = 256 * 1024

const ARRAYS = { Uint8Array, Float32Array } as const
const kinds = ['Uint8Array', 'Float32Array'] as const satisfies readonly (keyof typeof ARRAYS)[]

const payload = z.object({
  /** The field of the value that the array belongs to; null: it is the value. */
  field: z.string().nullable(),
  kind: z.enum(kinds),
  /** In the folder that host and engine share. */
  file: z.string().regex(/^payload-[0-9a-f]{24}$/),
  bytes: z.int().min(0),
})
/** Where an array lies, and where it belongs. */
export type Payload = z.infer<typeof payload>

/** A message's value without its big arrays. */
export interface Packed {
  value: unknown
  payloads: Payload[]
}

/** A name that no payload has. */
export function payloadName(): string {
  return `payload-${randomBytes(12).toString('hex')}`
}

/** Whether a value, or a field of it, is an array that goes by a file. */
export function isBig(value: unknown): boolean {
  return bigArrays(value).length > 0
}

/** Puts big arrays into files. Errors: those of the disk. */
export async function putAside(value: unknown, folder: string): Promise<Packed> {
  const big = bigArrays(value)
  const payloads = await Promise.all(
    big.map(async ({ field, kind, array }): Promise<Payload> => {
      const file = payloadName()
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
      await writeFile(join(folder, file), bytes, { flag: 'wx', mode: 0o600 })
      return { field, kind, file, bytes: bytes.length }
    }),
  )
  if (big.some(({ field }) => field === null)) return { value: null, payloads }
  return { value: big.length === 0 ? value : without(value as object, big), payloads }
}

/** Puts the arrays back and removes their files. Errors: payloads that are none, are cut short, or are not there. */
export async function takeUp(value: unknown, payloads: unknown, folder: string): Promise<unknown> {
  let whole = value
  for (const one of z.array(payload).parse(payloads)) {
    const array = await readPayload(one, join(folder, one.file))
    if (one.field === null) whole = array
    else whole = { ...(whole as object), [one.field]: array }
  }
  return whole
}

async function readPayload({ kind, bytes }: Payload, path: string): Promise<Uint8Array | Float32Array> {
  const read = await readFile(path)
  await rm(path, { force: true })
  if (read.length !== bytes || bytes % ARRAYS[kind].BYTES_PER_ELEMENT !== 0)
    throw new RangeError(`A payload has ${read.length} bytes where ${bytes} were written.`)
  // A large file has memory of its own, which is aligned.
  const whole = read.byteOffset % ARRAYS[kind].BYTES_PER_ELEMENT === 0 ? read : Uint8Array.from(read)
  return new ARRAYS[kind](whole.buffer, whole.byteOffset, bytes / ARRAYS[kind].BYTES_PER_ELEMENT)
}

interface BigArray {
  field: string | null
  kind: Payload['kind']
  array: Uint8Array | Float32Array
}

function bigArrays(value: unknown): BigArray[] {
  if (typeof value !== 'object' || value === null) return []
  const fields = kindOf(value) ? ([[null, value]] as const) : Object.entries(value)
  return fields.flatMap(([field, array]: readonly [string | null, unknown]) => {
    const kind = kindOf(array)
    if (kind === null) return []
    const big = { field, kind, array: array as BigArray['array'] }
    return big.array.byteLength >= PAYLOAD_BYTES ? [big] : []
  })
}

function kindOf(value: unknown): Payload['kind'] | null {
  return kinds.find((kind) => value instanceof ARRAYS[kind]) ?? null
}

function without(value: object, big: readonly BigArray[]): object {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !big.some(({ field }) => field === name)),
  )
}
