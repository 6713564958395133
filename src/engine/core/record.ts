import { RuntimeError } from '../errors'
import { isGradEnabled } from './grad-mode'
import { tapeWatcher } from './tape-watch'
import { release } from './storage'
import type { HeldValues } from './storage'
import { GradNode, type Edge, type Gradients, type Tensor } from './tensor'

/** Gradient of each input from that of the output; `needs[i]` is false where input i wants none. */
export type Backward = (grad: Tensor, needs: readonly boolean[]) => Gradients
/** The same for several outputs; a gradient is null where nothing flowed to that output. */
export type BackwardMany = (grads: Gradients, needs: readonly boolean[]) => Gradients

/**
 * Records that `output` was computed from `inputs`, and returns it. Nothing is recorded where no input needs a gradient or
 * recording is off.
 *
 * @param name The operation as PyTorch names it: `AddmmBackward0`.
 * @param saved Tensors that `backward` reads; changing one in place before the backward pass is an error.
 */
export function record(
  name: string,
  inputs: readonly Tensor[],
  output: Tensor,
  backward: Backward,
  saved: readonly Tensor[] = [],
): Tensor {
  if (!isGradEnabled() || !inputs.some(needsGrad)) return output
  output.gradFn = new RecordedOperation(
    name,
    inputs.map(edgeTo),
    1,
    (grads, needs) => backward(grads[0]!, needs),
    saved,
  )
  return output
}

/** `record` for operations with several outputs. */
export function recordMany(
  name: string,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  backward: BackwardMany,
  saved: readonly Tensor[] = [],
): void {
  if (!isGradEnabled() || !inputs.some(needsGrad)) return
  const node = new RecordedOperation(name, inputs.map(edgeTo), outputs.length, backward, saved)
  outputs.forEach((output, index) => {
    if (output.dtype !== 'float32') return
    output.gradFn = node
    output.outputIndex = index
  })
}

function needsGrad(x: Tensor): boolean {
  return x.requiresGrad
}

/** Where a tensor's gradient goes; null where it needs none. */
export function edgeTo(x: Tensor): Edge | null {
  if (x.gradFn) return { node: x.gradFn, index: x.outputIndex }
  if (!x.requiresGrad) return null
  x.accumulator ??= new AccumulateGrad(x)
  return { node: x.accumulator, index: 0 }
}

const NOTHING_PINNED: readonly never[] = []

/** An operation on the tape. */
export class RecordedOperation extends GradNode {
  private readonly needs: readonly boolean[]
  private readonly versions: readonly number[]
  private backward: BackwardMany | null
  private saved: readonly Tensor[]
  /** Tensors whose values a person has changed since, with those of then. */
  private pinned: readonly { tensor: Tensor; values: HeldValues }[] = NOTHING_PINNED

  constructor(
    name: string,
    next: readonly (Edge | null)[],
    outputs: number,
    backward: BackwardMany,
    saved: readonly Tensor[],
  ) {
    super(name, next, outputs)
    this.backward = backward
    this.needs = next.map((edge) => edge !== null)
    this.saved = saved
    this.versions = saved.map((x) => x.storage.version)
    tapeWatcher?.recorded(this)
  }

  /**
   * Lets the way back read the values that a tensor has now, whatever it has by then; whoever holds them releases them after
   * the pass. False: it does not read this tensor, or was told before.
   */
  pin(tensor: Tensor, values: HeldValues): boolean {
    const reads = this.saved.some(({ storage }) => storage === tensor.storage)
    if (!reads || this.pinned.some((each) => each.tensor.storage === tensor.storage)) return false
    this.pinned = [...this.pinned, { tensor, values }]
    return true
  }

  override apply(grads: Gradients): Gradients {
    if (this.pinned.length === 0) return this.applied(grads)
    const now = this.pinned.map(({ tensor: { storage } }) => ({ storage, values: storage.hold() }))
    for (const { tensor, values } of this.pinned) tensor.storage.putBack(values)
    try {
      return this.applied(grads)
    } finally {
      for (const { storage, values } of now) {
        storage.putBack(values)
        release(values.handle)
      }
    }
  }

  private applied(grads: Gradients): Gradients {
    if (!this.backward) {
      throw new RuntimeError(
        'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). ' +
          'Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retainGraph: true ' +
          'if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.',
      )
    }
    this.saved.forEach((x, i) => {
      if (x.storage.version === this.versions[i]) return
      throw new RuntimeError(
        'one of the variables needed for gradient computation has been modified by an inplace operation: ' +
          `[${x.shape.join(', ')}], used by ${this.name}, is at version ${x.storage.version}; expected version ${this.versions[i]} instead.`,
      )
    })
    return this.backward(grads, this.needs)
  }

  override release(): void {
    this.backward = null
    this.saved = []
  }
}

/** The end of the tape at a leaf: adds what arrives to its `grad`. */
export class AccumulateGrad extends GradNode {
  /** Leaves are served as soon as their gradient is whole. */
  override readonly sequence = Infinity
  /** Hooks that run after `grad` was updated, and get the leaf. */
  readonly afterHooks = new Set<(leaf: Tensor) => void>()

  constructor(readonly variable: Tensor) {
    super('AccumulateGrad', [], 1)
  }

  override apply(): Gradients {
    return []
  }

  override release(): void {}
}
