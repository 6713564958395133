/** In which order an instance names its inputs and outputs, and in which the module inside has them. */
import { roleOf } from '../../graph/plan/questions'
import type { ModulePlan, PlanInstance } from '../../graph/plan/plan'
import type { Tensor } from '../core/tensor'

export interface InstanceOrder {
  take: (inputs: readonly Tensor[]) => Tensor[]
  give: (result: Tensor | Tensor[]) => Tensor[]
}

export function orderOf({ plan, inputs: wires, outputs }: PlanInstance): InstanceOrder {
  const handles = Object.keys(wires)
  const taken = namesOf(plan, 'input').map((name) => handles.indexOf(name))
  const results = namesOf(plan, 'output')
  const given = outputs.map((name) => results.indexOf(name))
  return {
    take: (inputs) => taken.map((place) => inputs[place]!),
    give: (result) => given.map((place) => listOf(result)[place]!),
  }
}

export function listOf(result: Tensor | Tensor[]): Tensor[] {
  return Array.isArray(result) ? result : [result]
}

function namesOf(plan: ModulePlan, role: 'input' | 'output'): string[] {
  return plan.calls.filter((call) => roleOf(call) === role).map(({ name }) => name)
}
