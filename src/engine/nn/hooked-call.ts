/** What happens around one `forward` of a module that has hooks, in PyTorch's order. */
import { isGradEnabled } from '../core/grad-mode'
import { Boundary } from './boundary'
import { callQuietly, runForwardHook, runPreHook } from './hooks'
import type { ForwardHook, HookEntry, ModuleHooks } from './hooks'
import { watchLastOperation } from './last-operation'

/** One call: `before`, then `forward` by whoever runs it, then `after`, or `failed` where `forward` threw. */
export class HookedCall<M extends object> {
  private input: readonly unknown[] = []
  private boundary: Boundary<M> | null = null
  private hooks: readonly HookEntry<ForwardHook<M>>[] = []

  constructor(
    private readonly module: M,
    private readonly everywhere: ModuleHooks<M>,
    private readonly own: ModuleHooks<M> | null,
  ) {}

  /** The arguments that `forward` gets. */
  before(args: readonly unknown[]): readonly unknown[] {
    const { everywhere, own } = this
    this.input = args
    for (const entry of [...everywhere.forwardPre.list(), ...(own?.forwardPre.list() ?? [])])
      this.input = runPreHook(entry, this.module, this.input)
    this.boundary = this.makeBoundary()
    if (this.boundary) this.input = this.boundary.inputs(this.input)
    this.hooks = [...everywhere.forward.list(), ...(own?.forward.list() ?? [])]
    return this.input
  }

  /** The output that the caller gets. */
  after(output: unknown): unknown {
    for (const entry of this.hooks) output = runForwardHook(entry, this.module, this.input, output)
    if (this.own?.lastOperation.size) watchLastOperation(this.module, this.own.lastOperation, output)
    return this.boundary ? this.boundary.outputs(output) : output
  }

  failed(): void {
    for (const entry of this.hooks)
      if (entry.always) callQuietly(() => runForwardHook(entry, this.module, this.input, undefined))
  }

  private makeBoundary(): Boundary<M> | null {
    const { everywhere, own } = this
    if (!isGradEnabled() || (!own?.anyBackward && !everywhere.anyBackward)) return null
    const kinds = [everywhere, own]
    return new Boundary<M>(this.module, {
      pre: kinds.flatMap((kind) => kind?.backwardPre.list() ?? []).map(({ hook }) => hook),
      hooks: kinds.flatMap((kind) => kind?.backward.list() ?? []).map(({ hook }) => hook),
    })
  }
}
