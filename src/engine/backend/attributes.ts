import type { Attribute, Binding } from './binding'
import { paddingKind } from './padding-kind'
import type { DepthwiseWindow, Handle, KernelType, PoolWindow, Window2d } from './types'

/** The attributes that TensorFlow cannot infer and that are not its defaults; each set is made once. */
export class Attributes {
  readonly keepDims: readonly Attribute[]
  readonly reversed: readonly Attribute[]
  /** Indices as int32: TensorFlow's own default is int64. */
  readonly wholeOutput: readonly Attribute[]
  readonly reflect: readonly Attribute[]
  private readonly sets = new Map<string, readonly Attribute[]>()

  constructor(private readonly binding: Binding) {
    this.keepDims = [this.bool('keep_dims', true)]
    this.reversed = [this.bool('reverse', true)]
    this.wholeOutput = [this.type('output_type', 'int32')]
    this.reflect = [this.string('mode', 'REFLECT')]
  }

  cast(type: KernelType): readonly Attribute[] {
    return this.cached(type, () => [this.type('DstT', type)])
  }

  /** A list of inputs is the one case in which nothing is inferred. */
  list(xs: readonly Handle[]): readonly Attribute[] {
    const { type } = xs[0]!
    return this.cached(`list ${xs.length} ${type}`, () => [this.int('N', xs.length), this.type('T', type)])
  }

  split(count: number): readonly Attribute[] {
    return this.cached(`split ${count}`, () => [this.int('num_split', count)])
  }

  product(plain: boolean, transposeA: boolean, transposeB: boolean): readonly Attribute[] {
    const [left, right] = plain ? ['transpose_a', 'transpose_b'] : ['adj_x', 'adj_y']
    return this.cached(`product ${plain} ${transposeA} ${transposeB}`, () => [
      ...(transposeA ? [this.bool(left, true)] : []),
      ...(transposeB ? [this.bool(right, true)] : []),
    ])
  }

  /** Of a convolution of images [N, H, W, C] with filters [kH, kW, C, O]. */
  conv(image: readonly number[], filter: readonly number[], window: Window2d): readonly Attribute[] {
    const { stride, dilation, padding } = window
    const kind = paddingKind(image, filter, window)
    return this.cached(`conv ${stride.join()} ${dilation.join()} ${padding.join()} ${kind}`, () => [
      this.ints('strides', [1, ...stride, 1]),
      ...(dilation.some((steps) => steps > 1) ? [this.ints('dilations', [1, ...dilation, 1])] : []),
      this.string('padding', kind),
      ...(kind === 'EXPLICIT' ? [this.ints('explicit_paddings', [0, 0, ...padding, 0, 0])] : []),
    ])
  }

  depthwise({ stride, padding }: DepthwiseWindow): readonly Attribute[] {
    return this.cached(`depthwise ${stride} ${padding}`, () => [
      this.ints('strides', [1, stride, stride, 1]),
      this.string('padding', padding),
    ])
  }

  pool({ size, stride }: PoolWindow): readonly Attribute[] {
    return this.cached(`pool ${size.join()} ${stride.join()}`, () => [
      this.ints('ksize', [1, ...size, 1]),
      this.ints('strides', [1, ...stride, 1]),
      this.string('padding', 'VALID'),
    ])
  }

  /** The index then counts from the first image of the batch on. */
  poolWithPlaces(window: PoolWindow): readonly Attribute[] {
    return this.cached(`pool with places ${window.size.join()} ${window.stride.join()}`, () => [
      ...this.pool(window),
      this.bool('include_batch_in_index', true),
    ])
  }

  batchNorm(eps: number): readonly Attribute[] {
    return this.cached(`batch norm ${eps}`, () => [
      { name: 'epsilon', type: this.binding.TF_ATTR_FLOAT, value: eps },
    ])
  }

  batchNormGiven(eps: number): readonly Attribute[] {
    return this.cached(`given batch norm ${eps}`, () => [
      ...this.batchNorm(eps),
      this.bool('is_training', false),
    ])
  }

  typeCode(type: KernelType): number {
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.binding
    return type === 'float32' ? TF_FLOAT : type === 'int32' ? TF_INT32 : TF_BOOL
  }

  private cached(key: string, make: () => Attribute[]): readonly Attribute[] {
    let made = this.sets.get(key)
    if (!made) {
      made = make()
      this.sets.set(key, made)
    }
    return made
  }

  private type(name: string, value: KernelType): Attribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value: this.typeCode(value) }
  }

  private bool(name: string, value: boolean): Attribute {
    return { name, type: this.binding.TF_ATTR_BOOL, value }
  }

  private int(name: string, value: number): Attribute {
    return { name, type: this.binding.TF_ATTR_INT, value }
  }

  private ints(name: string, value: readonly number[]): Attribute {
    return { name, type: this.binding.TF_ATTR_INT, value }
  }

  private string(name: string, value: string): Attribute {
    return { name, type: this.binding.TF_ATTR_STRING, value }
  }
}
