/** The older backward hooks of a module, on the last operation that it recorded. */
import { Tensor, type Gradients } from '../core/tensor'
import { RuntimeError } from '../errors'
import type { BackwardHook, HookList } from './hooks'

/** Errors: a module that has backward hooks of the other kind already, `others` of them. */
export function expectOneKind(others: number): void {
  if (others === 0) return
  throw new RuntimeError(
    'Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them.',
  )
}

/**
 * Runs the hooks when the operation that made `output` (or its first tensor) has computed the gradients of its inputs.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_backward_hook
 */
export function watchLastOperation<M>(module: M, hooks: HookList<BackwardHook<M>>, output: unknown): void {
  const first: unknown = Array.isArray(output) ? output.find((entry) => entry instanceof Tensor) : output
  if (!(first instanceof Tensor) || first.gradFn === null) return
  const after = hooks.list().map(({ hook }) => (gradInput: Gradients, gradOutput: Gradients) => {
    for (const grad of [...gradInput, ...gradOutput]) if (grad) grad.storage.held = true
    const replaced = hook(module, gradInput, gradOutput)
    if (!replaced) return null
    const tuple = replaced instanceof Tensor ? [replaced] : replaced
    if (tuple.length === gradInput.length) return tuple
    throw new RuntimeError(
      `hook has returned an incorrect number of values (got ${tuple.length}, but expected ${gradInput.length})`,
    )
  })
  first.gradFn.operationHooks = [...first.gradFn.operationHooks, ...after]
}
