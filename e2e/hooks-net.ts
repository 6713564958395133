/** The residual net of e2e/reference/hooks.py, with its images and weights, as files that a person has. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import { writeSafetensors } from '../src/graph/formats/safetensors'
import { netFile } from './net-file'
import type { SeenNumbers } from './shown'

const COUNT = 8
const SIDE = 28
const SHAPES: Record<string, number[]> = {
  'conv1.weight': [4, 1, 3, 3],
  'conv1.bias': [4],
  'conv2.weight': [4, 4, 3, 3],
  'conv2.bias': [4],
  'fc.weight': [10, 196],
  'fc.bias': [10],
}

/** One step that PyTorch took. */
export interface SavedStep {
  seen: Record<string, SeenNumbers>
  final: Record<string, SavedNumbers>
  printed?: string[]
}

export const saved = JSON.parse(
  readFileSync(new URL('./reference/hooks.json', import.meta.url), 'utf8'),
) as Record<'lesson' | 'share', SavedStep> & { plain: Pick<SavedStep, 'final'> }

/** The values that a parameter begins with: of the tensor number t, the value number k. */
function startOf(name: string): number[] {
  const t = Object.keys(SHAPES).indexOf(name)
  const count = SHAPES[name]!.reduce((a, b) => a * b, 1)
  return Array.from({ length: count }, (_, k) => (((k * 37 + t * 17 + 11) % 101) - 50) / 400)
}

/** Writes the images as MNIST files, and the weights, into a folder. → the document that trains on them */
export function writeNet(home: string): object {
  const folder = join(home, 'images')
  mkdirSync(folder, { recursive: true })
  const pixels = (image: number) =>
    Array.from({ length: SIDE * SIDE }, (_, p) => (p * 7 + image * 31 + (p >> 3) * 13) % 256)
  for (const [part, count] of [['train', COUNT], ['t10k', 1]] as const) {
    const numbers = Array.from({ length: count }, (_, i) => i)
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, SIDE, SIDE], numbers.flatMap(pixels)))
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], numbers))
  } // prettier-ignore
  const tensors = Object.entries(SHAPES).map(
    ([name, shape]) =>
      [name, { dtype: 'F32' as const, shape, values: Float32Array.from(startOf(name)) }] as const,
  )
  writeFileSync(join(home, 'start.safetensors'), writeSafetensors(new Map(tensors)))
  return documentOn(folder)
}

function idx(sizes: number[], values: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length)
  header[2] = 8
  header[3] = sizes.length
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis))
  return Buffer.concat([header, Buffer.from(values)])
}

function documentOn(folder: string): object {
  const nodes = [
    ['data: Dataset', { source: 'mnist-idx', folder }],
    ['conv1: Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }],
    ['relu1: ReLU'],
    ['conv2: Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }],
    ['add: Add'],
    ['pool: AvgPool2d', { kernel_size: 4 }],
    ['flatten: Flatten'],
    ['fc: Linear', { out_features: 10 }],
    ['loss: CrossEntropyLoss'],
  ] as const
  const wires = [
    'data.x → conv1',
    'conv1 → relu1',
    'relu1 → conv2',
    'conv2 → add',
    'relu1 → add.other',
    'add → pool',
    'pool → flatten',
    'flatten → fc',
    'fc → loss',
    'data.y → loss.target',
  ]
  const optimizer = { type: 'SGD', params: { lr: 0.5 } }
  return netFile({ Net: [nodes, wires] }, { optimizer, batch_size: COUNT, epochs: 1, seed: 0 })
}
