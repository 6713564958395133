import { backend } from '../backend'
import type { Handle, KernelData, KernelType } from '../backend/types'
import { RuntimeError } from '../errors'
import { conversion, physicalShape, sameOrder, type Layout } from './layout'
import { numel, type Shape } from './shape'
import { Storage } from './storage'

export type DType = 'float32' | 'int64' | 'bool'
export type NestedArray = number | boolean | NestedArray[]
export type TensorData = Float32Array | Int32Array | Uint8Array
/** A number where a tensor may stand. */
export type Operand = Tensor | number

/** An edge of the tape: the node that takes the gradient, and which of its outputs it is for. */
export interface Edge {
  readonly node: GradNode
  readonly index: number
}

export type GradHook = (grad: Tensor) => Tensor | null | undefined | void
/** What a hook of the graph gives so that nothing of a gradient goes on, not even zeros. */
export const NO_GRADIENT = Symbol('no gradient')
export type TapeHook = (grad: Tensor) => ReturnType<GradHook> | typeof NO_GRADIENT
export type Gradients = readonly (Tensor | null)[]
/** Sees the gradients of an operation's inputs and outputs, and may replace the former. */
export type OperationHook = (gradInput: Gradients, gradOutput: Gradients) => Gradients | null

const NO_HOOKS: OperationHook[] = []

/** One recorded operation: it turns the gradients of its outputs into those of its inputs. */
export abstract class GradNode {
  private static count = 0
  /** Later operations run first in the backward pass. */
  readonly sequence: number = GradNode.count++
  /** Per output, hooks that see and may replace its gradient. */
  hooks: Map<number, Set<TapeHook>> | null = null
  /** Run after the operation's own backward function. */
  operationHooks: OperationHook[] = NO_HOOKS
  /** Per output, the tensor that retains its gradient. */
  retained: Map<number, Tensor> | null = null

  constructor(
    /** As PyTorch's, `AddmmBackward0`. */
    readonly name: string,
    readonly next: readonly (Edge | null)[],
    readonly outputs: number,
  ) {}

  abstract apply(grads: Gradients): Gradients
  /** Lets go of what was saved for the backward pass. */
  abstract release(): void
}

/**
 * An n-dimensional array that can record how it was computed.
 *
 * Its values lie in memory in the order of `layout`, which callers never see: shapes and data are always in the order of the
 * dimensions.
 */
export class Tensor {
  grad: Tensor | null = null
  gradFn: GradNode | null = null
  /** Which output of `gradFn` this is. */
  outputIndex = 0
  /** The tape's end for a leaf: adds to `grad`. Made on first use. */
  accumulator: GradNode | null = null
  protected wantsGrad = false

  constructor(
    readonly storage: Storage,
    readonly shape: Shape,
    readonly dtype: DType,
    readonly layout: Layout = null,
  ) {}

  /** Whether gradients flow to this tensor. */
  get requiresGrad(): boolean {
    return this.wantsGrad || this.gradFn !== null
  }

  set requiresGrad(value: boolean) {
    if (value && this.dtype !== 'float32') {
      throw new RuntimeError('only Tensors of floating point dtype can require gradients')
    }
    if (this.gradFn !== null) {
      if (value) return
      throw new RuntimeError('you can only change requires_grad flags of leaf variables.')
    }
    this.wantsGrad = value
  }

  /** True for tensors that no recorded operation made. */
  get isLeaf(): boolean {
    return this.gradFn === null
  }

  get ndim(): number {
    return this.shape.length
  }

  numel(): number {
    return numel(this.shape)
  }

  size(): Shape
  size(dim: number): number
  size(dim?: number): Shape | number {
    return dim === undefined ? this.shape : this.shape.at(dim)!
  }

  /** The block of memory, with its lengths in the order of `layout`. */
  get handle(): Handle {
    return this.storage.handle
  }

  /** The values in the order of the dimensions, as a copy. */
  data(): TensorData {
    const order = sameOrder(this.shape, this.layout, null)
      ? null
      : conversion(this.layout, null, this.shape.length)
    if (!order) return backend.read(this.handle).slice()
    const plain = backend.transpose(this.handle, order)
    const values = backend.read(plain).slice()
    backend.free(plain)
    return values
  }

  /**
   * The only value of a tensor of one.
   *
   * Errors: more than one value → `a Tensor with 6 elements cannot be converted to Scalar`.
   */
  item(): number {
    const size = this.numel()
    if (size !== 1) throw new RuntimeError(`a Tensor with ${size} elements cannot be converted to Scalar`)
    return backend.read(this.handle)[0]!
  }

  /** The values as nested arrays (booleans as booleans). */
  toArray(): NestedArray {
    const values = this.data()
    const asBoolean = this.dtype === 'bool'
    let at = 0
    const build = (dim: number): NestedArray => {
      if (dim === this.shape.length) return asBoolean ? values[at++] !== 0 : values[at++]!
      return Array.from({ length: this.shape[dim]! }, () => build(dim + 1))
    }
    return build(0)
  }

  /** Frees the values now; aliases lose them too. */
  dispose(): void {
    this.storage.free()
  }
}

export function kernelType(dtype: DType): KernelType {
  return dtype === 'int64' ? 'int32' : dtype
}

export function dtypeOf(type: KernelType): DType {
  return type === 'int32' ? 'int64' : type
}

/** A new tensor around a kernel's result. */
export function fromHandle(handle: Handle, shape: Shape, layout: Layout = null): Tensor {
  return new Tensor(new Storage(handle), shape, dtypeOf(handle.type), layout)
}

/** A new tensor from values in the order of the dimensions; the array is taken over. */
export function fromValues(values: KernelData, shape: Shape, dtype: DType): Tensor {
  return fromHandle(backend.create(values, shape, kernelType(dtype)), shape)
}

/** The same values stored in another order of dimensions; the tensor itself where it already is. Not recorded. */
export function inLayout(x: Tensor, layout: Layout): Tensor {
  if (x.layout === layout) return x
  if (sameOrder(x.shape, x.layout, layout)) {
    return fromHandle(backend.reshape(x.handle, physicalShape(x.shape, layout)), x.shape, layout)
  }
  return fromHandle(
    backend.transpose(x.handle, conversion(x.layout, layout, x.shape.length)),
    x.shape,
    layout,
  )
}

/** A tensor of its own with the same values; nothing is copied and nothing recorded. */
export function alias(x: Tensor): Tensor {
  return new Tensor(x.storage, x.shape, x.dtype, x.layout)
}

/** Keeps a tensor beyond the scope it was made in. */
export function keep<T extends Tensor>(x: T): T {
  x.storage.keep()
  return x
}
