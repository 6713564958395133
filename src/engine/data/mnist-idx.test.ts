import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readMnist } from './mnist-idx'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-mnist-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** An IDX file: two zero bytes, type 8 (unsigned byte), number of dimensions, sizes, values. */
function idx(sizes: number[], values: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length)
  header[2] = 8
  header[3] = sizes.length
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis))
  return Buffer.concat([header, Buffer.from(values)])
}
const images = (count: number) =>
  idx(
    [count, 28, 28],
    Array.from({ length: count * 784 }, (_, i) => i % 256),
  )
const labels = (count: number, first = 0) =>
  idx(
    [count],
    Array.from({ length: count }, (_, i) => first + i),
  )

async function writeAll(files: Record<string, Buffer> = {}): Promise<void> {
  const all = {
    'train-images-idx3-ubyte': images(3),
    'train-labels-idx1-ubyte': labels(3),
    't10k-images-idx3-ubyte': images(2),
    't10k-labels-idx1-ubyte': labels(2, 8),
    ...files,
  }
  for (const [name, bytes] of Object.entries(all))
    if (bytes.length) await writeFile(join(folder, name), bytes)
}
const nothing = Buffer.alloc(0)

describe('the MNIST files of a folder', () => {
  it('are read plain, the t10k part held out', async () => {
    await writeAll()
    const { count, heldOut, x, y, xShape } = await readMnist(folder)
    expect({ count, heldOut, xShape, y: Array.from(y) }).toEqual({
      count: 5,
      heldOut: 2,
      xShape: [1, 28, 28],
      y: [0, 1, 2, 8, 9],
    })
    expect(x).toHaveLength(5 * 784)
    expect(x[255]).toBe(1)
    expect(x[3 * 784 + 51]).toBeCloseTo(0.2, 7)
  })

  it('are read with gzip, and with dots in their names', async () => {
    await writeAll({
      'train-images-idx3-ubyte': nothing,
      'train-images.idx3-ubyte.gz': gzipSync(images(3)),
      't10k-labels-idx1-ubyte': nothing,
      't10k-labels-idx1-ubyte.gz': gzipSync(labels(2)),
    })
    expect((await readMnist(folder)).count).toBe(5)
  })

  it.each<[string, Record<string, Buffer>, RegExp]>([
    ['one is missing', { 't10k-images-idx3-ubyte': nothing }, /t10k-images-idx3-ubyte is missing in/],
    [
      'images are labels',
      { 'train-images-idx3-ubyte': labels(3) },
      /train-images.*magic number is 2049, expected 2051/,
    ],
    ['one is empty', { 'train-labels-idx1-ubyte': Buffer.from([0]) }, /train-labels.*magic number is 0/],
    ['a header is cut', { 'train-images-idx3-ubyte': images(3).subarray(0, 9) }, /cut short after 9 bytes/],
    [
      'values are cut',
      { 'train-images-idx3-ubyte': images(3).subarray(0, 900) },
      /train-images.*884 bytes of values.*2352/,
    ],
    ['counts differ', { 'train-labels-idx1-ubyte': labels(4) }, /has 4 labels.*has 3 images/],
    ['a label is above 9', { 't10k-labels-idx1-ubyte': labels(2, 9) }, /label 1 is 10, expected 0 to 9/],
    [
      'images have another size',
      { 'train-images-idx3-ubyte': idx([1, 2, 2], [1, 2, 3, 4]) },
      /2 × 2, expected 28 × 28/,
    ],
    [
      'gzip is damaged',
      { 'train-images-idx3-ubyte': gzipSync(images(3)).subarray(0, 40) },
      /gzip data are damaged/,
    ],
  ])('are refused when %s', async (_, files, message) => {
    await writeAll(files)
    await expect(readMnist(folder)).rejects.toThrow(message)
  })

  it('are refused when there is no such folder, or it is a file', async () => {
    await expect(readMnist(join(folder, 'none'))).rejects.toThrow('does not exist')
    await writeAll()
    await expect(readMnist(join(folder, 'train-labels-idx1-ubyte'))).rejects.toThrow('is not a folder')
  })
})
