/**
 * Reads the tensors of a file that `torch.save` wrote, as an archive (since PyTorch 1.6) or as one stream of pickles
 * (before, and with `_use_new_zipfile_serialization=False`). Nothing in the file is run.
 *
 * Source: https://docs.pytorch.org/docs/stable/notes/serialization.html and `torch/serialization.py`.
 */
import { STORED_BYTES } from '../../formats/number-bytes'
import { decodeUtf8 } from '../../formats/utf8'
import type { SafeTensors } from '../../formats/safetensors'
import type { ImportNote } from '../result/imported'
import { unpickle } from '../pickle/unpickle'
import { PickleDict, PickleError, PickleList } from '../pickle/values'
import type { PickleValue } from '../pickle/values'
import { findStateDict } from './state-dict'
import { findName, loadStorage, tensorOf } from './tensor-names'
import { readTensorRef } from './tensor-values'
import type { StorageBytes } from './tensor-values'
import { claimedSize, isZip, readEntry, ZipError, zipEntries } from './zip'
import { tell, told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

interface Opened {
  root: PickleValue
  storage: StorageBytes
  littleEndian: boolean
}

const RULES = { find: findName, load: loadStorage }
const remedy = (): string =>
  tell(
    'import.in_python_save_weights_again',
    'In Python, save the weights again: torch.save(net.state_dict(), "weights.pth").',
  )

/** The first pickle of the old format: this number. */
const MAGIC = 0x1950a86a20f9469cfc6cn

/** Whether the bytes begin as PyTorch's files do. */
export function isPyTorchFile(bytes: Uint8Array): boolean {
  return isZip(bytes) || (bytes[0] === 0x80 && (bytes[1] ?? 9) <= 5 && !isSafetensors(bytes))
}

/** Eight bytes of a length, of which the highest are 0, then JSON: the length may begin as a pickle does. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[6] === 0 && bytes[7] === 0 && bytes[8] === 0x7b
}

/**
 * The weights by key, and what to tell the person.
 *
 * - `most`: bytes that the values may take, unpacked and read: float16 doubles, and tensors may share a storage; far more
 *   is no honest file. At least 64 MiB.
 * Errors: PickleError, ZipError.
 */
export function readPyTorch(
  bytes: Uint8Array,
  most = Math.max(2 ** 26, 8 * bytes.length),
): { weights: SafeTensors; notes: ImportNote[] } {
  const { root, storage, littleEndian } = isZip(bytes) ? openArchive(bytes, most) : openStream(bytes)
  const { tensors, notes } = findStateDict(root)
  const weights: SafeTensors = new Map()
  let total = 0
  const converted = new Map<string, number>()
  for (const [key, ref] of tensors) {
    const { tensor, converted: changed } = readTensorRef(key, ref, storage, littleEndian)
    total += tensor.values.byteLength
    if (total > most)
      throw new PickleError(
        told(
          'weights.tensors_too_large',
          'Its tensors take more than {{most}} bytes, for a file of {{bytes}}.',
          { most, bytes: bytes.length },
        ),
      )
    weights.set(key, tensor)
    if (changed) converted.set(ref.dtype, (converted.get(ref.dtype) ?? 0) + 1)
  }
  for (const [dtype, count] of converted) notes.push({ severity: 'info', ...conversionNote(dtype, count) })
  return { weights, notes }
}

/** `3 tensors of F16 were converted to F32.` */
export function conversionNote(dtype: string, count: number): Told {
  const target = ['F16', 'BF16', 'F64'].includes(dtype) ? 'F32' : 'I64'
  return told(
    'weights.tensors_became',
    {
      one: '{{count}} tensor of {{dtype}} became {{target}}.',
      other: '{{count}} tensors of {{dtype}} became {{target}}.',
    },
    { count, dtype, target },
  )
}

function openArchive(bytes: Uint8Array, most: number): Opened {
  const entries = zipEntries(bytes)
  const pickles = [...entries.keys()].filter((name) => name === 'data.pkl' || name.endsWith('/data.pkl'))
  const [pickle, more] = pickles
  if (pickle === undefined || more !== undefined)
    throw new ZipError(
      told('weights.foreign_archive', 'This archive is none that torch.save wrote: it has no data.pkl.'),
    )
  const folder = pickle.slice(0, -'data.pkl'.length)
  if (entries.has(`${folder}constants.pkl`))
    throw new PickleError(
      told('weights.torchscript', 'It is TorchScript (torch.jit.save), which is a program.'),
      remedy(),
    )
  let unpacked = 0
  const read = (name: string): Uint8Array | undefined => {
    const entry = entries.get(folder + name)
    if (entry === undefined) return undefined
    // Entries may lie over one another, or unpack to a thousand times their size.
    unpacked += claimedSize(entry)
    if (unpacked > most)
      throw new ZipError(
        told('weights.archive_too_large', 'The archive unpacks to more than {{most}} bytes.', { most }),
      )
    return readEntry(bytes, entry)
  }
  const order = read('byteorder')
  const storages = new Map<string, Uint8Array>()
  return {
    root: unpickle(read('data.pkl') ?? new Uint8Array(), RULES).value,
    littleEndian: order === undefined || decodeUtf8(order).trim() !== 'big',
    storage: (key) => {
      const found = storages.get(key) ?? read(`data/${key}`)
      if (found === undefined)
        throw new ZipError(
          told('weights.entry_missing', "The archive lacks the values 'data/{{key}}'.", { key }),
        )
      storages.set(key, found)
      return found
    },
  }
}

/** Magic number, version, facts about the machine, the object, the storages' keys, and then each storage. */
function openStream(bytes: Uint8Array): Opened {
  const magic = unpickle(bytes, RULES)
  if (magic.value !== MAGIC)
    throw new PickleError(
      told('weights.foreign_pickle', 'It is a pickle, but none that torch.save wrote.'),
      remedy(),
    )
  const version = unpickle(bytes, RULES, magic.end)
  if (version.value !== 1001)
    throw new PickleError(
      told('weights.unknown_version', 'It is of a version of PyTorch that Gradwire does not know.'),
      remedy(),
    )
  const machine = unpickle(bytes, RULES, version.end)
  const object = unpickle(bytes, RULES, machine.end)
  const keys = unpickle(bytes, RULES, object.end)
  if (!(keys.value instanceof PickleList))
    throw new PickleError(told('weights.storages_damaged', 'Its list of storages is damaged.'))
  const order = machine.value instanceof PickleDict ? machine.value.entries.get('little_endian') : true
  const littleEndian = order !== false
  const sizes = elementSizes(object.value)
  const spans = storageSpans(bytes, keys.end, keys.value.items.map(String), sizes)
  return {
    root: object.value,
    littleEndian,
    storage: (key) => {
      const span = spans.get(key)
      if (span === undefined)
        throw new PickleError(
          told('weights.storage_missing', "The file lacks the values of storage '{{key}}'.", {
            key,
          }),
        )
      return span
    },
  }
}

/** Bytes of an element, by storage; the stream itself says only how many elements each has. */
function elementSizes(root: PickleValue): Map<string, number> {
  const sizes = new Map<string, number>()
  const seen = new Set<PickleValue>()
  const waiting: PickleValue[] = [root]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value === null || typeof value !== 'object' || seen.has(value)) continue
    seen.add(value)
    const tensor = tensorOf(value)
    if (tensor !== undefined) sizes.set(tensor.storage.key, STORED_BYTES[tensor.storage.dtype ?? 'U8'])
    else if (value instanceof PickleDict) for (const item of value.entries.values()) waiting.push(item)
    else if ('items' in value) for (const item of value.items) waiting.push(item)
  }
  return sizes
}

function storageSpans(
  bytes: Uint8Array,
  start: number,
  keys: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const spans = new Map<string, Uint8Array>()
  let at = start
  for (const key of keys) {
    if (at + 8 > bytes.length)
      throw new PickleError(told('weights.cut_before_values', 'The file is cut short before its values.'))
    const length = Number(view.getBigUint64(at, true)) * (sizes.get(key) ?? 1)
    at += 8
    if (at + length > bytes.length)
      throw new PickleError(
        told('weights.cut_in_values', 'The file is cut short in the middle of its values.'),
      )
    spans.set(key, bytes.subarray(at, at + length))
    at += length
  }
  return spans
}
