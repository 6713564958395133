import { availableParallelism } from 'node:os'
import { Attributes } from './attributes'
import { loadBinding, type Attribute, type Binding, type OutputInfo } from './binding'
import type {
  Backend,
  BinaryKernel,
  Handle,
  KernelData,
  KernelType,
  PoolWindow,
  ReduceKernel,
  UnaryKernel,
  Window2d,
} from './types'

/** Starts TensorFlow's native CPU library. */
export function loadTensorflow(): Backend {
  return new TensorflowBackend(loadBinding())
}

interface NativeHandle extends Handle {
  /** The addon's id, or -1 while the values are only in `host`. */
  id: number
  /** Values not handed over yet: many small tensors are read back before a kernel ever needs them. */
  host: KernelData | null
}

/** Kernels whose operands TensorFlow takes as (output, gradient). */
const OUTPUT_FIRST = new Set<BinaryKernel>(['SigmoidGrad', 'TanhGrad'])
const RENAMED: Partial<Record<BinaryKernel, string>> = { Add: 'AddV2' }
const MAX_SCALARS = 1024

class TensorflowBackend implements Backend {
  readonly name = 'tensorflow'
  readonly version: string
  readonly threads = availableParallelism()
  readonly live = { handles: 0, bytes: 0 }
  private readonly attributes: Attributes
  private readonly vectors = new Map<string, number>()
  private readonly scalars = new Map<number, NativeHandle>()
  private readonly integerScalars = new Map<number, NativeHandle>()

  constructor(private readonly binding: Binding) {
    this.version = binding.TF_Version
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

  reshape(x: Handle, shape: readonly number[]): Handle {
    const attributes = this.attributes.of('Reshape', x.type, () => [this.attributes.type('Tshape', 'int32')])
    return this.run('Reshape', attributes, [this.id(x), this.vector(shape)])
  }

  transpose(x: Handle, permutation: readonly number[]): Handle {
    const attributes = this.attributes.of('Transpose', x.type, () => [this.attributes.type('Tperm', 'int32')])
    return this.run('Transpose', attributes, [this.id(x), this.vector(permutation)])
  }

  cast(x: Handle, type: KernelType): Handle {
    const attributes = this.attributes.cached(`Cast ${x.type} ${type}`, () => [
      this.attributes.type('SrcT', x.type),
      this.attributes.type('DstT', type),
      this.attributes.bool('Truncate', false),
    ])
    return this.run('Cast', attributes, [this.id(x)])
  }

  unary(kernel: UnaryKernel, x: Handle): Handle {
    return this.run(kernel, kernel === 'LogicalNot' ? [] : this.attributes.typed[x.type], [this.id(x)])
  }

  binary(kernel: BinaryKernel, a: Handle, b: Handle): Handle {
    const inputs = OUTPUT_FIRST.has(kernel) ? [this.id(b), this.id(a)] : [this.id(a), this.id(b)]
    const attributes = kernel === 'LogicalAnd' || kernel === 'LogicalOr' ? [] : this.attributes.typed[a.type]
    return this.run(RENAMED[kernel] ?? kernel, attributes, inputs)
  }

  addN(xs: readonly Handle[]): Handle {
    const first = xs[0]!
    const attributes = this.attributes.of(`AddN ${xs.length}`, first.type, () => [
      this.attributes.int('N', xs.length),
    ])
    return this.run(
      'AddN',
      attributes,
      xs.map((x) => this.id(x)),
    )
  }

  select(condition: Handle, a: Handle, b: Handle): Handle {
    return this.run('SelectV2', this.attributes.typed[a.type], [this.id(condition), this.id(a), this.id(b)])
  }

  reduce(kernel: ReduceKernel, x: Handle, axes: readonly number[], keepDims: boolean): Handle {
    const attributes = this.attributes.cached(`reduce ${kernel} ${x.type} ${keepDims}`, () => [
      this.attributes.bool('keep_dims', keepDims),
      ...(kernel === 'All' || kernel === 'Any' ? [] : this.attributes.typed[x.type]),
      this.attributes.type('Tidx', 'int32'),
    ])
    return this.run(kernel, attributes, [this.id(x), this.vector(axes)])
  }

  argReduce(kernel: 'ArgMax' | 'ArgMin', x: Handle, axis: number): Handle {
    const attributes = this.attributes.of(kernel, x.type, () => [
      this.attributes.type('Tidx', 'int32'),
      this.attributes.type('output_type', 'int32'),
    ])
    return this.run(kernel, attributes, [this.id(x), this.id(this.scalar(axis, 'int32'))])
  }

  cumsum(x: Handle, axis: number, reverse: boolean): Handle {
    const attributes = this.attributes.of(`Cumsum ${reverse}`, x.type, () => [
      this.attributes.bool('exclusive', false),
      this.attributes.bool('reverse', reverse),
      this.attributes.type('Tidx', 'int32'),
    ])
    return this.run('Cumsum', attributes, [this.id(x), this.id(this.scalar(axis, 'int32'))])
  }

  matmul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle {
    if (a.shape.length === 2 && b.shape.length === 2) {
      const attributes = this.attributes.of(`MatMul ${transposeA} ${transposeB}`, a.type, () => [
        this.attributes.bool('transpose_a', transposeA),
        this.attributes.bool('transpose_b', transposeB),
      ])
      return this.run('MatMul', attributes, [this.id(a), this.id(b)])
    }
    const attributes = this.attributes.of(`BatchMatMul ${transposeA} ${transposeB}`, a.type, () => [
      this.attributes.bool('adj_x', transposeA),
      this.attributes.bool('adj_y', transposeB),
    ])
    return this.run('BatchMatMulV2', attributes, [this.id(a), this.id(b)])
  }

  concat(xs: readonly Handle[], axis: number): Handle {
    const attributes = this.attributes.of(`Concat ${xs.length}`, xs[0]!.type, () => [
      this.attributes.int('N', xs.length),
      this.attributes.type('Tidx', 'int32'),
    ])
    return this.run('ConcatV2', attributes, [
      ...xs.map((x) => this.id(x)),
      this.id(this.scalar(axis, 'int32')),
    ])
  }

  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle {
    const attributes = this.attributes.of('Slice', x.type, () => [this.attributes.type('Index', 'int32')])
    return this.run('Slice', attributes, [this.id(x), this.vector(begin), this.vector(size)])
  }

  stridedSlice(
    x: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle {
    const inputs = [this.id(x), this.vector(begin), this.vector(end), this.vector(strides)]
    return this.run('StridedSlice', this.attributes.strided(x.type), inputs)
  }

  stridedSliceGrad(
    shape: readonly number[],
    grad: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle {
    const inputs = [
      this.vector(shape),
      this.vector(begin),
      this.vector(end),
      this.vector(strides),
      this.id(grad),
    ]
    return this.run('StridedSliceGrad', this.attributes.strided(grad.type), inputs)
  }

  pad(x: Handle, paddings: readonly (readonly [number, number])[], value: number): Handle {
    const attributes = this.attributes.of('PadV2', x.type, () => [this.attributes.type('Tpaddings', 'int32')])
    return this.run('PadV2', attributes, [
      this.id(x),
      this.matrix(paddings),
      this.id(this.scalar(value, x.type)),
    ])
  }

  mirrorPad(x: Handle, paddings: readonly (readonly [number, number])[]): Handle {
    const attributes = this.attributes.of('MirrorPad', x.type, () => [
      this.attributes.type('Tpaddings', 'int32'),
      this.attributes.string('mode', 'REFLECT'),
    ])
    return this.run('MirrorPad', attributes, [this.id(x), this.matrix(paddings)])
  }

  tile(x: Handle, repeats: readonly number[]): Handle {
    const attributes = this.attributes.of('Tile', x.type, () => [this.attributes.type('Tmultiples', 'int32')])
    return this.run('Tile', attributes, [this.id(x), this.vector(repeats)])
  }

  broadcastTo(x: Handle, shape: readonly number[]): Handle {
    const attributes = this.attributes.of('BroadcastTo', x.type, () => [
      this.attributes.type('Tidx', 'int32'),
    ])
    return this.run('BroadcastTo', attributes, [this.id(x), this.vector(shape)])
  }

  reverse(x: Handle, axes: readonly number[]): Handle {
    const attributes = this.attributes.of('ReverseV2', x.type, () => [this.attributes.type('Tidx', 'int32')])
    return this.run('ReverseV2', attributes, [this.id(x), this.vector(axes)])
  }

  gather(x: Handle, indices: Handle, axis: number): Handle {
    const attributes = this.attributes.cached(`Gather ${x.type}`, () => [
      this.attributes.int('batch_dims', 0),
      this.attributes.type('Tparams', x.type),
      this.attributes.type('Tindices', 'int32'),
      this.attributes.type('Taxis', 'int32'),
    ])
    return this.run('GatherV2', attributes, [
      this.id(x),
      this.id(indices),
      this.id(this.scalar(axis, 'int32')),
    ])
  }

  segmentSum(x: Handle, indices: Handle, count: number): Handle {
    const attributes = this.attributes.of('UnsortedSegmentSum', x.type, () => [
      this.attributes.type('Tindices', 'int32'),
      this.attributes.type('Tnumsegments', 'int32'),
    ])
    return this.run('UnsortedSegmentSum', attributes, [
      this.id(x),
      this.id(indices),
      this.id(this.scalar(count, 'int32')),
    ])
  }

  oneHot(indices: Handle, depth: number): Handle {
    const attributes = this.attributes.cached('OneHot', () => [
      this.attributes.int('axis', -1),
      ...this.attributes.typed.float32,
      this.attributes.type('TI', 'int32'),
    ])
    const inputs = [
      indices,
      this.scalar(depth, 'int32'),
      this.scalar(1, 'float32'),
      this.scalar(0, 'float32'),
    ]
    return this.run(
      'OneHot',
      attributes,
      inputs.map((x) => this.id(x)),
    )
  }

  fill(shape: readonly number[], value: number, type: KernelType): Handle {
    if (type === 'bool') return this.create(new Uint8Array(product(shape)).fill(value ? 1 : 0), shape, 'bool')
    const attributes = this.attributes.of('Fill', type, () => [this.attributes.type('index_type', 'int32')])
    return this.run('Fill', attributes, [this.vector(shape), this.id(this.scalar(value, type))])
  }

  clip(x: Handle, min: number, max: number): Handle {
    const inputs = [this.id(x), this.id(this.scalar(min, x.type)), this.id(this.scalar(max, x.type))]
    return this.run('ClipByValue', this.attributes.typed[x.type], inputs)
  }

  softmax(x: Handle): Handle {
    return this.run('Softmax', this.attributes.typed.float32, [this.id(x)])
  }

  logSoftmax(x: Handle): Handle {
    return this.run('LogSoftmax', this.attributes.typed.float32, [this.id(x)])
  }

  topK(x: Handle, k: number): [Handle, Handle] {
    const attributes = this.attributes.of('TopKV2', x.type, () => [this.attributes.bool('sorted', true)])
    return this.runPair('TopKV2', attributes, [this.id(x), this.id(this.scalar(k, 'int32'))])
  }

  sparseCrossEntropy(logits: Handle, labels: Handle): [Handle, Handle] {
    const attributes = this.attributes.of('SparseSoftmaxCrossEntropyWithLogits', 'float32', () => [
      this.attributes.type('Tlabels', 'int32'),
    ])
    return this.runPair('SparseSoftmaxCrossEntropyWithLogits', attributes, [this.id(logits), this.id(labels)])
  }

  conv2d(x: Handle, filter: Handle, window: Window2d): Handle {
    return this.run('Conv2D', this.attributes.conv(window), [this.id(x), this.id(filter)])
  }

  conv2dInputGrad(inputShape: readonly number[], filter: Handle, grad: Handle, window: Window2d): Handle {
    const inputs = [this.vector(inputShape), this.id(filter), this.id(grad)]
    return this.run('Conv2DBackpropInput', this.attributes.conv(window), inputs)
  }

  conv2dFilterGrad(x: Handle, filterShape: readonly number[], grad: Handle, window: Window2d): Handle {
    const inputs = [this.id(x), this.vector(filterShape), this.id(grad)]
    return this.run('Conv2DBackpropFilter', this.attributes.conv(window), inputs)
  }

  maxPool(x: Handle, window: PoolWindow): Handle {
    return this.run('MaxPool', this.attributes.pool(window), [this.id(x)])
  }

  maxPoolGrad(x: Handle, output: Handle, grad: Handle, window: PoolWindow): Handle {
    return this.run('MaxPoolGrad', this.attributes.pool(window), [this.id(x), this.id(output), this.id(grad)])
  }

  avgPool(x: Handle, window: PoolWindow): Handle {
    return this.run('AvgPool', this.attributes.pool(window), [this.id(x)])
  }

  avgPoolGrad(inputShape: readonly number[], grad: Handle, window: PoolWindow): Handle {
    return this.run('AvgPoolGrad', this.attributes.pool(window), [this.vector(inputShape), this.id(grad)])
  }

  biasAdd(x: Handle, bias: Handle): Handle {
    return this.run('BiasAdd', this.attributes.typed.float32, [this.id(x), this.id(bias)])
  }

  biasAddGrad(grad: Handle): Handle {
    return this.run('BiasAddGrad', this.attributes.typed.float32, [this.id(grad)])
  }

  private run(name: string, attributes: readonly Attribute[], inputs: readonly number[]): Handle {
    return this.wrap(this.binding.executeOp(name, attributes, inputs, 1)[0]!)
  }

  private runPair(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
  ): [Handle, Handle] {
    const [first, second] = this.binding.executeOp(name, attributes, inputs, 2)
    return [this.wrap(first!), this.wrap(second!)]
  }

  private wrap(output: OutputInfo): Handle {
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

  private id(x: Handle): number {
    const native = x as NativeHandle
    if (native.id >= 0) return native.id
    if (native.host === null) throw new Error('This tensor was freed')
    native.id = this.binding.createTensor(native.shape, this.typeCode(native.type), native.host)
    native.host = null
    return native.id
  }

  /** A constant integer vector operand (a shape, axes, a permutation), kept for good: a program has few of them. */
  private vector(values: readonly number[]): number {
    const key = values.join()
    let id = this.vectors.get(key)
    if (id === undefined) {
      id = this.binding.createTensor([values.length], this.binding.TF_INT32, Int32Array.from(values))
      this.vectors.set(key, id)
    }
    return id
  }

  private matrix(rows: readonly (readonly [number, number])[]): number {
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

  private typeCode(type: KernelType): number {
    return this.attributes.typed[type][0]!.value as number
  }

  private kernelType(code: number): KernelType {
    if (code === this.binding.TF_FLOAT) return 'float32'
    return code === this.binding.TF_INT32 ? 'int32' : 'bool'
  }
}

function product(shape: readonly number[]): number {
  let size = 1
  for (const length of shape) size *= length
  return size
}

function byteSize(handle: Handle): number {
  return product(handle.shape) * (handle.type === 'bool' ? 1 : 4)
}
