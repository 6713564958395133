import { RemovableHandle } from '../core/removable-handle'
import type { Tensor } from '../core/tensor'

/** One gradient for each tensor that went in or came out; null where there is none. */
export type GradTuple = readonly (Tensor | null)[]

export type ForwardPreHook<M> = (module: M, args: readonly unknown[]) => unknown
export type ForwardHook<M> = (module: M, args: readonly unknown[], output: unknown) => unknown
export type BackwardPreHook<M> = (
  module: M,
  gradOutput: GradTuple,
) => GradTuple | Tensor | null | undefined | void
export type BackwardHook<M> = (
  module: M,
  gradInput: GradTuple,
  gradOutput: GradTuple,
) => GradTuple | Tensor | null | undefined | void

export interface HookOptions {
  /** Run before the hooks registered so far; default false. */
  prepend?: boolean
}

export interface ForwardHookOptions extends HookOptions {
  /** Run also when `forward` threw (with output undefined); the error goes on afterwards. Default false. */
  alwaysCall?: boolean
}

/** An ordered list of hooks. Each registration is apart, so that one function registered twice runs twice. */
export class HookList<Hook> {
  private entries: { hook: Hook; always: boolean }[] = []

  get size(): number {
    return this.entries.length
  }

  add(hook: Hook, { prepend = false, alwaysCall = false }: ForwardHookOptions = {}): RemovableHandle {
    const entry = { hook, always: alwaysCall }
    this.entries = prepend ? [entry, ...this.entries] : [...this.entries, entry]
    return new RemovableHandle(() => {
      this.entries = this.entries.filter((other) => other !== entry)
    })
  }

  /** The hooks as they are now: one that removes itself while it runs disturbs no other. */
  list(): readonly { readonly hook: Hook; readonly always: boolean }[] {
    return this.entries
  }
}

/** The four kinds of hooks of a module, or of all modules. */
export class ModuleHooks<M> {
  readonly forwardPre = new HookList<ForwardPreHook<M>>()
  readonly forward = new HookList<ForwardHook<M>>()
  readonly backwardPre = new HookList<BackwardPreHook<M>>()
  readonly backward = new HookList<BackwardHook<M>>()

  get any(): boolean {
    return this.forwardPre.size + this.forward.size + this.backwardPre.size + this.backward.size > 0
  }

  get anyBackward(): boolean {
    return this.backwardPre.size + this.backward.size > 0
  }
}
