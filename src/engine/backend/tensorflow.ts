import { loadBinding, type Attribute, type Binding } from './binding'
import { gaplessPlan, withoutGaps } from './gapless'
import { repeatsMatrices, withStacks } from './matrix-stacks'
import { seesPaddingAlone } from './padding-alone'
import { paddingKind } from './padding-kind'
import { withoutMargins, withPadding } from './margins'
import { product, TensorflowMemory } from './tensorflow-memory'
import { TensorflowStatistics } from './tensorflow-statistics'
import { TensorflowUpdates } from './tensorflow-updates'
import { settleThreads } from './threads'
import { usesOneDnn } from './onednn'
import type {
  Backend,
  BinaryKernel,
  DepthwiseKernels,
  Handle,
  KernelType,
  PoolWindow,
  ReduceKernel,
  StatisticsKernels,
  UnaryKernel,
  UpdateKernels,
  Window2d,
} from './types'

/** Starts TensorFlow's native CPU library. */
export function loadTensorflow(): Backend {
  const threads = settleThreads()
  return new TensorflowBackend(loadBinding(), threads)
}

/** Kernels whose operands TensorFlow takes as (output, gradient). */
const OUTPUT_FIRST = new Set<BinaryKernel>(['SigmoidGrad', 'TanhGrad'])
/** Types come from the inputs, and every attribute left out costs a microsecond less. */
const NONE: readonly Attribute[] = []

class TensorflowBackend extends TensorflowMemory implements Backend {
  readonly name = 'tensorflow'
  readonly version: string
  readonly oneDnn: boolean
  readonly updates: UpdateKernels
  readonly statistics: StatisticsKernels
  readonly interposable = this

  constructor(
    native: Binding,
    readonly threads: number,
  ) {
    super(native)
    const { binding } = this
    this.version = binding.TF_Version
    this.oneDnn = usesOneDnn(binding)
    this.statistics = new TensorflowStatistics(binding, {
      id: (x) => this.id(x),
      vector: (values) => this.vector(values),
      run: (name, inputs) => this.run(name, NONE, inputs),
      free: (x) => this.free(x),
    })
    this.updates = new TensorflowUpdates(
      binding,
      { id: (x) => this.id(x), setId: (x, id) => this.setId(x, id) },
      (value) => this.scalar(value, 'float32'),
    )
  }

  reshape(x: Handle, shape: readonly number[]): Handle {
    return this.run('Reshape', NONE, [this.id(x), this.vector(shape)])
  }

  transpose(x: Handle, permutation: readonly number[]): Handle {
    return this.run('Transpose', NONE, [this.id(x), this.vector(permutation)])
  }

  cast(x: Handle, type: KernelType): Handle {
    return this.run('Cast', this.attributes.cast(type), [this.id(x)])
  }

  unary(kernel: UnaryKernel, x: Handle): Handle {
    return this.run(kernel, NONE, [this.id(x)])
  }

  binary(kernel: BinaryKernel, a: Handle, b: Handle): Handle {
    const inputs = OUTPUT_FIRST.has(kernel) ? [this.id(b), this.id(a)] : [this.id(a), this.id(b)]
    return this.run(kernel === 'Add' ? 'AddV2' : kernel, NONE, inputs)
  }

  addN(xs: readonly Handle[]): Handle {
    return this.run(
      'AddN',
      this.attributes.list(xs),
      xs.map((x) => this.id(x)),
    )
  }

  select(condition: Handle, a: Handle, b: Handle): Handle {
    return this.run('SelectV2', NONE, [this.id(condition), this.id(a), this.id(b)])
  }

  reduce(kernel: ReduceKernel, x: Handle, axes: readonly number[], keepDims: boolean): Handle {
    return this.run(kernel, keepDims ? this.attributes.keepDims : NONE, [this.id(x), this.vector(axes)])
  }

  argReduce(kernel: 'ArgMax' | 'ArgMin', x: Handle, axis: number): Handle {
    return this.run(kernel, this.attributes.wholeOutput, [this.id(x), this.integer(axis)])
  }

  cumsum(x: Handle, axis: number, reverse: boolean): Handle {
    return this.run('Cumsum', reverse ? this.attributes.reversed : NONE, [this.id(x), this.integer(axis)])
  }

  matmul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle {
    // oneDNN's kernel reads beyond a matrix that it repeats along more than one dimension.
    if (this.oneDnn && repeatsMatrices(a.shape, b.shape))
      return withStacks(this, a, b, (left, right) => this.matmul(left, right, transposeA, transposeB))
    const plain = a.shape.length === 2 && b.shape.length === 2
    const attributes = this.attributes.product(plain, transposeA, transposeB)
    return this.run(plain ? 'MatMul' : 'BatchMatMulV2', attributes, [this.id(a), this.id(b)])
  }

  concat(xs: readonly Handle[], axis: number): Handle {
    return this.run('ConcatV2', this.attributes.list(xs), [...xs.map((x) => this.id(x)), this.integer(axis)])
  }

  split(x: Handle, axis: number, count: number): Handle[] {
    const inputs = [this.integer(axis), this.id(x)]
    const outputs = this.binding.executeOp('Split', this.attributes.split(count), inputs, count)
    return outputs.map((output) => this.wrap(output))
  }

  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle {
    return this.run('Slice', NONE, [this.id(x), this.vector(begin), this.vector(size)])
  }

  stridedSlice(
    x: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle {
    const inputs = [this.id(x), this.vector(begin), this.vector(end), this.vector(strides)]
    return this.run('StridedSlice', NONE, inputs)
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
    return this.run('StridedSliceGrad', NONE, inputs)
  }

  pad(x: Handle, paddings: readonly (readonly [number, number])[], value: number): Handle {
    return this.run('PadV2', NONE, [this.id(x), this.matrix(paddings), this.id(this.scalar(value, x.type))])
  }

  mirrorPad(x: Handle, paddings: readonly (readonly [number, number])[]): Handle {
    return this.run('MirrorPad', this.attributes.reflect, [this.id(x), this.matrix(paddings)])
  }

  tile(x: Handle, repeats: readonly number[]): Handle {
    return this.run('Tile', NONE, [this.id(x), this.vector(repeats)])
  }

  broadcastTo(x: Handle, shape: readonly number[]): Handle {
    return this.run('BroadcastTo', NONE, [this.id(x), this.vector(shape)])
  }

  reverse(x: Handle, axes: readonly number[]): Handle {
    return this.run('ReverseV2', NONE, [this.id(x), this.vector(axes)])
  }

  gather(x: Handle, indices: Handle, axis: number): Handle {
    return this.run('GatherV2', NONE, [this.id(x), this.id(indices), this.integer(axis)])
  }

  segmentSum(x: Handle, indices: Handle, count: number): Handle {
    return this.run('UnsortedSegmentSum', NONE, [this.id(x), this.id(indices), this.integer(count)])
  }

  oneHot(indices: Handle, depth: number): Handle {
    const [on, off] = [this.id(this.scalar(1, 'float32')), this.id(this.scalar(0, 'float32'))]
    return this.run('OneHot', NONE, [this.id(indices), this.integer(depth), on, off])
  }

  fill(shape: readonly number[], value: number, type: KernelType): Handle {
    if (type === 'bool') return this.create(new Uint8Array(product(shape)).fill(value ? 1 : 0), shape, 'bool')
    return this.run('Fill', NONE, [this.vector(shape), this.id(this.scalar(value, type))])
  }

  clip(x: Handle, min: number, max: number): Handle {
    const inputs = [this.id(x), this.id(this.scalar(min, x.type)), this.id(this.scalar(max, x.type))]
    return this.run('ClipByValue', NONE, inputs)
  }

  softmax(x: Handle): Handle {
    return this.run('Softmax', NONE, [this.id(x)])
  }

  logSoftmax(x: Handle): Handle {
    return this.run('LogSoftmax', NONE, [this.id(x)])
  }

  topK(x: Handle, k: number): [Handle, Handle] {
    return this.runPair('TopKV2', NONE, [this.id(x), this.integer(k)])
  }

  sparseCrossEntropy(logits: Handle, labels: Handle): [Handle, Handle] {
    return this.runPair('SparseSoftmaxCrossEntropyWithLogits', NONE, [this.id(logits), this.id(labels)])
  }

  conv2d(x: Handle, filter: Handle, window: Window2d): Handle {
    // oneDNN's kernel reads outside of its memory where a window sees padding alone …
    if (this.oneDnn && seesPaddingAlone(x.shape, filter.shape, window))
      return withPadding(this, x, window, (padded, bare) => this.conv2d(padded, filter, bare))
    // … and in images of one channel whose rows have one window and a longer step.
    const plan = this.oneDnn && x.shape[3] === 1 ? gaplessPlan(x.shape, filter.shape, window) : null
    if (plan) return withoutGaps(this, x, plan, (seen) => this.conv2d(seen, filter, plan.window))
    return this.run('Conv2D', this.attributes.conv(x.shape, filter.shape, window), [
      this.id(x),
      this.id(filter),
    ])
  }

  conv2dInputGrad(inputShape: readonly number[], filter: Handle, grad: Handle, window: Window2d): Handle {
    // TensorFlow's own kernels, which take a padding without a name, are slower than oneDNN's.
    if (this.oneDnn && paddingKind(inputShape, filter.shape, window) === 'EXPLICIT')
      return withoutMargins(this, inputShape, window, (padded, bare) =>
        this.conv2dInputGrad(padded, filter, grad, bare),
      )
    const inputs = [this.vector(inputShape), this.id(filter), this.id(grad)]
    return this.run('Conv2DBackpropInput', this.attributes.conv(inputShape, filter.shape, window), inputs)
  }

  conv2dFilterGrad(x: Handle, filterShape: readonly number[], grad: Handle, window: Window2d): Handle {
    // oneDNN's kernel writes outside of its memory where a filter of one place takes long steps.
    const plan = this.oneDnn ? gaplessPlan(x.shape, filterShape, window) : null
    if (plan)
      return withoutGaps(this, x, plan, (seen) => this.conv2dFilterGrad(seen, filterShape, grad, plan.window))
    if (this.oneDnn && paddingKind(x.shape, filterShape, window) === 'EXPLICIT')
      return withPadding(this, x, window, (padded, bare) =>
        this.conv2dFilterGrad(padded, filterShape, grad, bare),
      )
    const inputs = [this.id(x), this.vector(filterShape), this.id(grad)]
    return this.run('Conv2DBackpropFilter', this.attributes.conv(x.shape, filterShape, window), inputs)
  }

  readonly depthwise: DepthwiseKernels = {
    forward: (x, filter, window) =>
      this.run('DepthwiseConv2dNative', this.attributes.depthwise(window), [this.id(x), this.id(filter)]),
    inputGrad: (inputShape, filter, grad, window) => {
      const inputs = [this.vector(inputShape), this.id(filter), this.id(grad)]
      return this.run('DepthwiseConv2dNativeBackpropInput', this.attributes.depthwise(window), inputs)
    },
    filterGrad: (x, filterShape, grad, window) => {
      const inputs = [this.id(x), this.vector(filterShape), this.id(grad)]
      return this.run('DepthwiseConv2dNativeBackpropFilter', this.attributes.depthwise(window), inputs)
    },
  }

  maxPool(x: Handle, window: PoolWindow): Handle {
    return this.run('MaxPool', this.attributes.pool(window), [this.id(x)])
  }

  maxPoolGrad(x: Handle, output: Handle, grad: Handle, window: PoolWindow): Handle {
    return this.run('MaxPoolGrad', this.attributes.pool(window), [this.id(x), this.id(output), this.id(grad)])
  }

  maxPoolWithPlaces(x: Handle, window: PoolWindow): [Handle, Handle] {
    return this.runPair('MaxPoolWithArgmax', this.attributes.poolWithPlaces(window), [this.id(x)])
  }

  maxPoolPlacesGrad(x: Handle, places: Handle, grad: Handle, window: PoolWindow): Handle {
    const inputs = [this.id(x), this.id(grad), this.id(places)]
    return this.run('MaxPoolGradWithArgmax', this.attributes.poolWithPlaces(window), inputs)
  }

  avgPool(x: Handle, window: PoolWindow): Handle {
    return this.run('AvgPool', this.attributes.pool(window), [this.id(x)])
  }

  avgPoolGrad(inputShape: readonly number[], grad: Handle, window: PoolWindow): Handle {
    return this.run('AvgPoolGrad', this.attributes.pool(window), [this.vector(inputShape), this.id(grad)])
  }

  biasAdd(x: Handle, bias: Handle): Handle {
    return this.run('BiasAdd', NONE, [this.id(x), this.id(bias)])
  }

  biasAddGrad(grad: Handle): Handle {
    return this.run('BiasAddGrad', NONE, [this.id(grad)])
  }

  batchNorm(x: Handle, weight: Handle, bias: Handle, eps: number): [Handle, Handle, Handle] {
    const none = this.zeros(0)
    const inputs = [this.id(x), this.id(weight), this.id(bias), none, none]
    // In between, the variance as it is for running statistics: unbiased.
    const outputs = this.binding.executeOp('FusedBatchNormV2', this.attributes.batchNorm(eps), inputs, 5)
    const [output, mean, unbiased, again, variance] = outputs
    for (const spare of [unbiased!, again!]) this.binding.deleteTensor(spare.id)
    return [this.wrap(output!), this.wrap(mean!), this.wrap(variance!)]
  }

  batchNormGiven(
    x: Handle,
    weight: Handle,
    bias: Handle,
    mean: Handle,
    variance: Handle,
    eps: number,
  ): Handle {
    const inputs = [x, weight, bias, mean, variance].map((each) => this.id(each))
    const outputs = this.binding.executeOp('FusedBatchNormV2', this.attributes.batchNormGiven(eps), inputs, 5)
    const [output, ...spare] = outputs
    for (const { id } of spare) this.binding.deleteTensor(id)
    return this.wrap(output!)
  }

  batchNormGrad(
    x: Handle,
    weight: Handle,
    grad: Handle,
    mean: Handle,
    variance: Handle,
    eps: number,
  ): [Handle, Handle, Handle] {
    const inputs = [grad, x, weight, mean, variance].map((each) => this.id(each))
    const outputs = this.binding.executeOp('FusedBatchNormGradV2', this.attributes.batchNorm(eps), inputs, 5)
    const [gradX, gradWeight, gradBias, ...spare] = outputs
    for (const output of spare) this.binding.deleteTensor(output.id)
    return [this.wrap(gradX!), this.wrap(gradWeight!), this.wrap(gradBias!)]
  }
}
