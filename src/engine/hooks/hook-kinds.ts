/** What each type of hook does to a value, or to a gradient on its way back. */
import { expressionOf } from '../../graph/hooks/expression'
import type { PlanHook } from '../../graph/plan/plan'
import { noGrad } from '../core/grad-mode'
import { numel } from '../core/shape'
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import * as ops from '../ops'
import type { Generator } from '../random/generator'
import { expressionValue } from './expression-value'
import { statsText } from './hook-text'
import type { NetHooks } from './net-hooks'

/** Makes one value of another; null: nothing goes on, not even zeros. */
export type HookRun = (
  x: Tensor,
  moment: { readonly training: boolean; readonly path: readonly string[] },
) => Tensor | null

type NumberParam = 'factor' | 'max_norm' | 'max' | 'std' | 'p' | 'value'
/** Those that the schema of its type has. */
type HookParams = Readonly<Record<NumberParam, number>> & { readonly expr: string }

/** What a hook is made with. */
interface Making {
  hook: PlanHook
  /** The definition that it sits in. */
  module: string
  params: HookParams
  net: NetHooks
  /** Where it sits, in words. */
  label: string
  generator: () => Generator
}

/** Each gives its function; the plan has parsed the params. */
const KINDS: Readonly<Record<string, (making: Making) => HookRun>> = {
  scale:
    ({ params: { factor } }) =>
    (x) =>
      ops.mul(x, factor),
  zero: () => (x) => ops.mul(x, 0),
  reverse:
    ({ params: { factor } }) =>
    (x) =>
      ops.mul(x, -factor),
  stop: ({ hook }) => (hook.pass === 'forward' ? (x) => x.detach() : () => null),
  clip_norm:
    ({ params: { max_norm: limit } }) =>
    (x) =>
      ops.mul(
        x,
        noGrad(() => clippingFactor(x, limit)),
      ),
  clip_value:
    ({ params: { max } }) =>
    (x) =>
      ops.clamp(x, -max, max),
  noise:
    ({ params: { std }, generator }) =>
    (x) =>
      ops.add(x, normalNoise(x, std, generator())),
  dropout:
    ({ params: { p }, generator }) =>
    (x, { training }) =>
      ops.dropout(x, p, training, generator()),
  replace_nan:
    ({ params: { value } }) =>
    (x) =>
      ops.maskedFill(x, ops.isnan(x), value),
  expression: ({ params: { expr }, net }) => {
    const tree = expressionOf(expr)
    return (x) => expressionValue(tree, { x, step: net.step })
  },
  /** It sits on modules alone, and looks at all that they take and give. */
  print: () => (x) => x,
  stats:
    ({ net, label, module, hook }) =>
    (x, { path }) => {
      net.say(statsText(label, x), { module, hook: hook.id, path })
      return x
    },
}

/** The function of a hook. Errors: a type that the engine does not have. */
export function hookRun(hook: PlanHook, at: { module: string; label: string; net: NetHooks }): HookRun {
  const { net, module, label } = at
  const make = Object.hasOwn(KINDS, hook.type) ? KINDS[hook.type] : undefined
  if (!make) throw new RangeError(`There is no hook '${hook.type}'.`)
  const params = hook.params as unknown as HookParams
  const generator = (): Generator => net.generator(`${module}/${hook.id}`, Number(hook.params['seed'] ?? 0))
  return make({ hook, module, params, net, label, generator })
}

/** The types that the engine runs. */
export const hookTypes: readonly string[] = Object.keys(KINDS)

/** min(1, limit / ‖x‖); 1 where the norm is 0, or no number. */
function clippingFactor(x: Tensor, limit: number): Tensor {
  const norm = ops.norm(x)
  return ops.where(ops.gt(norm, limit), ops.div(limit, norm), 1)
}

function normalNoise(x: Tensor, std: number, generator: Generator): Tensor {
  const values = generator.fillNormal(new Float32Array(numel(x.shape)))
  return ops.mul(fromValues(values, x.shape, 'float32'), std)
}
