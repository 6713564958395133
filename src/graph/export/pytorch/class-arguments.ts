/**
 * What instances of one definition differ in: the params that each took from its inputs. One definition is one class, as
 * a person would write it, so these become arguments of its constructor.
 */
import { dequal } from 'dequal'
import type { ModulePlan, PlanCall } from '../../plan/plan'
import type { Variables } from './node-text'

export interface ClassPlan {
  /** The first instance: all have the same calls. */
  plan: ModulePlan
  /** Arguments of the constructor, in order. */
  arguments: string[]
  /** For each call (by node id), the arguments that stand for its params, or for those of the inner class. */
  variables: Map<string, Variables>
}

export interface ClassPlans {
  /** Inner classes first; the main one last. */
  classes: ClassPlan[]
  /** What each instance gives for the arguments of its class. */
  valuesOf: Map<ModulePlan, Readonly<Record<string, unknown>>>
}

/** The classes of a plan. */
export function classPlans(main: ModulePlan): ClassPlans {
  const instances = new Map<string, ModulePlan[]>()
  collect(main, instances)
  const valuesOf: ClassPlans['valuesOf'] = new Map()
  const classes = [...instances.values()].map((plans) => classPlan(plans, valuesOf))
  return { classes, valuesOf }
}

/** By definition, inner ones first. */
function collect(plan: ModulePlan, instances: Map<string, ModulePlan[]>): void {
  for (const call of plan.calls) if (call.kind === 'instance') collect(call.plan, instances)
  const known = instances.get(plan.module)
  if (known === undefined) instances.set(plan.module, [plan])
  else known.push(plan)
}

function classPlan(plans: readonly ModulePlan[], valuesOf: ClassPlans['valuesOf']): ClassPlan {
  const [plan] = plans as [ModulePlan]
  const names = new Map<string, string>()
  const given = plans.map((): Record<string, unknown> => ({}))
  const variables = new Map<string, Variables>()
  plan.calls.forEach((call, index) => {
    const calls = plans.map((other) => other.calls[index] ?? call)
    const own: Record<string, string> = {}
    for (const name of Object.keys(paramsOf(call, valuesOf))) {
      const values = calls.map((other) => paramsOf(other, valuesOf)[name])
      if (values.every((value) => dequal(value, values[0]))) continue
      // Two params that agree in every instance are one argument: they see the same input.
      const key = `${name} ${JSON.stringify(values)}`
      const known = names.get(key) ?? freeName(name, call.name, new Set(names.values()))
      names.set(key, known)
      own[name] = known
      given.forEach((record, instance) => (record[known] = values[instance]))
    }
    variables.set(call.node, own)
  })
  plans.forEach((other, instance) => valuesOf.set(other, given[instance] ?? {}))
  return { plan, arguments: [...new Set(names.values())], variables }
}

function paramsOf(call: PlanCall, valuesOf: ClassPlans['valuesOf']): Readonly<Record<string, unknown>> {
  return call.kind === 'instance' ? (valuesOf.get(call.plan) ?? {}) : call.params
}

function freeName(name: string, owner: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? `${owner}_${name}` : name
}
