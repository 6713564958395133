/** Every reader with sound files to begin from, made here or lying in the repository, and how they are changed. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { unzipSync, zipSync } from 'fflate'
import { exportPyTorch } from '../../../src/graph/export/pytorch/export-pytorch'
import { parseDocument } from '../../../src/graph/file/parse'
import { writeSafetensors } from '../../../src/graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../../src/graph/formats/safetensors'
import { changedBytes, changedText } from './dice'
import type { Dice } from './dice'
import { idxFile } from './outcome'
import type { Way } from './outcome'

export interface Input {
  way: Way
  name: string
  bytes: Uint8Array
}

export interface Reader {
  name: string
  way: Way
  seeds: readonly Seed[]
  /** A sound file made unsound, `other` being another one. */
  change: (seed: Seed, other: Seed, dice: Dice) => Uint8Array
}

interface Seed {
  name: string
  bytes: Uint8Array
}

const ROOT = new URL('../../../', import.meta.url)
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytesOf = (written: string): Uint8Array => new TextEncoder().encode(written)

const bytewise: Reader['change'] = ({ bytes }, other, dice) => changedBytes(bytes, other.bytes, dice)
const asText: Reader['change'] = ({ bytes }, other, dice) =>
  dice.below(8) === 0
    ? changedBytes(bytes, other.bytes, dice)
    : bytesOf(changedText(text(bytes), text(other.bytes), dice))

/** The pickle of an archive is changed and packed again with a check sum that fits, or the archive itself is. */
const inArchive: Reader['change'] = (seed, other, dice) => {
  if (dice.below(4) === 0) return bytewise(seed, other, dice)
  const files = unzipSync(seed.bytes)
  const pickle = Object.keys(files).find((name) => name.endsWith('data.pkl'))
  if (pickle === undefined) return bytewise(seed, other, dice)
  files[pickle] = Uint8Array.from(changedBytes(files[pickle]!, other.bytes, dice))
  return zipSync(files, { level: dice.one([0, 6]) })
}

/** What is packed is changed and packed again. */
const inGzip: Reader['change'] = (seed, other, dice) =>
  seed.name.endsWith('.gz') && dice.below(2) === 0
    ? bytewise(seed, other, dice)
    : packed(seed.name, bytewise({ ...seed, bytes: idxFile(sizesOf(seed.name)) }, other, dice))

const sizesOf = (name: string): number[] => (name.includes('images') ? [2, 28, 28] : [2])
const packed = (name: string, bytes: Uint8Array): Uint8Array =>
  name.endsWith('.gz') ? new Uint8Array(gzipSync(bytes)) : bytes

/** All of them. */
export function readers(): Reader[] {
  const samples = filesIn('resources/samples/', '.json')
  const archives = filesIn('src/graph/import/pytorch-file/fixtures/', '.pt')
  const isArchive = ({ bytes }: Seed): boolean => bytes[0] === 0x50
  return [
    { name: 'graph', way: 'graph', seeds: samples, change: asText },
    {
      name: 'ONNX',
      way: 'import',
      seeds: filesIn('src/graph/import/onnx/fixtures/', '.onnx'),
      change: bytewise,
    },
    { name: 'PyTorch archive', way: 'weights', seeds: archives.filter(isArchive), change: inArchive },
    {
      name: 'PyTorch stream',
      way: 'weights',
      seeds: archives.filter((seed) => !isArchive(seed)),
      change: bytewise,
    },
    { name: 'safetensors', way: 'weights', seeds: safetensorsFiles(), change: bytewise },
    {
      name: 'Python',
      way: 'import',
      seeds: [...filesIn('src/engine/reference/imported/nets/', '.py'), ...samples.map(sourceOf)],
      change: asText,
    },
    {
      name: 'print(net)',
      way: 'import',
      seeds: filesIn('src/engine/reference/imported/', '.txt'),
      change: asText,
    },
    { name: 'npy', way: 'npy', seeds: npyFiles(), change: bytewise },
    { name: 'IDX', way: 'idx', seeds: idxFiles(''), change: bytewise },
    { name: 'IDX gzip', way: 'idx', seeds: idxFiles('.gz'), change: inGzip },
  ]
}

/** An input of a reader, the same for the same dice. */
export function inputOf(reader: Reader, dice: Dice): Input {
  const seed = dice.one(reader.seeds)
  return { way: reader.way, name: seed.name, bytes: reader.change(seed, dice.one(reader.seeds), dice) }
}

function filesIn(folder: string, ending: string): Seed[] {
  const url = new URL(folder, ROOT)
  return readdirSync(url)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(fileURLToPath(new URL(name, url)))) }))
}

function sourceOf({ name, bytes }: Seed): Seed {
  const exported = exportPyTorch(parseDocument(text(bytes)).inference!)
  if (exported.kind === 'refused') throw new Error(`${name} is not exported`)
  return { name: name.replace('.json', '.py'), bytes: bytesOf(exported.files['model.py']!) }
}

function safetensorsFiles(): Seed[] {
  const values = Float32Array.from({ length: 12 }, (_, at) => at / 3)
  const floats: SafeTensor = { dtype: 'F32', shape: [3, 4], values }
  const steps: SafeTensor = { dtype: 'I64', shape: [], values: Int32Array.of(7) }
  const mask: SafeTensor = { dtype: 'BOOL', shape: [2, 2], values: Uint8Array.of(1, 0, 0, 1) }
  const weights: SafeTensors = new Map([
    ['fc.weight', floats],
    ['steps', steps],
  ])
  const trained: SafeTensors = new Map([
    ['final/x', floats],
    ['act/x', mask],
  ])
  return [
    { name: 'a.safetensors', bytes: writeSafetensors(weights) },
    { name: 'b.safetensors', bytes: writeSafetensors(trained, { format: 'pt' }) },
  ]
}

function npyFiles(): Seed[] {
  return ['<f4', '>f8', '<i8', '|b1', '<f2'].map((descr, at) => {
    const size = Number(descr.at(-1))
    const header = `{'descr': '${descr}', 'fortran_order': ${at % 2 === 0 ? 'False' : 'True'}, 'shape': (2, 3), }`
    const padded = `${header.padEnd(117)}\n`
    const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length, 0])
    return {
      name: 'x.npy',
      bytes: new Uint8Array(Buffer.concat([start, Buffer.from(padded), Buffer.alloc(6 * size)])),
    }
  })
}

function idxFiles(ending: string): Seed[] {
  const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-labels-idx1-ubyte']
  return names.map((name) => ({ name: name + ending, bytes: packed(name + ending, idxFile(sizesOf(name))) }))
}
