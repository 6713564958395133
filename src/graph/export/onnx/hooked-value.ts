/** The hooks that a document sets on the forward pass, as operators; and those that a model has no place for. */
import { hookDefinition } from '../../hooks/index'
import { OnnxRefusal } from '../../onnx/writing/refusal'
import type { OnnxNode } from '../../onnx/writing/onnx-node'
import type { Value } from '../../onnx/writing/value'
import { labelOf } from '../../plan/hook-label'
import type { ModulePlan, PlanHook } from '../../plan/plan'
import { tell, told } from '../../../words/tell'

/** What a hook makes of a value. Errors: ONNX cannot say it; the message names the hook. */
export function hookedValue(node: OnnxNode<unknown>, value: Value, hook: PlanHook): Value {
  const rule = hookDefinition(hook.type)?.onnx
  if (typeof rule !== 'function') throw refusal(hook, rule?.unsupported() ?? '', takeOut())
  try {
    return rule(node, value, hook.params)
  } catch (error) {
    if (!(error instanceof OnnxRefusal)) throw error
    throw refusal(hook, error.message, error.remedy)
  }
}

function refusal({ id, type }: PlanHook, reason: string, remedy: string): OnnxRefusal {
  return new OnnxRefusal(
    told('onnx_export.hook', "The hook '{{id}}' ({{type}}) cannot be written: {{reason}}", {
      id,
      type,
      reason,
    }),
    remedy,
  )
}

const takeOut = (): string => tell('export.take_hook_out', 'Take the hook out, or switch it off.')

/** Those that act on values as they pass. */
export function forwardHooks(plan: ModulePlan): PlanHook[] {
  return plan.hooks.filter(({ pass, type }) => pass === 'forward' && hookDefinition(type)?.looks === false)
}

/** A hook of a definition, in whichever instance. */
export function hookKey({ module }: ModulePlan, { id }: PlanHook): string {
  return JSON.stringify([module, id])
}

/**
 * One note that names every hook that a model does without: those of training, those that only look, and those on what no output needs.
 * Null: none.
 *
 * @param written The keys of those that it has.
 */
export function leftOutNote(plan: ModulePlan, written: ReadonlySet<string>): string | null {
  const names = [...new Set(leftOut(plan, written))]
  if (names.length === 0) return null
  return tell(
    'export.hooks_left_out',
    {
      one: 'A hook was left out, as ONNX has no place for it: {{names}}.',
      other: 'Hooks were left out, as ONNX has no place for them: {{names}}.',
    },
    { count: names.length, names: names.join('; ') },
  )
}

function leftOut(plan: ModulePlan, written: ReadonlySet<string>): string[] {
  const own = plan.hooks.filter((hook) => !written.has(hookKey(plan, hook)))
  return [
    ...own.map((hook) => `${plan.module} ${hook.id} (${hook.type}, ${labelOf(hook, plan)})`),
    ...plan.calls.flatMap((call) => (call.kind === 'instance' ? leftOut(call.plan, written) : [])),
  ]
}
