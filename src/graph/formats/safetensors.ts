/**
 * The safetensors file format: a length, a JSON header, and the tensors' bytes.
 *
 * Source: https://huggingface.co/docs/safetensors (format: 8 bytes little-endian header length; header
 * `{"name": {"dtype", "shape", "data_offsets"}, "__metadata__": {…}}`; then the buffer).
 */
import { readDtype, readNumbers, STORED_BYTES, TooLargeError } from './number-bytes'
import type { StoredDtype } from './number-bytes'
import { decodeUtf8, encodeUtf8 } from './utf8'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'
import { ToldError } from '../../words/told-error'

export interface SafeTensor {
  dtype: 'F32' | 'I64' | 'I32' | 'BOOL'
  shape: readonly number[]
  /** Row-major. I64 comes as 32-bit numbers, which is what the engine computes with; BOOL as 0 and 1. */
  values: Float32Array | Int32Array | Uint8Array
}

export type SafeTensors = Map<string, SafeTensor>

/** A file that is not safetensors, or not a sound one. */
export class SafetensorsError extends ToldError {
  override name = 'SafetensorsError'

  constructor(
    said: Told,
    /** What the person can do about it. */
    readonly remedy = tell('safetensors.give_safetensors', 'Give a file that was written as safetensors.'),
  ) {
    super(said)
  }
}

const LENGTH_BYTES = 8
const METADATA = '__metadata__'
const MAX_HEADER_BYTES = 100_000_000
const BYTES = { F32: 4, I64: 8, I32: 4, BOOL: 1 } as const

/** A tensor without its values. */
export type SafeTensorForm = Pick<SafeTensor, 'dtype' | 'shape'>

/** Writes tensors in their map's order. Errors: a shape that does not fit its values. */
export function writeSafetensors(tensors: SafeTensors, metadata?: Record<string, string>): Uint8Array {
  for (const [name, { shape, values }] of tensors)
    if (elements(shape) !== values.length)
      throw new SafetensorsError(
        told('safetensors.values', "'{{name}}' has shape [{{shape}}] but {{many}} values.", {
          name,
          shape: shape.join(', '),
          many: values.length,
        }),
      )
  const header = safetensorsHeader(tensors, metadata)
  const bytes = new Uint8Array(header.length + safetensorsSize(tensors.values()))
  bytes.set(header)
  let at = header.length
  for (const { dtype, values } of tensors.values()) {
    const block = storedBytes(dtype, values)
    bytes.set(block, at)
    at += block.length
  }
  return bytes
}

/** What a file begins with; the tensors' {@link storedBytes} follow in their order, without gaps. */
export function safetensorsHeader(
  tensors: Iterable<readonly [string, SafeTensorForm]>,
  metadata?: Record<string, string>,
): Uint8Array {
  const header: Record<string, unknown> = metadata ? { [METADATA]: metadata } : {}
  let size = 0
  for (const [name, { dtype, shape }] of tensors) {
    const end = size + elements(shape) * BYTES[dtype]
    header[name] = { dtype, shape, data_offsets: [size, end] }
    size = end
  }
  const json = encodeUtf8(JSON.stringify(header))
  // The buffer begins at a multiple of 8: spaces after the header, as the reference implementation writes.
  const start = Math.ceil((LENGTH_BYTES + json.length) / 8) * 8
  const bytes = new Uint8Array(start)
  bytes.fill(0x20, LENGTH_BYTES)
  bytes.set(json, LENGTH_BYTES)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - LENGTH_BYTES), true)
  return bytes
}

/** How many bytes the values of these tensors take in a file. */
export function safetensorsSize(tensors: Iterable<SafeTensorForm>): number {
  let size = 0
  for (const { dtype, shape } of tensors) size += elements(shape) * BYTES[dtype]
  return size
}

/** Values as a file stores them; where nothing changes, the same memory. */
export function storedBytes(dtype: SafeTensor['dtype'], values: SafeTensor['values']): Uint8Array {
  if (dtype === 'I64') return new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** The texts that a file holds beside its tensors. Errors: bytes that are no safetensors file. */
export function readSafetensorsMetadata(file: Uint8Array): Record<string, string> {
  const metadata = parseHeader(file.subarray(LENGTH_BYTES, headerEnd(file)))[METADATA]
  const entries = Object.entries(typeof metadata === 'object' && metadata !== null ? metadata : {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/**
 * Reads a whole file. Floats of other sizes become F32, other whole numbers I64.
 *
 * @param onConverted Hears of every tensor that was stored in another dtype.
 * Errors: bytes that are no sound safetensors file, or hold a dtype that Gradwire has not.
 */
export function readSafetensors(
  file: Uint8Array,
  onConverted?: (name: string, dtype: StoredDtype) => void,
): SafeTensors {
  // A Node Buffer's slice shares memory, a plain array's copies; below, copies are meant.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
  const start = headerEnd(bytes)
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start))
  const buffer = bytes.subarray(start)
  const tensors: SafeTensors = new Map()
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => ({ name, ...checkEntry(name, entry, buffer.length) }))
  // Before any value is read: a million entries could claim the same bytes.
  checkSpans(entries, buffer.length)
  for (const { name, dtype, shape, begin, end } of entries) {
    const kept = dtype === 'I32' ? dtype : readDtype(dtype)
    tensors.set(name, { dtype: kept, shape, values: fromBytes(name, dtype, buffer.subarray(begin, end)) })
    if (kept !== dtype) onConverted?.(name, dtype)
  }
  return tensors
}

function checkSpans(entries: readonly { begin: number; end: number }[], size: number): void {
  let covered = 0
  for (const { begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      throw new SafetensorsError(
        told('safetensors.gaps', 'The tensors overlap or leave gaps: the file is damaged.'),
      )
    covered = end
  }
  if (covered !== size)
    throw new SafetensorsError(
      told('safetensors.file_size', 'The header describes {{covered}} bytes, but {{size}} follow it.', {
        covered,
        size,
      }),
    )
}

function headerEnd(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES)
    throw new SafetensorsError(
      told('safetensors.too_short', 'A safetensors file has at least {{least}} bytes, this one {{bytes}}.', {
        least: LENGTH_BYTES,
        bytes: bytes.length,
      }),
    )
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + Number(length) > bytes.length)
    throw new SafetensorsError(
      told(
        'safetensors.header_too_long',
        'This is not a safetensors file, or it is cut short: its header would be longer than it.',
      ),
    )
  return LENGTH_BYTES + Number(length)
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(decodeUtf8(json))
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { ...header }
  } catch {
    // Told below: it is no JSON, or not UTF-8.
  }
  throw new SafetensorsError(
    told('safetensors.header_no_object', 'This is not a safetensors file: its header is not a JSON object.'),
  )
}

function checkEntry(name: string, entry: unknown, size: number) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string')
    throw new SafetensorsError(
      told('safetensors.no_dtype', "The header of this file is damaged: it gives '{{name}}' no dtype.", {
        name,
      }),
    )
  if (!isKnown(dtype))
    throw new SafetensorsError(
      told('safetensors.dtype', "'{{name}}' has dtype {{dtype}}; Gradwire reads {{STORED_BYTES}}.", {
        name,
        dtype: JSON.stringify(dtype),
        STORED_BYTES: Object.keys(STORED_BYTES).join(', '),
      }),
      tell('import.write_it_as_f32_values', 'Write it as F32 (values) or I64 (whole numbers).'),
    )
  if (!isCounts(shape))
    throw new SafetensorsError(
      told('safetensors.shape', "'{{name}}' has no sound shape: {{shape}}.", {
        name,
        shape: JSON.stringify(shape ?? null),
      }),
    )
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]! || offsets[1]! > size)
    throw new SafetensorsError(
      told(
        'safetensors.tensor_outside',
        "'{{name}}' lies outside the file, at {{offsets}} of {{size}} bytes.",
        { name, offsets: JSON.stringify(offsets ?? null), size },
      ),
    )
  const [begin, end] = offsets as [number, number]
  if (elements(shape) * STORED_BYTES[dtype] !== end - begin)
    throw new SafetensorsError(
      told(
        'safetensors.tensor_size',
        "'{{name}}' has {{end}} bytes, but {{dtype}} of shape [{{shape}}] needs {{shape2}}.",
        {
          name,
          end: end - begin,
          dtype,
          shape: shape.join(', '),
          shape2: elements(shape) * STORED_BYTES[dtype],
        },
      ),
    )
  return { dtype, shape, begin, end }
}

function isKnown(dtype: unknown): dtype is StoredDtype {
  return typeof dtype === 'string' && Object.hasOwn(STORED_BYTES, dtype)
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function fromBytes(name: string, dtype: StoredDtype, bytes: Uint8Array): SafeTensor['values'] {
  try {
    return readNumbers(dtype, bytes)
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    throw new SafetensorsError(
      told(
        'weights.integer_too_large',
        "'{{name}}' holds {{value}}, which does not fit the 32-bit integers of the engine.",
        { name, value: String(error.value) },
      ),
    )
  }
}
