import type { Attribute, Binding } from './binding'
import type { KernelType, PoolWindow, Window2d } from './types'

/** The attributes of TensorFlow's operations, each set made once: building them anew costs as much as a small operation. */
export class Attributes {
  /** The attribute `T` alone. */
  readonly typed: Record<KernelType, readonly Attribute[]>
  private readonly sets = new Map<string, readonly Attribute[]>()

  constructor(private readonly binding: Binding) {
    const typed = (type: number): readonly Attribute[] => [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: type },
    ]
    this.typed = {
      float32: typed(binding.TF_FLOAT),
      int32: typed(binding.TF_INT32),
      bool: typed(binding.TF_BOOL),
    }
  }

  conv(window: Window2d): readonly Attribute[] {
    const { stride, dilation, padding } = window
    return this.cached(`conv ${stride.join()} ${dilation.join()} ${padding.join()}`, () => {
      const padded = padding.some((p) => p > 0)
      return [
        ...this.typed.float32,
        this.ints('strides', [1, ...stride, 1]),
        this.ints('dilations', [1, ...dilation, 1]),
        this.string('padding', padded ? 'EXPLICIT' : 'VALID'),
        ...(padded ? [this.ints('explicit_paddings', [0, 0, ...padding, 0, 0])] : []),
        this.string('data_format', 'NHWC'),
        this.bool('use_cudnn_on_gpu', true),
      ]
    })
  }

  pool({ size, stride }: PoolWindow): readonly Attribute[] {
    return this.cached(`pool ${size.join()} ${stride.join()}`, () => [
      ...this.typed.float32,
      this.ints('ksize', [1, ...size, 1]),
      this.ints('strides', [1, ...stride, 1]),
      this.string('padding', 'VALID'),
      this.string('data_format', 'NHWC'),
    ])
  }

  strided(type: KernelType): readonly Attribute[] {
    const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask']
    return this.of('StridedSlice', type, () => [
      this.type('Index', 'int32'),
      ...masks.map((mask) => this.int(mask, 0)),
    ])
  }

  /** The attributes of one kind of call: `T`, then what `make` adds; made once. */
  of(key: string, type: KernelType, make: () => Attribute[]): readonly Attribute[] {
    return this.cached(`${key} ${type}`, () => [...this.typed[type], ...make()])
  }

  cached(key: string, make: () => Attribute[]): readonly Attribute[] {
    let made = this.sets.get(key)
    if (!made) {
      made = make()
      this.sets.set(key, made)
    }
    return made
  }

  type(name: string, value: KernelType): Attribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value: this.typed[value][0]!.value }
  }

  bool(name: string, value: boolean): Attribute {
    return { name, type: this.binding.TF_ATTR_BOOL, value }
  }

  int(name: string, value: number): Attribute {
    return { name, type: this.binding.TF_ATTR_INT, value }
  }

  ints(name: string, value: readonly number[]): Attribute {
    return { name, type: this.binding.TF_ATTR_INT, value }
  }

  string(name: string, value: string): Attribute {
    return { name, type: this.binding.TF_ATTR_STRING, value }
  }
}
