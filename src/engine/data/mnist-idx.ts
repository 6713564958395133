import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { DatasetError, type Dataset } from './dataset'

const SIDE = 28
const PIXELS = SIDE * SIDE
const CLASSES = 10
const IMAGE_MAGIC = 0x803
const LABEL_MAGIC = 0x801
const FILE_REMEDY = 'Download the file again.'
const NAMES_REMEDY =
  'The folder needs train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or with .gz.'

export interface MnistPart {
  images: Uint8Array
  labels: Uint8Array
  count: number
}

/**
 * The MNIST files of a folder, gzip or plain: the training part, then the t10k part held out.
 *
 * Shape: x (count, 1, 28, 28), values 0 to 1; y (count), class indices 0 to 9.
 * Errors: a missing file, a wrong magic number, a cut or damaged file, counts that differ, a label above 9.
 * Source: http://yann.lecun.com/exdb/mnist (IDX format).
 */
export async function readMnist(folder: string): Promise<Dataset> {
  const names = await list(folder)
  const train = await readPart(folder, names, 'train')
  const test = await readPart(folder, names, 't10k')
  const count = train.count + test.count
  const x = new Float32Array(count * PIXELS)
  const y = new Int32Array(count)
  for (let i = 0; i < train.images.length; i++) x[i] = train.images[i]! / 255
  for (let i = 0; i < test.images.length; i++) x[train.images.length + i] = test.images[i]! / 255
  y.set(train.labels)
  y.set(test.labels, train.count)
  return {
    name: 'mnist-idx',
    count,
    heldOut: test.count,
    x,
    xDtype: 'float32',
    xShape: [1, SIDE, SIDE],
    y,
    yShape: [],
    yDtype: 'int64',
    classes: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'ENOTDIR'
          ? 'is not a folder'
          : `cannot be read (${code})`
    throw new DatasetError(
      `The folder ${folder} ${why}.`,
      'Choose the folder with the four MNIST files.',
      'folder',
    )
  }
}

async function readPart(folder: string, names: string[], part: 'train' | 't10k'): Promise<MnistPart> {
  const images = await readIdx(folder, names, `${part}-images`, 'idx3-ubyte', IMAGE_MAGIC)
  const labels = await readIdx(folder, names, `${part}-labels`, 'idx1-ubyte', LABEL_MAGIC)
  const [height, width] = images.sizes.slice(1)
  if (height !== SIDE || width !== SIDE)
    throw wrong(images.path, `its images are ${height} × ${width}, expected ${SIDE} × ${SIDE}`, NAMES_REMEDY)
  if (images.count !== labels.count)
    throw wrong(
      labels.path,
      `it has ${labels.count} labels, but ${images.path} has ${images.count} images`,
      'Both files must be of the same set.',
    )
  const bad = labels.values.findIndex((label) => label >= CLASSES)
  if (bad >= 0)
    throw wrong(labels.path, `label ${bad} is ${labels.values[bad]}, expected 0 to 9`, FILE_REMEDY)
  return { images: images.values, labels: labels.values, count: images.count }
}

interface IdxFile {
  path: string
  count: number
  sizes: number[]
  values: Uint8Array
}

/** One IDX file of unsigned bytes: magic number, a big-endian size for each dimension, then the values. */
async function readIdx(
  folder: string,
  names: string[],
  stem: string,
  ending: string,
  magic: number,
): Promise<IdxFile> {
  const wanted = [`${stem}-${ending}`, `${stem}.${ending}`].flatMap((name) => [name, `${name}.gz`])
  const name = wanted.find((candidate) => names.includes(candidate))
  if (!name) throw new DatasetError(`${stem}-${ending} is missing in ${folder}.`, NAMES_REMEDY, 'folder')
  const path = join(folder, name)
  const bytes = await readBytes(path)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = bytes.length >= 4 ? view.getUint32(0) : 0
  if (found !== magic)
    throw wrong(path, `its magic number is ${found}, expected ${magic}`, 'This is not that MNIST file.')
  const start = 4 + 4 * (magic & 0xff)
  if (bytes.length < start) throw wrong(path, `it is cut short after ${bytes.length} bytes`, FILE_REMEDY)
  const sizes = Array.from({ length: magic & 0xff }, (_, axis) => view.getUint32(4 + 4 * axis))
  const length = sizes.reduce((product, size) => product * size, 1)
  if (bytes.length !== start + length)
    throw wrong(
      path,
      `it has ${bytes.length - start} bytes of values, but its header says ${sizes.join(' × ')} = ${length}`,
      FILE_REMEDY,
    )
  return { path, count: sizes[0]!, sizes, values: bytes.subarray(start) }
}

async function readBytes(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw wrong(
      path,
      `it cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'Check that you may read it.',
    )
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await promisify(gunzip)(bytes)
  } catch {
    throw wrong(path, 'its gzip data are damaged or cut short', FILE_REMEDY)
  }
}

function wrong(path: string, why: string, remedy: string): DatasetError {
  return new DatasetError(`${path} is refused: ${why}.`, remedy, path)
}
