/** The hooks that a document sets on a wire: what they do to a value, or to a gradient on its way back. */
import type { PlanHook } from '../../graph/plan/plan'
import type { Tensor } from '../core/tensor'
import { tell } from '../../words/tell'

type WireHook = (value: Tensor, params: PlanHook['params']) => Tensor

const hooks: Record<string, WireHook> = {
  /** Times `factor` (default 1). */
  scale: (value, { factor = 1 }) => value.mul(Number(factor)),
  zero: (value) => value.mul(0),
  /** Times min(1, max_norm / ‖x‖), with `max_norm` 1 by default. */
  clip_norm: (value, { max_norm: limit = 1 }) => {
    const norm = value.mul(value).sum().sqrt().item()
    return norm > Number(limit) ? value.mul(Number(limit) / norm) : value
  },
}

/** The names that a document may use. */
export const wireHookTypes = Object.keys(hooks)

/** What a hook of the document does to a value. Errors: an unknown type. */
export function wireHook(hook: PlanHook): (value: Tensor) => Tensor {
  const run = Object.hasOwn(hooks, hook.type) ? hooks[hook.type] : undefined
  if (!run)
    throw new RangeError(
      tell(
        'engine.hook_on_wire_has_unknown',
        "The hook on wire '{{wire}}' has the unknown type '{{type}}'. Use {{types}}.",
        { wire: hook.edge, type: hook.type, types: wireHookTypes.join(', ') },
      ),
    )
  return (value) => run(value, hook.params)
}
