/** A file as what one input of a net takes: an array of NumPy, a tensor of a safetensors file, or a picture. */
import { isNpy, NpyError, readNpy } from '../../graph/formats/npy'
import { readSafetensors, SafetensorsError } from '../../graph/formats/safetensors'
import type { SafeTensor } from '../../graph/formats/safetensors'
import { t } from '../texts/index'
import type { Slot } from './slots'

export const inputEndings: readonly string[] = ['npy', 'safetensors', 'png', 'jpg', 'jpeg', 'webp', 'bmp']

/** What is wrong with a file, and what to do. */
export class InputFileError extends Error {
  override readonly name = 'InputFileError'

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message)
  }
}

export interface ReadInput {
  tensor: SafeTensor
  /** Its values go from 0 to 1. */
  picture: boolean
}

/**
 * Reads the tensor, in the shape of the slot: a batch of one may be left out. A picture is scaled to the slot's height and width.
 *
 * Errors: a file that cannot be read, or whose numbers do not fit.
 */
export async function readInput(name: string, bytes: Uint8Array, slot: Slot): Promise<ReadInput> {
  const numbers = (tensor: SafeTensor): ReadInput => ({ tensor: fitting(name, tensor, slot), picture: false })
  if (isNpy(bytes) || name.endsWith('.npy')) return numbers(read(name, () => readNpy(bytes)))
  if (name.endsWith('.safetensors')) return numbers(pick(name, read(name, () => readSafetensors(bytes)), slot))
  return { tensor: await picture(name, bytes, slot), picture: true }
} // prettier-ignore

function read<T>(name: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof NpyError || error instanceof SafetensorsError)
      throw new InputFileError(`${name}: ${error.message}`, error.remedy)
    throw error
  }
}

/** The tensor with the slot's name, else the only one. */
function pick(name: string, tensors: ReadonlyMap<string, SafeTensor>, { label, handle }: Slot): SafeTensor {
  const [first] = tensors.values()
  const found = tensors.get(label) ?? tensors.get(handle) ?? (tensors.size === 1 ? first : undefined)
  if (found !== undefined) return found
  throw new InputFileError(
    t('feed.file.noTensor', { file: name, name: label, names: [...tensors.keys()].slice(0, 8) }),
    t('feed.file.noTensorRemedy'),
  )
}

function fitting(name: string, tensor: SafeTensor, { shape, dtype, label }: Slot): SafeTensor {
  const bare = (sizes: readonly number[]): string => sizes.join().replace(/^(1,)+/, '')
  const found = { F32: 'float32', I64: 'int64', I32: 'int64', BOOL: 'bool' }[tensor.dtype]
  if (bare(tensor.shape) !== bare(shape) || found !== dtype)
    throw new InputFileError(
      t('feed.file.shape', {
        file: name,
        found: `${found} [${tensor.shape.join(', ')}]`,
        name: label,
        wanted: `${dtype} [${shape.join(', ')}]`,
      }),
      t('feed.file.shapeRemedy'),
    )
  return { ...tensor, shape }
}

/** Channels, height and width of a slot that takes pictures; null for another. */
export function pictureSize({
  shape,
  dtype,
}: Slot): { channels: number; height: number; width: number } | null {
  const [count, channels = 0, height = 0, width = 0, more] = shape
  if (count !== 1 || more !== undefined || shape.length !== 4 || dtype !== 'float32') return null
  return (channels === 1 || channels === 3) && height > 1 && width > 1 ? { channels, height, width } : null
}

async function picture(name: string, bytes: Uint8Array, slot: Slot): Promise<SafeTensor> {
  const size = pictureSize(slot)
  if (size === null)
    throw new InputFileError(
      t('feed.file.noPicture', { name: slot.label, wanted: `[${slot.shape.join(', ')}]` }),
      t('feed.file.noPictureRemedy'),
    )
  const { channels, height, width } = size
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]))
  } catch {
    throw new InputFileError(t('feed.file.unknown', { file: name }), t('feed.file.unknownRemedy'))
  }
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new InputFileError(t('feed.file.unknown', { file: name }), t('feed.file.unknownRemedy'))
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  const { data } = context.getImageData(0, 0, width, height)
  const values = new Float32Array(channels * height * width)
  const plane = height * width
  for (let at = 0; at < plane; at++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * at, 4 * at + 3)
    // The weights of ITU-R 601, as PIL's convert('L') has them.
    if (channels === 1) values[at] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    else [red, green, blue].forEach((value, channel) => (values[channel * plane + at] = value / 255))
  }
  return { dtype: 'F32', shape: slot.shape, values }
}
