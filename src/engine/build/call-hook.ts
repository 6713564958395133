/** Hooks on the call of a node's module, which see all that it takes and gives, as hooks of a module do. */
import type { PlanHook } from '../../graph/plan/plan'
import { isGradEnabled } from '../core/grad-mode'
import { Tensor } from '../core/tensor'
import type { HookRun } from '../hooks/hook-kinds'
import { backwardText, forwardText } from '../hooks/hook-text'
import type { NetHooks } from '../hooks/net-hooks'
import { Boundary } from '../nn/boundary'
import type { GradTuple } from '../nn/hooks'
import type { HookMoment } from './value-hook'

/** One call of a module. */
export interface CallSite extends HookMoment {
  /** The node that calls. */
  readonly node: string
  /** Its module's class. */
  readonly className: string
}

export class CallHook {
  readonly pass: 'forward' | 'backward'

  /** @param at The definition and the node that the hook sits on; other nodes may call the same module. */
  constructor(
    private readonly hook: PlanHook & { pass: 'forward' | 'backward' },
    private readonly at: { readonly module: string; readonly node: string },
    private readonly run: HookRun,
    private readonly net: NetHooks,
  ) {
    this.pass = hook.pass
  }

  /** What goes on instead of the outputs. */
  forward(inputs: readonly Tensor[], output: Tensor | Tensor[], site: CallSite): Tensor | Tensor[] {
    if (this.hook.type === 'print') this.print(forwardText(site.className, inputs, output), site)
    if (!Array.isArray(output)) return this.through(output, site, null)
    return output.map((value, part) => this.through(value, site, part))
  }

  /** What goes on instead of the gradients of the inputs. */
  backward(
    inputs: readonly Tensor[],
    gradInput: GradTuple,
    gradOutput: GradTuple,
    site: CallSite,
  ): GradTuple {
    if (this.hook.type === 'print') this.print(backwardText(site.className, gradInput, gradOutput), site)
    return gradInput.map((gradient, i) => {
      if (!gradient || inputs[i]?.dtype !== 'float32') return gradient
      return this.through(gradient, site, gradInput.length === 1 ? null : i)
    })
  }

  private print(text: string, { path }: CallSite): void {
    this.net.say(text, { module: this.at.module, hook: this.hook.id, path })
  }

  private through(value: Tensor, site: CallSite, part: number | null): Tensor {
    if (value.dtype !== 'float32') return value
    const at = { path: site.path, hook: this.hook.id }
    const watcher = site.node === this.at.node ? this.net.watcher : null
    watcher?.(at, 'before', value, part)
    const result = this.run(value, site) ?? value
    watcher?.(at, 'after', result, part)
    return result
  }
}

/** A call with hooks around it. */
export interface HookedCall {
  inputs: Tensor[]
  finish: (output: Tensor | Tensor[]) => Tensor | Tensor[]
}

/** Puts hooks around one call: what it takes, and what is made of what it gives. */
export function hookedCall(hooks: readonly CallHook[], site: CallSite, given: readonly Tensor[]): HookedCall {
  const backward = hooks.filter(({ pass }) => pass === 'backward')
  const boundary =
    backward.length > 0 && isGradEnabled()
      ? new Boundary(named(site.className), {
          pre: [],
          hooks: backward.map(
            (hook) => (_: object, gradInput: GradTuple, gradOutput: GradTuple) =>
              hook.backward(given, gradInput, gradOutput, site),
          ),
        })
      : null
  const inputs = boundary ? boundary.inputs(given).filter((input) => input instanceof Tensor) : [...given]
  return {
    inputs,
    finish: (output) => {
      let result = output
      for (const hook of hooks) if (hook.pass === 'forward') result = hook.forward(inputs, result, site)
      return boundary ? (boundary.outputs(result) as Tensor | Tensor[]) : result
    },
  }
}

/** Errors of a boundary name the class of its module. */
function named(className: string): object {
  return Object.create({ constructor: { name: className } }) as object
}
