import { warnOnce } from '../core/warn'
import { RemovableHandle } from '../core/removable-handle'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'

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
  /**
   * Give the hook the options of the call (its last argument, where that is a plain object) apart from the other arguments:
   * `hook(module, args, options[, output])`. Default false.
   */
  withKwargs?: boolean
}

export interface ForwardHookOptions extends HookOptions {
  /** Run also when `forward` threw (with output undefined); the error goes on afterwards. Default false. */
  alwaysCall?: boolean
}

/** The options of a call as hooks `withKwargs` see them. */
export type Kwargs = Readonly<Record<string, unknown>>

/** One registered hook. */
export interface HookEntry<Hook> {
  readonly hook: Hook
  readonly always: boolean
  readonly kwargs: boolean
}

/** An ordered list of hooks. Each registration is apart, so that one function registered twice runs twice. */
export class HookList<Hook> {
  private entries: HookEntry<Hook>[] = []

  get size(): number {
    return this.entries.length
  }

  add(
    hook: Hook,
    { prepend = false, alwaysCall = false, withKwargs = false }: ForwardHookOptions = {},
  ): RemovableHandle {
    const entry = { hook, always: alwaysCall, kwargs: withKwargs }
    this.entries = prepend ? [entry, ...this.entries] : [...this.entries, entry]
    return new RemovableHandle(() => {
      this.entries = this.entries.filter((other) => other !== entry)
    })
  }

  /** The hooks as they are now: one that removes itself while it runs disturbs no other. */
  list(): readonly HookEntry<Hook>[] {
    return this.entries
  }
}

/** The kinds of hooks of a module, or of all modules. */
export class ModuleHooks<M> {
  readonly forwardPre = new HookList<ForwardPreHook<M>>()
  readonly forward = new HookList<ForwardHook<M>>()
  readonly backwardPre = new HookList<BackwardPreHook<M>>()
  readonly backward = new HookList<BackwardHook<M>>()
  /** Those of `registerBackwardHook`, which look at one operation of the module. */
  readonly lastOperation = new HookList<BackwardHook<M>>()

  get any(): boolean {
    return this.forwardPre.size + this.forward.size + this.lastOperation.size > 0 || this.anyBackward
  }

  get anyBackward(): boolean {
    return this.backwardPre.size + this.backward.size > 0
  }
}

type WithKwargs = (module: unknown, args: readonly unknown[], options: Kwargs, output?: unknown) => unknown

/** Runs a forward pre-hook; the arguments that the next one sees. */
export function runPreHook<M>(
  { hook, kwargs }: HookEntry<ForwardPreHook<M>>,
  module: M,
  args: readonly unknown[],
): readonly unknown[] {
  if (!kwargs) {
    const replaced = hook(module, args)
    if (replaced === null || replaced === undefined) return args
    return Array.isArray(replaced) ? (replaced as unknown[]) : [replaced]
  }
  const result = (hook as unknown as WithKwargs)(module, ...apart(args))
  if (result === null || result === undefined) return args
  if (Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && isOptions(result[1]))
    return Object.keys(result[1]).length > 0 ? [...(result[0] as unknown[]), result[1]] : result[0]
  throw new RuntimeError('forward pre-hook must return null or a list of [new args, new options]')
}

/** Runs a forward hook; the output that the next one sees. */
export function runForwardHook<M>(
  { hook, kwargs }: HookEntry<ForwardHook<M>>,
  module: M,
  args: readonly unknown[],
  output: unknown,
): unknown {
  const replaced = kwargs
    ? (hook as unknown as WithKwargs)(module, ...apart(args), output)
    : hook(module, args, output)
  return replaced ?? output
}

/** The arguments of a call without its options, and those. */
export function apart(args: readonly unknown[]): [args: readonly unknown[], options: Kwargs] {
  const last = args.at(-1)
  return isOptions(last) ? [args.slice(0, -1), last] : [args, {}]
}

function isOptions(value: unknown): value is Kwargs {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
}

/** Runs a hook after `forward` has failed: what the hook throws must not hide why. */
export function callQuietly(hook: () => unknown): void {
  try {
    hook()
  } catch (error) {
    warnOnce(`forward hook with alwaysCall: true raised an exception that was silenced: ${String(error)}`)
  }
}
