/** Tensors as they are at one moment, written as safetensors while training goes on. */
import { backend } from '../backend'
import { keep, Tensor } from '../core/tensor'
import { release } from '../core/storage'
import { STORED } from '../executor/named-tensors'
import type { TensorFile } from '../executor/executor'
import { safetensorsHeader, safetensorsSize, storedBytes } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensorForm } from '../../graph/formats/safetensors'

/** Values read at once: a few milliseconds' work. */
const PIECE_VALUES = 2 ** 22

type Source = Tensor | SafeTensor['values']

interface Entry extends SafeTensorForm {
  source: Source
}

/**
 * Nothing is copied when a tensor is added: it shares the values, which whoever changes them in place copies first. They are
 * let go as they are written.
 */
export class TensorSnapshot implements TensorFile {
  private readonly entries = new Map<string, Entry>()
  private metadata: Record<string, string> | undefined

  add(name: string, tensor: Tensor): void {
    const { shape, dtype, layout } = tensor
    const source = keep(new Tensor(tensor.storage.share(), shape, dtype, layout))
    this.entries.set(name, { dtype: STORED[dtype], shape: [...shape], source })
  }

  /** The array must not be changed afterwards. */
  addValues(name: string, dtype: SafeTensor['dtype'], shape: number[], values: SafeTensor['values']): void {
    this.entries.set(name, { dtype, shape, source: values })
  }

  /** Texts beside the tensors. */
  describe(metadata: Record<string, string>): void {
    this.metadata = metadata
  }

  /** Bytes of the tensors' values in the file. */
  get size(): number {
    return safetensorsSize(this.entries.values())
  }

  /** The file in pieces, each read when it is asked for. To be walked once. */
  *pieces(): IterableIterator<Uint8Array> {
    try {
      yield safetensorsHeader(this.entries, this.metadata)
      for (const { dtype, source } of this.entries.values()) {
        for (const values of source instanceof Tensor ? valuesOf(source) : [source])
          yield storedBytes(dtype, values)
        if (source instanceof Tensor) source.dispose()
      }
    } finally {
      this.release()
    }
  }

  /** The whole file at once. */
  bytes(): Uint8Array {
    const pieces = [...this.pieces()]
    const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
    let at = 0
    for (const piece of pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    return bytes
  }

  /** Lets go of everything. */
  release(): void {
    for (const { source } of this.entries.values()) if (source instanceof Tensor) source.dispose()
    this.entries.clear()
  }
}

/** The values in the order of the dimensions. */
function* valuesOf(tensor: Tensor): IterableIterator<SafeTensor['values']> {
  const count = tensor.numel()
  // Another order of dimensions is converted as a whole.
  if (tensor.layout !== null || count <= PIECE_VALUES) {
    yield tensor.data()
    return
  }
  const flat = backend.reshape(tensor.handle, [count])
  try {
    for (let begin = 0; begin < count; begin += PIECE_VALUES) {
      const piece = backend.slice(flat, [begin], [Math.min(PIECE_VALUES, count - begin)])
      const values = backend.read(piece).slice()
      backend.free(piece)
      yield values
    }
  } finally {
    release(flat)
  }
}
