import { readdirSync, readFileSync } from 'node:fs'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { writeSafetensors } from '../formats/safetensors'
import type { SafeTensor, SafeTensors } from '../formats/safetensors'
import { readPyTorch } from './pytorch-file/read-pytorch'
import { readWeights } from './weights-file'

const folder = new URL('./pytorch-file/fixtures/', import.meta.url)

interface Expected {
  dtype: 'F32' | 'I64' | 'BOOL'
  shape: number[]
  values: string
}

function file(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)))
}

function weightsOf(bytes: Uint8Array): { weights: SafeTensors; notes: string[] } {
  const read = readWeights(bytes)
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings))
  return { weights: read.weights, notes: read.notes.map(({ message }) => message) }
}

function refusalOf(bytes: Uint8Array): string {
  const read = readWeights(bytes)
  if (read.kind === 'weights') throw new Error('it was read')
  return read.findings.map(({ message, remedy }) => `${message} ${remedy}`).join('\n')
}

/** The bytes of the values, so that −0 and NaN count too. */
function bitsOf({ dtype, shape, values }: SafeTensor): Expected {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return { dtype: dtype as Expected['dtype'], shape: [...shape], values: bytes.toString('base64') }
}

const versions = readdirSync(folder).flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? [])

describe.each(versions)('a file of PyTorch %s', (version) => {
  const expected = JSON.parse(readFileSync(new URL(`${version}.json`, folder), 'utf8')) as Record<
    string,
    Record<string, Expected>
  >

  it.each(Object.keys(expected))('gives the values of %s bit for bit', (name) => {
    const { weights } = weightsOf(file(`${version}-${name}.pt`))
    const found = Object.fromEntries([...weights].map(([key, tensor]) => [key, bitsOf(tensor)]))
    expect(found).toEqual(expected[name])
  })

  it('gives the same from a Buffer, whose slices share its memory', () => {
    const bytes = Buffer.from(file(`${version}-plain.pt`))
    expect(weightsOf(bytes)).toEqual(weightsOf(new Uint8Array(bytes)))
  })

  it('says what was converted', () => {
    expect(weightsOf(file(`${version}-dtypes.pt`)).notes).toEqual(
      expect.arrayContaining(['1 tensor of F16 became F32.', '1 tensor of U8 became I64.']),
    )
  })

  it('says which weights of a checkpoint were taken, and that a prefix was taken off', () => {
    expect(weightsOf(file(`${version}-checkpoint.pt`)).notes).toEqual([
      "The weights are those in 'state_dict'. Left out: epoch, optimizer, best.",
      "Every key began with 'module.', which DataParallel puts there; it was taken off.",
    ])
  })

  it.each([
    ['whole', 'whole module (`__main__.Net`)'],
    ['evil', '`posix.system`: Gradwire reads tensors only'],
    ['script', 'TorchScript'],
    ['two', 'It holds several: generator, critic. Save the one'],
    ['complex', 'ComplexFloatStorage'],
  ])('is refused with a remedy: %s', (name, message) => {
    const refusal = refusalOf(file(`${version}-${name}.pt`))
    expect(refusal).toContain(message)
    expect(refusal).toMatch(/torch\.save|float\(\)/)
  })

  it('is refused wherever it is cut', () => {
    for (const name of ['plain', 'legacy', 'deflated', 'zip64']) {
      const bytes = file(`${version}-${name}.pt`)
      for (let length = 0; length < bytes.length; length += 97)
        expect(readWeights(bytes.subarray(0, length)).kind, `${name} cut at ${length}`).toBe('refused')
    }
  })

  it('never throws, hangs or fills the memory when bytes of it are changed', () => {
    let state = 1
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return state % below
    }
    for (const name of ['plain', 'legacy', 'deflated', 'zip64', 'checkpoint', 'views', 'dtypes']) {
      const original = file(`${version}-${name}.pt`)
      for (let round = 0; round < 300; round++) {
        const bytes = original.slice()
        for (let change = random(4); change >= 0; change--) {
          // Half of the changes hit the directory at the end, or the pickle at the start.
          const at =
            random(2) === 0
              ? random(bytes.length)
              : random(2) === 0
                ? random(Math.min(900, bytes.length))
                : bytes.length - 1 - random(Math.min(900, bytes.length))
          bytes[at] = random(3) === 0 ? 0xff : random(256)
        }
        expect(['weights', 'refused']).toContain(readWeights(bytes).kind)
      }
    }
  })
})

describe('weights', () => {
  it('may be big-endian', () => {
    const entries = unzipSync(file(`${versions.at(-1)}-plain.pt`))
    const swapped = Object.entries(entries).map(([name, bytes]): [string, Uint8Array] => {
      if (name.endsWith('/byteorder')) return [name, strToU8('big')]
      if (!/\/data\/\d$/.test(name)) return [name, bytes]
      // The counter of batches is the only whole number.
      const size = name.endsWith('/6') ? 8 : 4
      return [name, bytes.map((_, at) => bytes[at - (at % size) + size - 1 - (at % size)] ?? 0)]
    })
    const plain = weightsOf(file(`${versions.at(-1)}-plain.pt`)).weights
    const big = weightsOf(zipSync(Object.fromEntries(swapped))).weights
    expect(big).toEqual(plain)
  })

  it('are not looked for in bytes of another kind, which are said to be neither', () => {
    const read = readWeights(new TextEncoder().encode('only words '.repeat(20)))
    expect(read).toMatchObject({
      kind: 'refused',
      findings: [{ message: expect.stringMatching(/^This is neither a safetensors file nor/) as string }],
    })
  })

  it('come from safetensors too', () => {
    const tensors: SafeTensors = new Map([['a', { dtype: 'F32', shape: [1], values: Float32Array.of(2) }]])
    expect(weightsOf(writeSafetensors(tensors))).toEqual({ weights: tensors, notes: [] })
  })

  it('are converted from half precision in safetensors', () => {
    const header = JSON.stringify({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } })
    const bytes = new Uint8Array(8 + header.length + 4)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
    bytes.set(strToU8(header), 8)
    bytes.set([0x00, 0x3c, 0x00, 0xc1], 8 + header.length)
    const { weights, notes } = weightsOf(bytes)
    expect(weights.get('a')?.values).toEqual(Float32Array.of(1, -2.5))
    expect(notes).toEqual(['1 tensor of F16 became F32.'])
  })

  it.each([
    ['an empty file', new Uint8Array(), 'safetensors'],
    ['text', strToU8('import os\n'), 'safetensors'],
    ['a pickle of a number', Uint8Array.of(0x80, 2, 0x4b, 1, 0x2e), 'none that torch.save wrote'],
    ['an archive of something else', zipSync({ 'a.txt': strToU8('a') }), 'no data.pkl'],
  ])('are not in %s', (_, bytes, message) => {
    expect(refusalOf(bytes)).toContain(message)
  })

  it('are not unpacked where an archive claims too much', () => {
    const archive = zipSync({ 'a/data.pkl': new Uint8Array(100_000) }, { level: 9 })
    const view = new DataView(archive.buffer)
    const entry = archive.findLastIndex(
      (_, at) => at + 4 <= archive.length && view.getUint32(at, true) === 0x02014b50,
    )
    view.setUint32(entry + 24, 0xfffffff0, true)
    expect(refusalOf(archive)).toContain('claims to unpack to 4294967280 bytes')
  })

  it.each([
    ['plain', 'unpacks to more than 20 bytes'],
    ['legacy', 'tensors take more than 20 bytes'],
  ])('are not read where those of a %s file take more than they may', (name, message) => {
    expect(() => readPyTorch(file(`${versions.at(-1)}-${name}.pt`), 20)).toThrow(message)
  })

  it.each([
    ['a tensor outside its storage', [2, 2 ** 40], 'lies outside its storage'],
    ['more values than there are', [2 ** 45, 1], 'lies outside its storage'],
    ['more dimensions than any tensor has', Array.from({ length: 1000 }, () => 1), 'has 1000 dimensions'],
  ])('are refused for %s', (_, shape, message) => {
    expect(refusalOf(archiveOf(shape))).toContain(message)
  })
})

/** A state_dict with one tensor of that shape, over a storage of 16 bytes. */
function archiveOf(shape: readonly number[]): Uint8Array {
  const text = (value: string): string => `V${value}\n`
  const number = (value: number): string => `L${value}L\n`
  const strides = shape.map((_, axis) => (axis === shape.length - 1 ? 1 : (shape[axis + 1] ?? 1)))
  const storage = `(${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}${number(4)}tQ`
  const tuple = (items: readonly number[]): string => `(${items.map(number).join('')}t`
  const rebuild = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${number(0)}${tuple(shape)}${tuple(strides)}I00\nNtR`
  return zipSync({
    'a/data.pkl': strToU8(`(d${text('w')}${rebuild}s.`),
    'a/data/0': new Uint8Array(16),
  })
}

describe('a file of safetensors', () => {
  it('is read as that also where the length of its header begins as a pickle does', () => {
    const header = `{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`.padEnd(0x180)
    const bytes = new Uint8Array(8 + header.length + 4)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
    bytes.set(strToU8(header), 8)
    expect([...bytes.subarray(0, 2)]).toEqual([0x80, 1])
    expect([...weightsOf(bytes).weights.keys()]).toEqual(['w'])
  })
})

describe('a file that gradwire wrote', () => {
  const tensor = (value: number): SafeTensor => ({ dtype: 'F32', shape: [1], values: Float32Array.of(value) })
  const written = (keys: readonly string[]): Uint8Array =>
    writeSafetensors(new Map(keys.map((key, at) => [key, tensor(at)])))

  it('gives what train wrote under final/ by its plain keys, and says what was left out', () => {
    const { weights, notes } = weightsOf(written(['final/fc.weight', 'final/fc.bias', 'loss_curve']))
    expect([...weights]).toEqual([
      ['fc.weight', tensor(0)],
      ['fc.bias', tensor(1)],
    ])
    expect(notes).toEqual(["The weights are those in 'final/'. Left out: loss_curve."])
  })

  it('finds them among what flowed in a step, and does not name all of that', () => {
    const flowed = ['act/a', 'act/b', 'grad/a', 'grad/b', 'loss', 'loss_curve']
    const { weights, notes } = weightsOf(written([...flowed, 'final/fc.weight']))
    expect([...weights.keys()]).toEqual(['fc.weight'])
    expect(notes).toEqual([
      "The weights are those in 'final/'. Left out: act/a, act/b, grad/a, grad/b, loss, ….",
    ])
  })

  it('takes keys that only look alike as they are', () => {
    expect([...weightsOf(written(['final.weight', 'act.weight', 'loss'])).weights.keys()]).toEqual([
      'final.weight',
      'act.weight',
      'loss',
    ])
  })

  it('is refused with a remedy where it holds one pass and no weights', () => {
    const refusal = refusalOf(written(['act/fc', 'grad/fc', 'loss']))
    expect(refusal).toContain('one pass; it holds no weights')
    expect(refusal).toContain('--weights-out')
  })
})
