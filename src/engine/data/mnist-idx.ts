import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { readOrdinaryFile } from '../ordinary-file'
import { DatasetError, type Dataset } from './dataset'
import { tell } from '../../words/tell'

/** Larger is no file of MNIST: the largest one has 47 MB. */
const MOST_BYTES = 256 * 2 ** 20
const SIDE = 28
const PIXELS = SIDE * SIDE
const CLASSES = 10
const IMAGE_MAGIC = 0x803
const LABEL_MAGIC = 0x801
/** Bytes of 160,000 images; MNIST has 60,000. */
const MOST_UNPACKED = 126_000_000
const fileRemedy = (): string => tell('data.download_file_again', 'Download the file again.')
const namesRemedy = (): string =>
  tell(
    'data.folder_needs_four_files',
    'The folder needs train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or with .gz.',
  )

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
    throw new DatasetError(
      folderProblem(folder, String((error as NodeJS.ErrnoException).code)),
      tell('data.choose_folder_with_four_mnist', 'Choose the folder with the four MNIST files.'),
      'folder',
    )
  }
}

function folderProblem(folder: string, code: string): string {
  if (code === 'ENOENT')
    return tell('data.folder_does_not_exist', 'The folder {{folder}} does not exist.', { folder })
  if (code === 'ENOTDIR')
    return tell('data.folder_is_not_folder', 'The folder {{folder}} is not a folder.', { folder })
  return tell('data.folder_cannot_be_read', 'The folder {{folder}} cannot be read ({{code}}).', {
    folder,
    code,
  })
}

async function readPart(folder: string, names: string[], part: 'train' | 't10k'): Promise<MnistPart> {
  const images = await readIdx(folder, names, `${part}-images`, 'idx3-ubyte', IMAGE_MAGIC)
  const labels = await readIdx(folder, names, `${part}-labels`, 'idx1-ubyte', LABEL_MAGIC)
  const [height, width] = images.sizes.slice(1)
  if (height !== SIDE || width !== SIDE)
    throw refused(
      images.path,
      tell(
        'data.its_images_are_expected',
        '{{path}} is refused: its images are {{size}}, expected {{expected}}.',
        {
          path: images.path,
          size: `${height} × ${width}`,
          expected: `${SIDE} × ${SIDE}`,
        },
      ),
      namesRemedy(),
    )
  if (images.count !== labels.count)
    throw refused(
      labels.path,
      tell(
        'data.it_has_labels_but_images',
        '{{path}} is refused: it has {{labels}} labels, but {{other}} has {{images}} images.',
        {
          labels: labels.count,
          path: labels.path,
          other: images.path,
          images: images.count,
        },
      ),
      tell('data.both_files_must_be_of', 'Both files must be of the same set.'),
    )
  const bad = labels.values.findIndex((label) => label >= CLASSES)
  if (bad >= 0)
    throw refused(
      labels.path,
      tell(
        'data.label_is_expected_0_to',
        '{{path}} is refused: label {{index}} is {{label}}, expected 0 to 9.',
        {
          path: labels.path,
          index: bad,
          label: labels.values[bad]!,
        },
      ),
      fileRemedy(),
    )
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
  if (!name)
    throw new DatasetError(
      tell('data.file_is_missing_in', '{{file}} is missing in {{folder}}.', {
        file: `${stem}-${ending}`,
        folder,
      }),
      namesRemedy(),
      'folder',
    )
  const path = join(folder, name)
  const bytes = await readBytes(path)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = bytes.length >= 4 ? view.getUint32(0) : 0
  if (found !== magic)
    throw refused(
      path,
      tell(
        'data.its_magic_number_is',
        '{{path}} is refused: its magic number is {{found}}, expected {{magic}}.',
        { path, found, magic },
      ),
      tell('data.this_is_not_that_mnist', 'This is not that MNIST file.'),
    )
  const start = 4 + 4 * (magic & 0xff)
  if (bytes.length < start)
    throw refused(
      path,
      tell('data.it_is_cut_short_after', '{{path}} is refused: it is cut short after {{bytes}} bytes.', {
        path,
        bytes: bytes.length,
      }),
      fileRemedy(),
    )
  const sizes = Array.from({ length: magic & 0xff }, (_, axis) => view.getUint32(4 + 4 * axis))
  const length = sizes.reduce((product, size) => product * size, 1)
  if (bytes.length !== start + length)
    throw refused(
      path,
      tell(
        'data.it_has_bytes_of_values',
        '{{path}} is refused: it has {{bytes}} bytes of values, but its header says {{sizes}} = {{length}}.',
        { path, bytes: bytes.length - start, sizes: sizes.join(' × '), length },
      ),
      fileRemedy(),
    )
  return { path, count: sizes[0]!, sizes, values: bytes.subarray(start) }
}

async function readBytes(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array
  try {
    bytes = await readOrdinaryFile(path, MOST_BYTES)
  } catch (error) {
    throw refused(
      path,
      tell('data.it_cannot_be_read', '{{path}} is refused: it cannot be read ({{code}}).', {
        path,
        code: String((error as NodeJS.ErrnoException).code),
      }),
      tell('data.check_that_you_may_read', 'Check that you may read it.'),
    )
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MOST_UNPACKED })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw refused(
        path,
        tell('data.unpacks_to_too_much', '{{path}} is refused: it unpacks to more than {{megabytes}} MB.', {
          path,
          megabytes: MOST_UNPACKED / 1e6,
        }),
        tell('data.this_is_not_that_mnist', 'This is not that MNIST file.'),
      )
    throw refused(
      path,
      tell('data.its_gzip_data_are_damaged', '{{path}} is refused: its gzip data are damaged or cut short.', {
        path,
      }),
      fileRemedy(),
    )
  }
}

function refused(path: string, message: string, remedy: string): DatasetError {
  return new DatasetError(message, remedy, path)
}
