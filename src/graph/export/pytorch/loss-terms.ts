/** The losses of a graph: those that the training script computes from what the model returns, and those inside it. */
import { isLearningLoss, roleOf } from '../../plan/questions'
import type { ModulePlan, PlanCall, PlanOperation } from '../../plan/plan'

/** A loss that the model itself computes and returns: it sits in a nested module, has weights, or something goes on with its value. */
export interface InnerLoss {
  /** Names of the instances and of the node, from this module. */
  path: string[]
  weight: number
}

/** In the order in which the module's `forward` returns them. */
export function innerLosses(plan: ModulePlan, nested: boolean): InnerLoss[] {
  return plan.calls.flatMap((call): InnerLoss[] => {
    if (call.kind === 'instance')
      return innerLosses(call.plan, true).map(({ path, weight }) => ({ path: [call.name, ...path], weight }))
    return isInnerLoss(call, plan, nested) ? [{ path: [call.name], weight: call.lossWeight ?? 1 }] : []
  })
}

export function isInnerLoss(call: PlanCall, plan: ModulePlan, nested: boolean): boolean {
  return roleOf(call) === 'loss' && (nested || isLearningLoss(call) || isConsumed(plan, call.node))
}

/** The losses of the main module that are left to the training script. */
export function outerLosses(plan: ModulePlan): PlanOperation[] {
  return plan.calls.filter(
    (call): call is PlanOperation =>
      call.kind === 'operation' && roleOf(call) === 'loss' && !isInnerLoss(call, plan, false),
  )
}

/** A metric of the graph, under the names of the instances that it is in and its own. */
export interface Metric {
  path: string[]
  call: PlanOperation
}

/** All metrics, in the order in which a pass comes to them. */
export function metricsOf(plan: ModulePlan): Metric[] {
  return plan.calls.flatMap((call): Metric[] => {
    if (call.kind === 'instance')
      return metricsOf(call.plan).map((inner) => ({ ...inner, path: [call.name, ...inner.path] }))
    return roleOf(call) === 'metric' ? [{ path: [call.name], call }] : []
  })
}

/** The metrics of the main module: the training script hands them what the model returns. */
export function outerMetrics(plan: ModulePlan): PlanOperation[] {
  return metricsOf(plan).flatMap(({ path, call }) => (path.length === 1 ? [call] : []))
}

/** Whether there is a training script: nothing else would look at metrics. */
export function trains(plan: ModulePlan): boolean {
  return outerLosses(plan).length > 0 || innerLosses(plan, false).length > 0
}

export function isConsumed(plan: ModulePlan, node: string): boolean {
  return plan.calls.some((call) => Object.values(call.inputs).some((source) => source.node === node))
}
