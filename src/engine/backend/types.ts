/** What every backend can do, in TensorFlow's words and layouts (images are N, H, W, C; filters H, W, in, out). */
import type { Handle, KernelData, KernelType } from './handle'
import type { Interposable } from './interposer'
import type { Usual } from './usual'

export type { Handle, KernelData, KernelType }

export type UnaryKernel =
  | 'Abs'
  | 'Ceil'
  | 'Cos'
  | 'Erf'
  | 'Exp'
  | 'Expm1'
  | 'Floor'
  | 'IsFinite'
  | 'IsInf'
  | 'IsNan'
  | 'Log'
  | 'Log1p'
  | 'LogicalNot'
  | 'Neg'
  | 'Reciprocal'
  | 'Relu'
  | 'Relu6'
  | 'Round'
  | 'Rsqrt'
  | 'Sigmoid'
  | 'Sign'
  | 'Sin'
  | 'Softplus'
  | 'Softsign'
  | 'Sqrt'
  | 'Square'
  | 'Tan'
  | 'Tanh'
  | 'Sinh'
  | 'Cosh'
  | 'Asin'
  | 'Acos'
  | 'Atan'

export type BinaryKernel =
  | 'Add'
  | 'Sub'
  | 'Mul'
  | 'RealDiv'
  | 'FloorDiv'
  | 'FloorMod'
  | 'Pow'
  | 'Maximum'
  | 'Minimum'
  | 'SquaredDifference'
  | 'Atan2'
  | 'Equal'
  | 'NotEqual'
  | 'Less'
  | 'LessEqual'
  | 'Greater'
  | 'GreaterEqual'
  | 'LogicalAnd'
  | 'LogicalOr'
  | 'ReluGrad'
  | 'Relu6Grad'
  | 'SigmoidGrad'
  | 'TanhGrad'
  | 'SoftplusGrad'

export type ReduceKernel = 'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod' | 'All' | 'Any'

/** Padding before and after height and width, and the steps of a window. */
export interface Window2d {
  readonly stride: readonly [number, number]
  readonly dilation: readonly [number, number]
  /** top, bottom, left, right */
  readonly padding: readonly [number, number, number, number]
}

export interface PoolWindow {
  readonly size: readonly [number, number]
  readonly stride: readonly [number, number]
}

/** One stride for both ways, and no padding or that which TensorFlow calls SAME. */
export interface DepthwiseWindow {
  readonly stride: number
  readonly padding: 'VALID' | 'SAME'
}

/** Convolutions of images [N, H, W, C] with filters [kH, kW, C, M]; output channel c·M + m is of channel c. */
export interface DepthwiseKernels {
  forward(x: Handle, filter: Handle, window: DepthwiseWindow): Handle
  inputGrad(inputShape: readonly number[], filter: Handle, grad: Handle, window: DepthwiseWindow): Handle
  filterGrad(x: Handle, filterShape: readonly number[], grad: Handle, window: DepthwiseWindow): Handle
}

export interface ImageKernels {
  conv2d(x: Handle, filter: Handle, window: Window2d): Handle
  conv2dInputGrad(inputShape: readonly number[], filter: Handle, grad: Handle, window: Window2d): Handle
  /** Missing where the backend has no such kernel. */
  conv2dFilterGrad?(x: Handle, filterShape: readonly number[], grad: Handle, window: Window2d): Handle
  /** Missing where the backend has no such kernels. */
  depthwise?: DepthwiseKernels
  /** Windows lie wholly inside the image: pad first. */
  maxPool(x: Handle, window: PoolWindow): Handle
  maxPoolGrad(x: Handle, output: Handle, grad: Handle, window: PoolWindow): Handle
  /** The largest values, and where in the image they stand: finding them again costs as much. Missing where the backend has no such kernel. */
  maxPoolWithPlaces?(x: Handle, window: PoolWindow): [output: Handle, places: Handle]
  maxPoolPlacesGrad?(x: Handle, places: Handle, grad: Handle, window: PoolWindow): Handle
  avgPool(x: Handle, window: PoolWindow): Handle
  avgPoolGrad(inputShape: readonly number[], grad: Handle, window: PoolWindow): Handle
  biasAdd(x: Handle, bias: Handle): Handle
  /** Sum over all dimensions but the last. */
  biasAddGrad(grad: Handle): Handle
  /** Images normalised over all but channels, the mean, and the biased variance. Missing where the backend has no such kernel. */
  batchNorm?(
    x: Handle,
    weight: Handle,
    bias: Handle,
    eps: number,
  ): [output: Handle, mean: Handle, variance: Handle]
  /** Images normalised by the given mean and variance. */
  batchNormGiven?(
    x: Handle,
    weight: Handle,
    bias: Handle,
    mean: Handle,
    variance: Handle,
    eps: number,
  ): Handle
  batchNormGrad?(
    x: Handle,
    weight: Handle,
    grad: Handle,
    mean: Handle,
    variance: Handle,
    eps: number,
  ): [x: Handle, weight: Handle, bias: Handle]
}

export interface Kernels extends ImageKernels {
  reshape(x: Handle, shape: readonly number[]): Handle
  transpose(x: Handle, permutation: readonly number[]): Handle
  cast(x: Handle, type: KernelType): Handle
  unary(kernel: UnaryKernel, x: Handle): Handle
  /** Broadcasts as NumPy. Gradient kernels take (gradient, input or output) whatever TensorFlow's own order is. */
  binary(kernel: BinaryKernel, a: Handle, b: Handle): Handle
  addN(xs: readonly Handle[]): Handle
  select(condition: Handle, a: Handle, b: Handle): Handle
  reduce(kernel: ReduceKernel, x: Handle, axes: readonly number[], keepDims: boolean): Handle
  argReduce(kernel: 'ArgMax' | 'ArgMin', x: Handle, axis: number): Handle
  cumsum(x: Handle, axis: number, reverse: boolean): Handle
  /** Matrices, or stacks of them with broadcasting leading dimensions. */
  matmul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle
  concat(xs: readonly Handle[], axis: number): Handle
  /** So many parts of the same length. */
  split(x: Handle, axis: number, count: number): Handle[]
  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle
  stridedSlice(
    x: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle
  /** The transpose of stridedSlice: zeros of `shape` with the gradient put in place. */
  stridedSliceGrad(
    shape: readonly number[],
    grad: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle
  pad(x: Handle, paddings: readonly (readonly [number, number])[], value: number): Handle
  mirrorPad(x: Handle, paddings: readonly (readonly [number, number])[]): Handle
  tile(x: Handle, repeats: readonly number[]): Handle
  broadcastTo(x: Handle, shape: readonly number[]): Handle
  reverse(x: Handle, axes: readonly number[]): Handle
  gather(x: Handle, indices: Handle, axis: number): Handle
  /** Rows of x added into `count` rows where `indices` say. */
  segmentSum(x: Handle, indices: Handle, count: number): Handle
  oneHot(indices: Handle, depth: number): Handle
  fill(shape: readonly number[], value: number, type: KernelType): Handle
  clip(x: Handle, min: number, max: number): Handle
  /** Along the last axis. */
  softmax(x: Handle): Handle
  logSoftmax(x: Handle): Handle
  topK(x: Handle, k: number): [values: Handle, indices: Handle]
  /** Per-row loss [N] and its gradient [N, C] for logits [N, C] and labels [N]. */
  sparseCrossEntropy(logits: Handle, labels: Handle): [loss: Handle, grad: Handle]
}

/** Changes of float32 values where they lie. A handle that is changed must have one owner only. */
export interface UpdateKernels {
  /** x ← x + y·factor */
  add(x: Handle, y: Handle, factor: number): void
  /** v ← v·momentum + grad, then x ← x − v·lr, or with `nesterov` x ← x − (grad + v·momentum)·lr */
  momentum(
    x: Handle,
    v: Handle,
    grad: Handle,
    options: { lr: number; momentum: number; nesterov: boolean },
  ): void
}

export interface Extremes {
  min: number
  max: number
  /** How many are not zero; a backend that takes denormal numbers for zero does so here too. */
  nonZeros: number
}

export interface Sums {
  sum: number
  squares: number
}

/** Numbers of a whole tensor without reading it; null where its type or size does not suit. */
export interface StatisticsKernels {
  /** The norms of short stretches of the values, from which {@link squares} are; null where it does not pay. */
  norms(x: Handle): Handle | null
  /** Sum of squares, in single precision over short stretches and double precision over those. */
  squares(x: Handle): number | null
  /** Of finite values only. */
  extremes(x: Handle): Extremes | null
  /** Sums of `x - shift` and of its square, summed as `squares` are. */
  sums(x: Handle, shift: number): Sums | null
  /** How often `⌊(x - low)·scale⌋` is 0, 1, … 255; no value may lie outside. */
  bins(x: Handle, low: number, scale: number): Uint32Array | null
}

export interface Backend extends Kernels {
  /** Missing where reading all values costs no more. */
  readonly statistics?: StatisticsKernels
  /** Missing where the backend can only make new values. */
  readonly updates?: UpdateKernels
  readonly name: 'tensorflow' | 'wasm'
  readonly version: string
  readonly threads: number
  /** Whether TensorFlow's kernels are oneDNN's. */
  readonly oneDnn: boolean
  /** Takes the array over: the caller must not change it afterwards. */
  create(data: KernelData, shape: readonly number[], type: KernelType): Handle
  /** A number as a kernel operand; the backend owns it. */
  scalar(value: number, type: KernelType): Handle
  read(x: Handle): KernelData
  /**
   * Whether a single number is as it is almost always. Where a step is captured it is taken for granted, and looked at when the step
   * is done. Missing where nothing can be captured.
   */
  expect?(x: Handle, usual: Usual): boolean
  /** A handle of its own for the same values, which no kernel makes. Missing where only a kernel can. */
  another?(x: Handle): Handle
  /** Until the step ends kernels run when they are called, also where it is captured. Missing where nothing can be captured. */
  computeNow?(): void
  /** Missing where nobody can stand between the backend and its kernels. */
  readonly interposable?: Interposable
  free(x: Handle): void
  /** Handles made and not freed, and the bytes they hold. */
  readonly live: { handles: number; bytes: number }
}
