import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type {
  Backend,
  BinaryKernel,
  Handle,
  KernelType,
  PoolWindow,
  ReduceKernel,
  UnaryKernel,
  Window2d,
} from './types'
import { convAttributes, poolAttributes } from './wasm-attributes'
import { GRADIENTS } from './wasm-gradients'
import { maxPoolGradient, segmentSums, stridedSliceGradient } from './wasm-kernels'
import { WasmMemory } from './wasm-memory'
import type { Native, WasmHandle } from './wasm-memory'

/** Starts tfjs's WebAssembly kernels, for machines where TensorFlow's library cannot be had. */
export async function loadWasm(): Promise<Backend> {
  const core = await import('@tensorflow/tfjs-core')
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  if (!(await core.setBackend('wasm'))) throw new Error('The WebAssembly backend could not be started')
  await core.ready()
  const native = core.backend() as Native
  const run: Run = (name, inputs, attrs = {}) => {
    const kernel = core.getKernel(name, 'wasm')
    if (!kernel) throw new Error(`The WebAssembly backend has no kernel ${name}`)
    return kernel.kernelFunc({ inputs, attrs, backend: native })
  }
  return new WasmBackend(native, run, core.version_core, wasm.getThreadsCount())
}

type Run = (name: string, inputs: NamedTensorInfoMap, attrs?: NamedAttrMap) => TensorInfo | TensorInfo[]

/** tfjs's kernels are some 30 units in the last place off, and for log1p everything near 0. */
const EXACT: Partial<Record<UnaryKernel, (x: number) => number>> = {
  Sin: Math.sin,
  Cos: Math.cos,
  Log1p: Math.log1p,
}

const RENAMED: Partial<Record<BinaryKernel, string>> = { Mul: 'Multiply', FloorMod: 'Mod' }

class WasmBackend extends WasmMemory implements Backend {
  readonly name = 'wasm'
  readonly oneDnn = false

  constructor(
    native: Native,
    private readonly run: Run,
    readonly version: string,
    readonly threads: number,
  ) {
    super(native)
  }

  reshape(x: Handle, shape: readonly number[]): Handle {
    return this.one('Reshape', { x }, { shape: [...shape] })
  }

  transpose(x: Handle, permutation: readonly number[]): Handle {
    return this.one('Transpose', { x }, { perm: [...permutation] })
  }

  /** tfjs's kernel copies numbers as they are, and truths are 0 and 1. */
  cast(x: Handle, type: KernelType): Handle {
    if (type === 'bool' && x.type !== 'bool') return this.binary('NotEqual', x, this.scalar(0, x.type))
    return this.one('Cast', { x }, { dtype: type })
  }

  unary(kernel: UnaryKernel, x: Handle): Handle {
    const exact = EXACT[kernel]
    if (exact) return this.create(Float32Array.from(this.read(x), exact), x.shape, 'float32')
    if (kernel !== 'Softsign') return this.one(kernel, { x })
    return this.using((temporary) => {
      const size = temporary(this.unary('Abs', x))
      return this.binary('RealDiv', x, temporary(this.binary('Add', size, this.scalar(1, 'float32'))))
    })
  }

  binary(kernel: BinaryKernel, a: Handle, b: Handle): Handle {
    const gradient = GRADIENTS[kernel]
    if (gradient) return this.using((temporary) => gradient(this, a, b, temporary))
    const result = this.one(RENAMED[kernel] ?? kernel, { a, b })
    if ((kernel !== 'Maximum' && kernel !== 'Minimum') || b.type !== 'float32') return result
    // These kernels pass over a NaN of the second one.
    return this.using((temporary) =>
      this.select(temporary(this.binary('NotEqual', b, b)), b, temporary(result)),
    )
  }

  addN(xs: readonly Handle[]): Handle {
    return this.wrap(this.run('AddN', xs as unknown as NamedTensorInfoMap))
  }

  /** tfjs's kernel reads truths as if they were numbers. */
  select(condition: Handle, a: Handle, b: Handle): Handle {
    if (a.type === 'bool') return this.selectTruths(condition, a, b)
    return this.using((temporary) => {
      const shape = [condition, a, b].map((x) => x.shape).reduce(larger)
      const fit = (x: Handle): Handle =>
        x.shape.join() === shape.join() ? x : temporary(this.broadcastTo(x, shape))
      return this.one('Select', { condition: fit(condition), t: fit(a), e: fit(b) })
    })
  }

  private selectTruths(condition: Handle, a: Handle, b: Handle): Handle {
    return this.using((temporary) => {
      const [left, right] = [temporary(this.cast(a, 'int32')), temporary(this.cast(b, 'int32'))]
      return this.cast(temporary(this.select(condition, left, right)), 'bool')
    })
  }

  reduce(kernel: ReduceKernel, x: Handle, axes: readonly number[], keepDims: boolean): Handle {
    if (axes.length === 0) return this.reshape(x, x.shape)
    return this.one(kernel, { x }, { axis: [...axes], reductionIndices: [...axes], keepDims })
  }

  argReduce(kernel: 'ArgMax' | 'ArgMin', x: Handle, axis: number): Handle {
    return this.using((temporary) => {
      const order = [...x.shape.keys()].filter((dim) => dim !== axis)
      const last = axis === x.shape.length - 1 ? x : temporary(this.transpose(x, [...order, axis]))
      return this.one(kernel, { x: last }, { axis: last.shape.length - 1 })
    })
  }

  cumsum(x: Handle, axis: number, reverse: boolean): Handle {
    return this.one('Cumsum', { x }, { axis, exclusive: false, reverse })
  }

  /** tfjs's kernel repeats a stack only where it is one matrix. */
  matmul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle {
    return this.using((temporary) => {
      const stack = larger(a.shape.slice(0, -2), b.shape.slice(0, -2))
      const fit = (x: Handle): Handle => {
        const own = x.shape.slice(0, -2)
        if (own.join() === stack.join() || own.every((length) => length === 1)) return x
        return temporary(this.broadcastTo(x, [...stack, ...x.shape.slice(-2)]))
      }
      return this.one('BatchMatMul', { a: fit(a), b: fit(b) }, { transposeA, transposeB })
    })
  }

  concat(xs: readonly Handle[], axis: number): Handle {
    return this.wrap(this.run('Concat', xs as unknown as NamedTensorInfoMap, { axis }))
  }

  split(x: Handle, axis: number, count: number): Handle[] {
    const parts = this.run('SplitV', { x: x as WasmHandle }, { numOrSizeSplits: count, axis })
    return (parts as TensorInfo[]).map((part) => this.wrap(part))
  }

  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle {
    return this.one('Slice', { x }, { begin: [...begin], size: [...size] })
  }

  stridedSlice(
    x: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle {
    if (x.type !== 'float32') return this.stridedGather(x, begin, end, strides)
    const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 }
    return this.one(
      'StridedSlice',
      { x },
      { begin: [...begin], end: [...end], strides: [...strides], ...masks },
    )
  }

  /** Entry by entry along each dimension: the kernel StridedSlice takes every type for float32. */
  private stridedGather(
    x: Handle,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): Handle {
    return this.using((temporary) => {
      let rest = x
      strides.forEach((step, axis) => {
        const count = Math.max(0, Math.ceil((end[axis]! - begin[axis]!) / step))
        const places = Int32Array.from({ length: count }, (_, i) => begin[axis]! + i * step)
        const indices = temporary(this.create(places, [count], 'int32'))
        rest = this.gather(rest, indices, axis)
        if (axis < strides.length - 1) temporary(rest)
      })
      return rest
    })
  }

  stridedSliceGrad(
    shape: readonly number[],
    grad: Handle,
    begin: readonly number[],
    _end: readonly number[],
    strides: readonly number[],
  ): Handle {
    return this.create(
      stridedSliceGradient(shape, this.read(grad), grad.shape, begin, strides),
      shape,
      'float32',
    )
  }

  pad(x: Handle, paddings: readonly (readonly [number, number])[], value: number): Handle {
    return this.one('PadV2', { x }, { paddings: paddings.map(([a, b]) => [a, b]), constantValue: value })
  }

  mirrorPad(x: Handle, paddings: readonly (readonly [number, number])[]): Handle {
    return this.one('MirrorPad', { x }, { paddings: paddings.map(([a, b]) => [a, b]), mode: 'reflect' })
  }

  tile(x: Handle, repeats: readonly number[]): Handle {
    return this.one('Tile', { x }, { reps: [...repeats] })
  }

  broadcastTo(x: Handle, shape: readonly number[]): Handle {
    return this.using((temporary) => {
      const lead = Array.from({ length: shape.length - x.shape.length }, () => 1)
      const raised = temporary(this.reshape(x, [...lead, ...x.shape]))
      return this.tile(
        raised,
        shape.map((length, dim) => (raised.shape[dim] === length ? 1 : length)),
      )
    })
  }

  reverse(x: Handle, axes: readonly number[]): Handle {
    return this.one('Reverse', { x }, { dims: [...axes] })
  }

  gather(x: Handle, indices: Handle, axis: number): Handle {
    return this.one('GatherV2', { x, indices }, { axis, batchDims: 0 })
  }

  segmentSum(x: Handle, indices: Handle, count: number): Handle {
    const rest = x.shape.slice(1)
    const width = rest.reduce((a, b) => a * b, 1)
    return this.create(
      segmentSums(this.read(x), this.read(indices), width, count),
      [count, ...rest],
      'float32',
    )
  }

  /** tfjs's kernel gives whole numbers, whatever type is asked for. */
  oneHot(indices: Handle, depth: number): Handle {
    const attributes = { depth, onValue: 1, offValue: 0, dtype: 'int32' as const }
    return this.using((temporary) =>
      this.cast(temporary(this.one('OneHot', { indices }, attributes)), 'float32'),
    )
  }

  fill(shape: readonly number[], value: number, type: KernelType): Handle {
    return this.one('Fill', {}, { shape: [...shape], value, dtype: type })
  }

  clip(x: Handle, min: number, max: number): Handle {
    return this.using((temporary) =>
      this.binary(
        'Minimum',
        temporary(this.binary('Maximum', x, this.scalar(min, x.type))),
        this.scalar(max, x.type),
      ),
    )
  }

  softmax(x: Handle): Handle {
    return this.one('Softmax', { logits: x }, { dim: x.shape.length - 1 })
  }

  logSoftmax(x: Handle): Handle {
    return this.using((temporary) => {
      const last = [x.shape.length - 1]
      const shifted = temporary(this.binary('Sub', x, temporary(this.reduce('Max', x, last, true))))
      const total = temporary(this.reduce('Sum', temporary(this.unary('Exp', shifted)), last, true))
      return this.binary('Sub', shifted, temporary(this.unary('Log', total)))
    })
  }

  topK(x: Handle, k: number): [Handle, Handle] {
    const [values, indices] = this.run('TopK', { x: x as WasmHandle }, { k, sorted: true }) as TensorInfo[]
    return [this.wrap(values!), this.wrap(indices!)]
  }

  sparseCrossEntropy(logits: Handle, labels: Handle): [Handle, Handle] {
    const hot = this.oneHot(labels, logits.shape[1]!)
    const loss = this.using((temporary) => {
      const chosen = temporary(this.binary('Mul', hot, temporary(this.logSoftmax(logits))))
      return this.unary('Neg', temporary(this.reduce('Sum', chosen, [1], false)))
    })
    const grad = this.using((temporary) =>
      this.binary('Sub', temporary(this.softmax(logits)), temporary(hot)),
    )
    return [loss, grad]
  }

  conv2d(x: Handle, filter: Handle, window: Window2d): Handle {
    return this.one('Conv2D', { x, filter }, convAttributes(window))
  }

  conv2dInputGrad(inputShape: readonly number[], filter: Handle, grad: Handle, window: Window2d): Handle {
    return this.one(
      'Conv2DBackpropInput',
      { dy: grad, filter },
      { ...convAttributes(window), inputShape: [...inputShape] },
    )
  }

  maxPool(x: Handle, window: PoolWindow): Handle {
    return this.one('MaxPool', { x }, poolAttributes(window))
  }

  /** tfjs's kernel sends gradients to other places than the first largest one. */
  maxPoolGrad(x: Handle, _output: Handle, grad: Handle, window: PoolWindow): Handle {
    const values = maxPoolGradient(this.read(x), x.shape, this.read(grad), grad.shape, window)
    return this.create(values, x.shape, 'float32')
  }

  avgPool(x: Handle, window: PoolWindow): Handle {
    return this.one('AvgPool', { x }, poolAttributes(window))
  }

  avgPoolGrad(inputShape: readonly number[], grad: Handle, window: PoolWindow): Handle {
    const like = { ...(grad as WasmHandle), shape: [...inputShape] }
    return this.one('AvgPoolGrad', { dy: grad, input: like }, poolAttributes(window))
  }

  biasAdd(x: Handle, bias: Handle): Handle {
    return this.binary('Add', x, bias)
  }

  biasAddGrad(grad: Handle): Handle {
    return this.reduce('Sum', grad, [...grad.shape.keys()].slice(0, -1), false)
  }

  private one(name: string, inputs: Readonly<Record<string, Handle>>, attrs: NamedAttrMap = {}): Handle {
    return this.wrap(this.run(name, inputs as unknown as NamedTensorInfoMap, attrs))
  }

  private wrap(result: TensorInfo | TensorInfo[]): Handle {
    return this.track(Array.isArray(result) ? result[0]! : result)
  }
}

function larger(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) =>
    Math.max(a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1),
  )
}
