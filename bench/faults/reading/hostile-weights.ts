/** Small files of weights that ask for much, and some that are no such files in the end. */
import { zipSync } from 'fflate'
import { writeSafetensors } from '../../../src/graph/formats/safetensors'

export interface HostileFile {
  title: string
  name: string
  bytes: Uint8Array
}

/** All of them, or those that are small enough for a test in the loop; large ones are made when they are asked for. */
export function* hostileWeights(quick = false): Generator<HostileFile> {
  for (const [title, make] of Object.entries(PICKLES))
    yield { title, name: 'net.pt', bytes: archive({ 'data.pkl': make() }) }
  for (const [title, make] of Object.entries(SAFETENSORS))
    yield { title, name: 'net.safetensors', bytes: make() }
  if (quick) return
  const bomb = { 'archive/data.pkl': pickle(START, dict([['w', tensor([4], [1])]]), '.') }
  yield {
    title: 'an archive that unpacks to a gigabyte',
    name: 'net.pt',
    bytes: zipSync({ ...bomb, 'archive/data/0': [new Uint8Array(2 ** 30 - 16), { level: 9 }] }),
  }
  const many = { dtype: 'F32', shape: [], values: Float32Array.of(1) } as const
  const tensors = new Map(Array.from({ length: 300_000 }, (_, at) => [`t${at}`, many]))
  yield { title: '300,000 tensors', name: 'net.safetensors', bytes: writeSafetensors(tensors) }
}

/** Opcodes of the pickle format. */
const pickle = (...parts: readonly (string | Uint8Array | readonly number[])[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    ),
  )
const repeated = (count: number, part: string): string => part.repeat(count)
const int = (value: number): string => Buffer.from(Int32Array.of(value).buffer).toString('latin1')
const START = '\x80\x02'

/** A storage of four floats as `torch.save` refers to it, remembered at 0. */
const STORAGE = `((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ`

/** `_rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict())`, the sizes and strides being of 4 bytes each. */
function tensor(sizes: readonly number[], strides: readonly number[]): string {
  const tuple = (values: readonly number[]): string => `(${values.map((value) => `J${int(value)}`).join('')}t`
  return `ctorch._utils\n_rebuild_tensor_v2\n${STORAGE}K\0${tuple(sizes)}${tuple(strides)}\x89ccollections\nOrderedDict\n)RtR`
}

const dict = (entries: readonly (readonly [string, string])[]): string =>
  `}(${entries.map(([key, value]) => `X${int(key.length)}${key}${value}`).join('')}u`

const PICKLES: Readonly<Record<string, () => Uint8Array>> = {
  'a memo that remembers one thing very often': () => pickle(START, '}', repeated(300_000, '\x94'), '.'),
  'tuples of themselves, twice, 60 times': () =>
    pickle(START, 'K\x01', repeated(60, 'q\0h\0\x86'), 'q\x01}X\x01\0\0\0ah\x01s.'),
  'lists of themselves in keys': () => pickle(START, '}', 'K\x01', repeated(60, 'q\0h\0\x86'), 'K\x01s.'),
  'dictionaries in dictionaries': () =>
    pickle(START, repeated(20_000, '}X\x01\0\0\0a'), 'N', repeated(20_000, 's'), '.'),
  'one storage expanded to a thousand tensors': () =>
    pickle(
      START,
      dict(Array.from({ length: 1000 }, (_, at) => [`w${at}`, tensor([4096, 4096], [0, 0])])),
      '.',
    ),
  'one tensor of very many dimensions': () =>
    pickle(
      START,
      dict([
        [
          'w',
          tensor(
            Array.from({ length: 64 }, () => 2),
            Array.from({ length: 64 }, () => 0),
          ),
        ],
      ]),
      '.',
    ),
  'a tensor whose count overflows': () =>
    pickle(START, dict([['w', tensor([2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], [0, 0, 0])]]), '.'),
  'twenty thousand names for one tensor': () =>
    pickle(
      START,
      tensor([4], [1]),
      'q\x05',
      '}(',
      ...Array.from({ length: 20_000 }, (_, at) => `X${int(6)}${String(at).padStart(6, '0')}h\x05`),
      'u.',
    ),
  'marks without end': () => pickle(START, repeated(400_000, '('), '.'),
  'marks that are all looked for': () => pickle(START, repeated(100_000, '('), repeated(99_999, 't'), '.'),
  'a long list taken in turns': () =>
    pickle(START, '(', repeated(150_000, 'N'), repeated(150_000, 'N0'), 't.'),
  'a number of very many digits': () => pickle(START, `I${'9'.repeat(300_000)}\n.`),
}

function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const named = Object.entries(files).map(([name, bytes]): [string, Uint8Array] => [`archive/${name}`, bytes])
  return zipSync({ ...Object.fromEntries(named), 'archive/data/0': new Uint8Array(16) }, { level: 0 })
}

const GOOD = (): Uint8Array =>
  writeSafetensors(new Map([['w', { dtype: 'F32', shape: [3], values: Float32Array.of(1, 2, 3) }]]))

const SAFETENSORS: Readonly<Record<string, () => Uint8Array>> = {
  'a header longer than any file': () => header(2n ** 53n, '{"a":1}'),
  'a header of more than all bits': () => header(2n ** 64n - 1n, '{}'),
  'a header that says nothing': () => header(0n, ''),
  'a header of brackets': () => header(100_000n, '['.repeat(100_000)),
  'a tensor beyond the end': () => header(57n, '{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,1e9]}} '),
  'sizes that overflow': () =>
    header(74n, '{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}'),
  'cut short': () => GOOD().subarray(0, -5),
  'cut short in its header': () => GOOD().subarray(0, 30),
}

/** Eight bytes that say how long the header is, and what comes after. */
function header(length: bigint, rest: string): Uint8Array {
  const start = Buffer.alloc(8)
  start.writeBigUInt64LE(length)
  return new Uint8Array(Buffer.concat([start, Buffer.from(rest)]))
}
