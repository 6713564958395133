/** What acts on a value where it passes: hooks of the document first, in its order, then whoever watches the pass. */
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
  /** Gives what goes on instead of the value: recorded forward, not recorded backward. */
  readonly run: (value: Tensor, moment: HookMoment) => Tensor
}

/** Sends a value through the hooks of its place; gradients go through theirs, in the same order, when they come. */
export function throughHooks(hooks: readonly ValueHook[], value: Tensor, moment: HookMoment): Tensor {
  for (const hook of hooks) {
    if (hook.pass === 'forward') value = hook.run(value, moment)
    else if (value.requiresGrad) value.registerHook((gradient) => hook.run(gradient, moment))
  }
  return value
}
