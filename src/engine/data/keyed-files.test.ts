import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { plainProse } from '../../words/plain-prose'
import { DatasetError } from './dataset'
import { loadDataset } from './index'

let folder = ''
beforeAll(() => setLanguage('en-XA'))
afterAll(() => setLanguage('en'))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-keyed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** An IDX file: type 8 (unsigned byte), number of dimensions, sizes, values. */
function idx(sizes: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length)
  header[2] = 8
  header[3] = sizes.length
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis))
  return Buffer.concat([header, Buffer.from(values as number[])])
}
const images = (count: number): Buffer => idx([count, 28, 28], new Uint8Array(count * 784))
const labels = (...values: number[]): Buffer => idx([values.length], values)

const GOOD: Readonly<Record<string, Buffer>> = {
  'train-images-idx3-ubyte': images(2),
  'train-labels-idx1-ubyte': labels(0, 1),
  't10k-images-idx3-ubyte': images(1),
  't10k-labels-idx1-ubyte': labels(2),
}

async function expectKeyed(params: Record<string, unknown>): Promise<void> {
  const error: unknown = await loadDataset(params).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DatasetError)) throw new Error('It was read.')
  // One sentence each, which no other one fills.
  for (const text of [error.problem, error.remedy]) expect(text).toMatch(/^⟦[^⟦]*⟧$/)
  const paths = (text: string): string => text.replaceAll(folder, '')
  expect([error.problem, error.remedy].map(paths).flatMap(plainProse)).toEqual([])
}

describe('in another language', () => {
  it.each<[string, Readonly<Record<string, Buffer | null>>]>([
    ['is missing', { 't10k-images-idx3-ubyte': null }],
    ['holds labels instead of images', { 'train-images-idx3-ubyte': labels(1) }],
    ['is cut in its header', { 'train-images-idx3-ubyte': images(2).subarray(0, 9) }],
    ['is cut in its values', { 'train-images-idx3-ubyte': images(2).subarray(0, 900) }],
    ['has another number of labels', { 'train-labels-idx1-ubyte': labels(1) }],
    ['has a label above 9', { 'train-labels-idx1-ubyte': labels(1, 10) }],
    ['has images of another size', { 'train-images-idx3-ubyte': idx([1, 2, 2], [1, 2, 3, 4]) }],
    ['has damaged gzip data', { 'train-images-idx3-ubyte': gzipSync(images(2)).subarray(0, 20) }],
  ])('an MNIST file that %s is told of', async (_, files) => {
    for (const [name, bytes] of Object.entries({ ...GOOD, ...files }))
      if (bytes !== null) await writeFile(join(folder, name), bytes)
    await expectKeyed({ source: 'mnist-idx', folder })
  })

  it('a folder that is none, and a source that there is not, are told of', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expectKeyed({ source: 'mnist-idx' })
    await expectKeyed({ source: 'mnist-idx', folder: join(folder, 'none') })
    await expectKeyed({ source: 'mnist-idx', folder: file })
    await expectKeyed({ source: 'mnist-idx', folder: join(folder, 'x'.repeat(300)) })
    await expectKeyed({ source: 'other' })
  })

  it('a file that is a folder is told of', async () => {
    for (const [name, bytes] of Object.entries(GOOD)) await writeFile(join(folder, name), bytes)
    const file = join(folder, 'train-images-idx3-ubyte')
    await rm(file)
    await mkdir(file)
    await expectKeyed({ source: 'mnist-idx', folder })
  })
})
