import { isGradEnabled } from '../core/grad-mode'
import { recordMany } from '../core/record'
import { alias, fromHandle, Tensor, type Gradients } from '../core/tensor'
import { backend } from '../backend'
import { warnOnce } from '../core/warn'
import { RuntimeError } from '../errors'
import type { BackwardHook, BackwardPreHook, GradTuple } from './hooks'

const NAME = 'BackwardHookFunctionBackward'

export interface BackwardHooks<M> {
  pre: readonly BackwardPreHook<M>[]
  hooks: readonly BackwardHook<M>[]
}

/**
 * Runs a module's backward hooks for one call: an identity on the tape at its inputs sees the gradients that leave it, one at
 * its outputs those that come in.
 */
export class Boundary<M extends object> {
  private gradOutput: GradTuple | null = null
  private inputCount = 0
  private wrapsInputs = false

  constructor(
    private readonly module: M,
    private readonly hooks: BackwardHooks<M>,
  ) {}

  /** The arguments with each tensor on the far side of the identity. */
  inputs(args: readonly unknown[]): unknown[] {
    const tensors = args.filter((arg) => arg instanceof Tensor)
    this.inputCount = args.length
    if (!isGradEnabled() || !tensors.some((x) => x.requiresGrad)) return [...args]
    this.wrapsInputs = true
    const wrapped = identity(tensors, (grads) => this.leave(args, tensors, grads))
    return args.map((arg) => (arg instanceof Tensor ? wrapped[tensors.indexOf(arg)]! : arg))
  }

  /** The result with each tensor (it may be one, or an array of them) behind the identity. */
  outputs(result: unknown): unknown {
    const list: readonly unknown[] = Array.isArray(result) ? result : [result]
    const tensors = list.filter((entry) => entry instanceof Tensor)
    if (!isGradEnabled() || !tensors.some((x) => x.requiresGrad)) return result
    const wrapped = identity(tensors, (grads) => this.enter(list, tensors, grads))
    const replaced = list.map((entry) => (entry instanceof Tensor ? wrapped[tensors.indexOf(entry)]! : entry))
    return Array.isArray(result) ? replaced : replaced[0]
  }

  /** Gradients arrive at the outputs: pre-hooks may replace them. */
  private enter(list: readonly unknown[], tensors: readonly Tensor[], grads: Gradients): Gradients {
    let tuple: GradTuple = list.map((entry) =>
      entry instanceof Tensor ? grads[tensors.indexOf(entry)]! : null,
    )
    for (const hook of this.hooks.pre) {
      const replaced = hook(this.module, tuple)
      if (replaced) tuple = checked(replaced, tuple.length, 'grad_output', 'Backward pre hook')
    }
    this.gradOutput = tuple
    if (!this.wrapsInputs) this.withoutInputs(tuple)
    return tensors.map((tensor) => tuple[list.indexOf(tensor)] ?? null)
  }

  /** No input requires a gradient: hooks run with what came in alone, and can replace nothing. */
  private withoutInputs(gradOutput: GradTuple): void {
    if (this.hooks.hooks.length > 0) {
      warnOnce(
        'Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require gradients. ' +
          'See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details.',
      )
    }
    for (const hook of this.hooks.hooks) {
      const gradInput: GradTuple = Array.from({ length: this.inputCount }, () => null)
      const replaced = hook(this.module, gradInput, gradOutput)
      if (replaced && (replaced instanceof Tensor || replaced.some((entry) => entry !== null))) {
        throw new RuntimeError(
          `Backward hook for ${this.module.constructor.name} where no input requires gradient should always return None or None for all gradients.`,
        )
      }
    }
  }

  /** Gradients leave through the inputs: hooks may replace what flows on. */
  private leave(args: readonly unknown[], tensors: readonly Tensor[], grads: Gradients): Gradients {
    if (!this.gradOutput) {
      throw new RuntimeError(
        `Module backward hook for ${this.module.constructor.name} was called before the gradients of its outputs were computed; do not use a module's inputs past its outputs`,
      )
    }
    let tuple: GradTuple = args.map((arg) => (arg instanceof Tensor ? grads[tensors.indexOf(arg)]! : null))
    for (const hook of this.hooks.hooks) {
      const replaced = hook(this.module, tuple, this.gradOutput)
      if (replaced) tuple = checked(replaced, tuple.length, 'grad_input', 'Backward hook')
    }
    this.gradOutput = null
    return tensors.map((tensor) => tuple[args.indexOf(tensor)] ?? null)
  }
}

/** Aliases of tensors with one node on the tape, which hands gradients (zeros where none flowed) to `backward`. */
function identity(tensors: readonly Tensor[], backward: (grads: Gradients) => Gradients): Tensor[] {
  const aliases = tensors.map((x) => alias(x))
  const shapes = tensors.map((x) => ({ shape: x.shape, requires: x.requiresGrad }))
  recordMany(NAME, tensors, aliases, (grads) => {
    const whole = grads.map(
      (grad, i) => grad ?? fromHandle(backend.fill(shapes[i]!.shape, 0, 'float32'), shapes[i]!.shape),
    )
    for (const grad of whole) grad.storage.held = true
    return backward(whole)
  })
  aliases.forEach((x, i) => {
    if (!shapes[i]!.requires) x.gradFn = null
  })
  return aliases
}

function checked(replaced: GradTuple | Tensor, count: number, what: string, kind: string): GradTuple {
  const tuple = replaced instanceof Tensor ? [replaced] : replaced
  if (tuple.length === count) return tuple
  throw new RuntimeError(
    `${kind} returned an invalid number of ${what}, got ${tuple.length}, but expected ${count}`,
  )
}
