import { Attributes } from './attributes'
import type { Attribute, Binding, OutputInfo } from './binding'
import { Recent } from './recent'
import type { RecentLimits } from './recent'
import type { Handle, KernelData, KernelType } from './types'

interface NativeHandle extends Handle {
  /** The addon's id, or -1 while the values are only in `host`. */
  id: number
  /** Values not handed over yet: many small tensors are read back before a kernel ever needs them. */
  host: KernelData | null
}

/** Nets take some hundreds of each; what an edit left behind goes. */
const MOST_CONSTANTS: RecentLimits = { entries: 2048, bytes: 4 * 2 ** 20 }

/** A constant operand that the addon holds. */
interface Constant {
  id: number
  bytes: number
}

/** Keeps the tensors that TensorFlow holds and the constants that kernels take, and runs kernels on them. */
export class TensorflowMemory {
  readonly live = { handles: 0, bytes: 0 }
  protected readonly attributes: Attributes
  private readonly constants: Recent<string, Constant>
  private readonly scalars: Record<KernelType, Recent<number | string, NativeHandle>>

  constructor(protected readonly binding: Binding) {
    this.attributes = new Attributes(binding)
    this.constants = new Recent(
      MOST_CONSTANTS,
      ({ bytes }) => bytes,
      ({ id }) => binding.deleteTensor(id),
    )
    const scalars = (): Recent<number | string, NativeHandle> =>
      new Recent<number | string, NativeHandle>(MOST_CONSTANTS, byteSize, (handle) => this.letGo(handle))
    this.scalars = { float32: scalars(), int32: scalars(), bool: scalars() }
  }

  create(data: KernelData, shape: readonly number[], type: KernelType): Handle {
    return this.track({ id: -1, shape, type, refs: 1, host: data })
  }

  scalar(value: number, type: KernelType): Handle {
    const cache = this.scalars[type]
    // A map takes 0 and -0 for the same key.
    const key = Object.is(value, -0) ? '-0' : value
    const cached = cache.get(key)
    if (cached) return cached
    const made: NativeHandle = { id: -1, shape: [], type, refs: 1, host: scalarData(value, type) }
    cache.set(key, made)
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
    return this.constant(`zeros ${size}`, () => [[size], new Float32Array(size)])
  }

  /** A constant integer vector operand: a shape, axes, a permutation. */
  protected vector(values: readonly number[]): number {
    return this.constant(values.join(), () => [[values.length], Int32Array.from(values)])
  }

  protected matrix(rows: readonly (readonly [number, number])[]): number {
    return this.constant(`pairs ${rows.join(';')}`, () => [[rows.length, 2], Int32Array.from(rows.flat())])
  }

  /** An operand that many calls share; good for the next kernel. */
  private constant(key: string, make: () => [shape: number[], values: Float32Array | Int32Array]): number {
    const known = this.constants.get(key)
    if (known) return known.id
    const [shape, values] = make()
    const { TF_FLOAT, TF_INT32 } = this.binding
    const type = values instanceof Float32Array ? TF_FLOAT : TF_INT32
    const id = this.binding.createTensor(shape, type, values)
    this.constants.set(key, { id, bytes: values.byteLength })
    return id
  }

  /** A tensor that still holds the number becomes its owner. */
  private letGo(handle: NativeHandle): void {
    this.track(handle)
    if (--handle.refs === 0) this.free(handle)
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

function scalarData(value: number, type: KernelType): KernelData {
  if (type === 'float32') return Float32Array.of(value)
  return type === 'int32' ? Int32Array.of(value) : Uint8Array.of(value)
}

function byteSize(handle: Handle): number {
  return product(handle.shape) * (handle.type === 'bool' ? 1 : 4)
}
