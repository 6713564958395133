import { Attributes } from './attributes'
import type { Attribute, Binding, OutputInfo } from './binding'
import type { Handle, KernelData, KernelType } from './types'

interface NativeHandle extends Handle {
  /** The addon's id, or -1 while the values are only in `host`. */
  id: number
  /** Values not handed over yet: many small tensors are read back before a kernel ever needs them. */
  host: KernelData | null
}

const MAX_SCALARS = 1024

/** Keeps the tensors that TensorFlow holds and the constants that kernels take, and runs kernels on them. */
export class TensorflowMemory {
  readonly live = { handles: 0, bytes: 0 }
  protected readonly attributes: Attributes
  private readonly vectors = new Map<string, number>()
  private readonly scalars = new Map<number, NativeHandle>()
  private readonly integerScalars = new Map<number, NativeHandle>()

  constructor(protected readonly binding: Binding) {
    this.attributes = new Attributes(binding)
  }

  create(data: KernelData, shape: readonly number[], type: KernelType): Handle {
    return this.track({ id: -1, shape, type, refs: 1, host: data })
  }

  scalar(value: number, type: KernelType): Handle {
    const cache = type === 'float32' ? this.scalars : this.integerScalars
    const cached = cache.get(value)
    if (cached) return cached
    if (cache.size >= MAX_SCALARS) this.dropOldest(cache)
    const data = type === 'float32' ? Float32Array.of(value) : Int32Array.of(value)
    const made: NativeHandle = { id: -1, shape: [], type, refs: 1, host: data }
    cache.set(value, made)
    return made
  }

  read(x: Handle): KernelData {
    const native = x as NativeHandle
    return native.host ?? this.binding.tensorDataSync(native.id)
  }

  free(x: Handle): void {
    const native = x as NativeHandle
    if (native.id >= 0) this.binding.deleteTensor(native.id)
    native.id = -2
    native.host = null
    this.live.handles--
    this.live.bytes -= byteSize(native)
  }

  protected run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): Handle {
    return this.wrap(this.binding.executeOp(name, attributes, inputs, 1)[0]!)
  }

  protected runPair(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
  ): [Handle, Handle] {
    const [first, second] = this.binding.executeOp(name, attributes, inputs, 2)
    return [this.wrap(first!), this.wrap(second!)]
  }

  protected wrap(output: OutputInfo): Handle {
    return this.track({
      id: output.id,
      shape: output.shape,
      type: this.kernelType(output.dtype),
      refs: 1,
      host: null,
    })
  }

  private track(handle: NativeHandle): Handle {
    this.live.handles++
    this.live.bytes += byteSize(handle)
    return handle
  }

  protected id(x: Handle): number {
    const native = x as NativeHandle
    if (native.id >= 0) return native.id
    if (native.host === null) throw new Error('This tensor was freed')
    native.id = this.binding.createTensor(native.shape, this.attributes.typeCode(native.type), native.host)
    native.host = null
    return native.id
  }

  protected integer(value: number): number {
    return this.id(this.scalar(value, 'int32'))
  }

  /** A vector of zeros, or of nothing, for an operand that a kernel is to do without. */
  protected zeros(size: number): number {
    const key = `zeros ${size}`
    let id = this.vectors.get(key)
    if (id === undefined) {
      id = this.binding.createTensor([size], this.binding.TF_FLOAT, new Float32Array(size))
      this.vectors.set(key, id)
    }
    return id
  }

  /** A constant integer vector operand (a shape, axes, a permutation), kept for good: a program has few of them. */
  protected vector(values: readonly number[]): number {
    const key = values.join()
    let id = this.vectors.get(key)
    if (id === undefined) {
      id = this.binding.createTensor([values.length], this.binding.TF_INT32, Int32Array.from(values))
      this.vectors.set(key, id)
    }
    return id
  }

  protected matrix(rows: readonly (readonly [number, number])[]): number {
    const key = `pairs ${rows.join(';')}`
    let id = this.vectors.get(key)
    if (id === undefined) {
      id = this.binding.createTensor([rows.length, 2], this.binding.TF_INT32, Int32Array.from(rows.flat()))
      this.vectors.set(key, id)
    }
    return id
  }

  /** The cache lets go of its oldest number; a tensor that still holds it becomes its owner. */
  private dropOldest(cache: Map<number, NativeHandle>): void {
    for (const [value, handle] of cache) {
      cache.delete(value)
      this.track(handle)
      if (--handle.refs === 0) this.free(handle)
      return
    }
  }

  /** The places that pooling gives are of 64 bits, and only go back to a kernel. */
  private kernelType(code: number): KernelType {
    if (code === this.binding.TF_FLOAT) return 'float32'
    return code === this.binding.TF_BOOL ? 'bool' : 'int32'
  }

  /** Names the tensor that holds a handle's values from now on. */
  protected setId(x: Handle, id: number): void {
    const native = x as NativeHandle
    native.id = id
  }
}

/** How many values a shape holds. */
export function product(shape: readonly number[]): number {
  let size = 1
  for (const length of shape) size *= length
  return size
}

function byteSize(handle: Handle): number {
  return product(handle.shape) * (handle.type === 'bool' ? 1 : 4)
}
