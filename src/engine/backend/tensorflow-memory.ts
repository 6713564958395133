import { Attributes } from './attributes'
import type { Attribute, Binding, OutputInfo } from './binding'
import { FIRST_TOKEN, FREED, KEPT, NOT_SEEN } from './interposer'
import type { Constant, Interposable, Interposer, NativeHandle } from './interposer'
import { Recent } from './recent'
import type { RecentLimits } from './recent'
import type { Handle, KernelData, KernelType } from './types'
import { isUsual } from './usual'
import type { Usual } from './usual'

/** Nets take some hundreds of each; what an edit left behind goes. */
const MOST_CONSTANTS: RecentLimits = { entries: 2048, bytes: 4 * 2 ** 20 }

/** What an interposer answers in TensorFlow's place. */
const CALLS = ['executeOp', 'deleteTensor', 'tensorDataSync'] as const
const PASSED = Object.fromEntries(CALLS.map((call) => [call, { value: undefined, writable: true }]))

/** Keeps the tensors that TensorFlow holds and the constants that kernels take, and runs kernels on them. */
export class TensorflowMemory implements Interposable {
  readonly live = { handles: 0, bytes: 0 }
  protected readonly attributes: Attributes
  /** TensorFlow itself, or whoever stands before it. */
  protected readonly binding: Binding
  private readonly constants: Recent<string, Constant>
  private readonly scalars: Record<KernelType, Recent<number | string, NativeHandle>>
  private interposer: Interposer | null = null

  constructor(readonly native: Binding) {
    this.binding = Object.create(native, PASSED) as Binding
    this.interpose(null)
    const { binding } = this
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

  /** From now on every call to TensorFlow goes to `interposer`, which names tensors as it likes; null: to TensorFlow again. */
  interpose(interposer: Interposer | null): void {
    this.interposer = interposer
    const answered: Pick<Binding, (typeof CALLS)[number]> = interposer ?? this.native
    for (const call of CALLS) {
      const answer = answered[call] as ((...given: unknown[]) => unknown) | undefined
      // TensorFlow's own functions need no receiver, and take longer behind a bound one.
      Object.assign(this.binding, { [call]: interposer ? answer?.bind(interposer) : answer })
    }
  }

  expect(x: Handle, usual: Usual): boolean {
    return this.interposer ? this.interposer.expect(x, usual) : isUsual(this.read(x)[0]!, usual)
  }

  another(x: Handle): Handle {
    const native = x as NativeHandle
    // Of what a captured step only names there is no tensor yet: it is one of its operations.
    if (native.id <= FIRST_TOKEN) return this.run('Reshape', [], [this.id(x), this.vector(x.shape)])
    const inputs = [this.realId(native), this.vectorOf(x.shape).id]
    return this.wrap(this.native.executeOp('Reshape', [], inputs, 1)[0]!)
  }

  computeNow(): void {
    this.interposer?.computeNow()
  }

  create(data: KernelData, shape: readonly number[], type: KernelType): Handle {
    return this.track(bare(-1, shape, type, data, null))
  }

  scalar(value: number, type: KernelType): Handle {
    const cache = this.scalars[type]
    // A map takes 0 and -0 for the same key.
    const key = Object.is(value, -0) ? '-0' : value
    const cached = cache.get(key)
    if (cached) return cached
    const made = bare(-1, [], type, scalarData(value, type), value)
    cache.set(key, made)
    return made
  }

  read(x: Handle): KernelData {
    const native = x as NativeHandle
    return native.host ?? this.binding.tensorDataSync(native.id === KEPT ? this.realId(native) : native.id)
  }

  free(x: Handle): void {
    const native = x as NativeHandle
    if (native.id >= 0 || native.id <= FIRST_TOKEN) this.binding.deleteTensor(native.id)
    native.keeper?.letGo()
    native.id = FREED
    native.host = null
    this.live.handles--
    this.live.bytes -= byteSize(native)
  }

  revive(native: NativeHandle, id: number): void {
    native.id = id
    this.track(native)
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
    const handle = this.track(bare(output.id, output.shape, this.kernelType(output.dtype), null, null))
    this.interposer?.named(handle)
    return handle
  }

  private track(handle: NativeHandle): NativeHandle {
    this.live.handles++
    this.live.bytes += byteSize(handle)
    return handle
  }

  protected id(x: Handle): number {
    const native = x as NativeHandle
    return this.interposer === null ? this.realId(native) : this.interposer.operand(native)
  }

  /** TensorFlow's own id. */
  realId(native: NativeHandle): number {
    if (native.id >= 0) return native.id
    if (native.id === KEPT) return (native.id = native.keeper!.read())
    if (native.host === null) throw new Error('This tensor was freed')
    native.id = this.native.createTensor(native.shape, this.attributes.typeCode(native.type), native.host)
    native.host = null
    return native.id
  }

  protected integer(value: number): number {
    return this.id(this.scalar(value, 'int32'))
  }

  /** A vector of zeros, or of nothing, for an operand that a kernel is to do without. */
  protected zeros(size: number): number {
    return this.operand(this.constant(`zeros ${size}`, () => [[size], new Float32Array(size)]))
  }

  /** A constant integer vector operand: a shape, axes, a permutation. */
  protected vector(values: readonly number[]): number {
    return this.operand(this.vectorOf(values))
  }

  protected matrix(rows: readonly (readonly [number, number])[]): number {
    const key = `pairs ${rows.join(';')}`
    return this.operand(this.constant(key, () => [[rows.length, 2], Int32Array.from(rows.flat())]))
  }

  private vectorOf(values: readonly number[]): Constant {
    return this.constant(values.join(), () => [[values.length], Int32Array.from(values)])
  }

  private operand(constant: Constant): number {
    return this.interposer === null ? constant.id : this.interposer.constant(constant)
  }

  /** An operand that many calls share; good for the next kernel. */
  private constant(key: string, make: () => [shape: number[], values: Float32Array | Int32Array]): Constant {
    const known = this.constants.get(key)
    if (known) return known
    const [shape, values] = make()
    const { TF_FLOAT, TF_INT32 } = this.binding
    const type = values instanceof Float32Array ? TF_FLOAT : TF_INT32
    const id = this.native.createTensor(shape, type, values)
    const made = { id, bytes: values.byteLength, key, shape, values, slot: NOT_SEEN, pass: 0 }
    this.constants.set(key, made)
    return made
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
    native.keeper?.letGo()
    native.id = id
    this.interposer?.named(native)
  }
}

/** How many values a shape holds. */
export function product(shape: readonly number[]): number {
  let size = 1
  for (const length of shape) size *= length
  return size
}

/** A handle that nobody has seen. */
function bare(
  id: number,
  shape: readonly number[],
  type: KernelType,
  host: KernelData | null,
  number: number | null,
): NativeHandle {
  // Field by field: spreading an object here takes longer than all else that a handle costs.
  return { id, shape, type, refs: 1, host, number, keeper: null, slot: NOT_SEEN, pass: 0 }
}

function scalarData(value: number, type: KernelType): KernelData {
  if (type === 'float32') return Float32Array.of(value)
  return type === 'int32' ? Int32Array.of(value) : Uint8Array.of(value)
}

function byteSize(handle: Handle): number {
  return product(handle.shape) * (handle.type === 'bool' ? 1 : 4)
}
