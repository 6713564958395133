/** What acts on a value where it passes: hooks of the document first, in its order, then whoever watches the pass. */
import { registerHook } from '../autograd'
import { NO_GRADIENT } from '../core/tensor'
import type { Tensor } from '../core/tensor'

/** Where and when a hook acts. */
export interface HookMoment {
  /** Ids of the instances around the place. */
  readonly path: readonly string[]
  /** `self.training` of the module around the place. */
  readonly training: boolean
}

/** Acts at the end of a wire or on the output of a node. */
export interface ValueHook {
  /** `backward`: on the gradient, which is this consumer's share on a wire, and the sum over the consumers on an output. */
  readonly pass: 'forward' | 'backward'
  /** Gives what goes on instead of the value, recorded forward, not recorded backward; null: no gradient goes on. */
  readonly run: (value: Tensor, moment: HookMoment) => Tensor | null
}

/**
 * Sends a value through the hooks of its place. What comes out is what the place has: the gradient of that goes through the
 * hooks of the way back, in the same order, when it comes.
 */
export function throughHooks(hooks: readonly ValueHook[], value: Tensor, moment: HookMoment): Tensor {
  for (const { pass, run } of hooks) if (pass === 'forward') value = run(value, moment) ?? value
  for (const { pass, run } of hooks)
    if (pass === 'backward' && value.requiresGrad)
      registerHook(value, (gradient) => run(gradient, moment) ?? NO_GRADIENT)
  return value
}
