/** Hooks on the call of a node's module, which see all that it takes and gives, as hooks of a module do. */
import type { PlanHook } from '../../graph/plan/plan'
import { isGradEnabled } from '../core/grad-mode'
import { Tensor } from '../core/tensor'
import type { HookRun } from '../hooks/hook-kinds'
import { backwardText, forwardText } from '../hooks/hook-text'
import type { NetHooks } from '../hooks/net-hooks'
import { Boundary } from '../nn/boundary'
import type { GradTuple } from '../nn/hooks'
import { arrange, rearrange } from './call-form'
import type { Arranged, CallForm } from './call-form'
import { listOf } from './instance-order'
import type { LossTerm } from './pass'
import type { HookMoment } from './value-hook'

/** One call of a module. */
export interface CallSite extends HookMoment {
  /** The node that calls. */
  readonly node: string
  readonly form: CallForm
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

  /** What goes on instead of the outputs, each of them apart, whatever tuple they are in. */
  forward(args: readonly Arranged[], output: Tensor | Tensor[], site: CallSite): Tensor | Tensor[] {
    if (this.hook.type === 'print')
      this.print(forwardText(site.form.className, args, whole(output, site)), site)
    if (!Array.isArray(output)) return this.through(output, site, null)
    return output.map((value, part) => this.through(value, site, part))
  }

  /** What goes on instead of the gradients of the arguments; what is in a tuple of its own has none here, as in PyTorch. */
  backward(
    args: readonly Arranged[],
    gradInput: GradTuple,
    gradOutput: GradTuple,
    site: CallSite,
  ): GradTuple {
    if (this.hook.type === 'print') this.print(backwardText(site.form.className, gradInput, gradOutput), site)
    return gradInput.map((gradient, i) => {
      const arg = args[i]
      if (!gradient || !(arg instanceof Tensor) || arg.dtype !== 'float32') return gradient
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
  /** What goes on of what it gave; `losses` are those inside, which PyTorch's module gives too. */
  finish: (output: Tensor | Tensor[], losses: readonly LossTerm[]) => Tensor | Tensor[]
}

/** Puts hooks around one call: what it takes, and what is made of what it gives. */
export function hookedCall(hooks: readonly CallHook[], site: CallSite, given: readonly Tensor[]): HookedCall {
  const { args: slots, results } = site.form
  const plain = arrange(slots, given)
  const boundary = boundaryOf(
    hooks.filter(({ pass }) => pass === 'backward'),
    site,
    plain,
  )
  const args = boundary ? (boundary.inputs(plain) as Arranged[]) : plain
  return {
    inputs: rearrange(slots, args, given),
    finish: (output, losses) => {
      let result = output
      for (const hook of hooks) if (hook.pass === 'forward') result = hook.forward(args, result, site)
      if (!boundary) return result
      const outputs = listOf(result)
      const slotsOut = results ?? [0]
      const passed = boundary.outputs([
        ...arrange(slotsOut, outputs),
        ...losses.map(({ value }) => value),
      ]) as Arranged[]
      losses.forEach((term, i) => (term.value = passed[slotsOut.length + i] as Tensor))
      const there = rearrange(slotsOut, passed, outputs)
      return Array.isArray(result) ? there : there[0]!
    },
  }
}

/** What watches the gradients at both ends of a call; null where nobody looks at them. */
function boundaryOf(
  hooks: readonly CallHook[],
  site: CallSite,
  args: readonly Arranged[],
): Boundary<object> | null {
  if (hooks.length === 0 || !isGradEnabled()) return null
  const { results } = site.form
  return new Boundary(named(site.form.className), {
    pre: [],
    hooks: hooks.map(
      (hook) => (_: object, gradInput: GradTuple, gradOutput: GradTuple) =>
        hook.backward(args, gradInput, gradOutput.slice(0, results?.length ?? 1), site),
    ),
  })
}

function whole(output: Tensor | Tensor[], { form: { results } }: CallSite): Tensor | Arranged[] {
  return results ? arrange(results, listOf(output)) : listOf(output)[0]!
}

/** Errors of a boundary name the class of its module. */
function named(className: string): object {
  return Object.create({ constructor: { name: className } }) as object
}
