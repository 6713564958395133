import { isGradEnabled } from '../core/grad-mode'
import { recordMany } from '../core/record'
import type { Shape } from '../core/shape'
import { alias, fromHandle, Tensor, type Gradients } from '../core/tensor'
import { backend } from '../backend'
import { warnOnce } from '../core/warn'
import { RuntimeError } from '../errors'
import { apart } from './hooks'
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

  /** The arguments with each tensor on the far side of the identity; the options of a call are none, and tuples are left as they are. */
  inputs(args: readonly unknown[]): unknown[] {
    const [positional] = apart(args)
    const places = tensorPlaces(positional)
    const tensors = places.map((place) => positional[place] as Tensor)
    this.inputCount = positional.length
    if (!isGradEnabled() || !tensors.some((x) => x.requiresGrad)) return [...args]
    this.wrapsInputs = true
    const shapes = tensors.map(({ shape }) => shape)
    const wrapped = identity(tensors, (grads) => this.leave(places, filled(grads, shapes)))
    return put(args, places, wrapped)
  }

  /** The result with each tensor (it may be one, or an array of them) behind the identity. */
  outputs(result: unknown): unknown {
    const list: readonly unknown[] = Array.isArray(result) ? result : [result]
    const places = tensorPlaces(list)
    const tensors = places.map((place) => list[place] as Tensor)
    if (!isGradEnabled() || !tensors.some((x) => x.requiresGrad)) return result
    const wrapped = identity(tensors, (grads) => this.enter(list.length, places, grads))
    const replaced = put(list, places, wrapped)
    return Array.isArray(result) ? replaced : replaced[0]
  }

  /** Gradients arrive at the outputs, null where none flowed: pre-hooks may replace them. */
  private enter(count: number, places: readonly number[], grads: Gradients): Gradients {
    let tuple = spread(count, places, grads)
    for (const hook of this.hooks.pre) {
      const replaced = hook(this.module, tuple)
      if (replaced) tuple = checked(replaced, tuple.length, 'grad_output', 'Backward pre hook')
    }
    this.gradOutput = tuple
    if (!this.wrapsInputs) this.withoutInputs(tuple)
    return places.map((place) => tuple[place] ?? null)
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

  /**
   * Gradients leave through the inputs: hooks may replace what flows on. None runs where the outputs were given none, as where the
   * loss is made of what is in a tuple of the result.
   */
  private leave(places: readonly number[], grads: Gradients): Gradients {
    const { gradOutput } = this
    if (!gradOutput) return grads
    let tuple = spread(this.inputCount, places, grads)
    for (const hook of this.hooks.hooks) {
      const replaced = hook(this.module, tuple, gradOutput)
      if (replaced) tuple = checked(replaced, tuple.length, 'grad_input', 'Backward hook')
    }
    this.gradOutput = null
    return places.map((place) => tuple[place] ?? null)
  }
}

function tensorPlaces(values: readonly unknown[]): number[] {
  return values.flatMap((value, place) => (value instanceof Tensor ? [place] : []))
}

/** `values` with others at some places. */
function put(values: readonly unknown[], places: readonly number[], others: readonly unknown[]): unknown[] {
  const result = [...values]
  places.forEach((place, i) => (result[place] = others[i]))
  return result
}

/** So many, null but at the places. */
function spread(count: number, places: readonly number[], grads: Gradients): GradTuple {
  const tuple: (Tensor | null)[] = Array.from({ length: count }, () => null)
  places.forEach((place, i) => (tuple[place] = grads[i] ?? null))
  return tuple
}

/** Aliases of tensors with one node on the tape, which hands gradients to `backward`. */
function identity(tensors: readonly Tensor[], backward: (grads: Gradients) => Gradients): Tensor[] {
  const aliases = tensors.map((x) => alias(x))
  const requires = tensors.map((x) => x.requiresGrad)
  recordMany(NAME, tensors, aliases, (grads) => {
    for (const grad of grads) if (grad) grad.storage.held = true
    return backward(grads)
  })
  aliases.forEach((x, i) => {
    if (!requires[i]) x.gradFn = null
  })
  return aliases
}

/** Gradients with zeros where none flowed. */
function filled(grads: Gradients, shapes: readonly Shape[]): Gradients {
  return grads.map((grad, i) => {
    if (grad) return grad
    const zeros = fromHandle(backend.fill(shapes[i]!, 0, 'float32'), shapes[i]!)
    zeros.storage.held = true
    return zeros
  })
}

function checked(replaced: GradTuple | Tensor, count: number, what: string, kind: string): GradTuple {
  const tuple = replaced instanceof Tensor ? [replaced] : replaced
  if (tuple.length === count) return tuple
  throw new RuntimeError(
    `${kind} returned an invalid number of ${what}, got ${tuple.length}, but expected ${count}`,
  )
}
