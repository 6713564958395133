/** The losses that `train.py` computes itself: those that are modules there, and the hooks on them. */
import { nodeDefinition } from '../../nodes/index'
import type { ModulePlan, PlanHook, PlanOperation } from '../../plan/plan'
import { callText } from '../../pytorch/python'
import { isHookedLoss } from './forward'
import type { HookWriter } from './hook-writer'
import type { LineNodes } from './line-nodes'
import { constructorText } from './node-text'

export interface Criterion {
  node: string
  name: string
  text: string
}

/** Losses that are modules; they stay outside the model, so that its state_dict holds nothing of theirs. */
export function criteriaOf(losses: readonly PlanOperation[], plan: ModulePlan): Criterion[] {
  return losses
    .filter((call) => isCriterion(call, plan))
    .map((call) => {
      const { name, args } = constructorText(definitionOf(call), call.params)
      return { node: call.node, name: criterionName(call, losses), text: callText(name, args) }
    })
}

/** Hooks on the call of a loss need a module too. */
export function isCriterion(call: PlanOperation, plan: ModulePlan): boolean {
  return call.call === 'module' || isHookedLoss(call, plan)
}

/** What a loss that is a module is called in the script. */
export function criterionName(call: PlanOperation, losses: readonly PlanOperation[]): string {
  return losses.length === 1 ? 'criterion' : `${call.name}_criterion`
}

/** Errors: its type is not in the registry. */
export function definitionOf(call: PlanOperation) {
  const definition = nodeDefinition(call.type)
  if (definition === undefined) throw new RangeError(`There is no node type '${call.type}'.`)
  return definition
}

/** Hooks on the losses that this script computes: on their calls and their values. */
export function lossHooks(losses: readonly PlanOperation[], plan: ModulePlan): PlanHook[] {
  const nodes = new Set(losses.map(({ node }) => node))
  return plan.hooks.filter(({ place }) => place.kind !== 'edge' && nodes.has(place.node))
}

interface CriterionHooks {
  criteria: readonly Criterion[]
  apart: readonly PlanHook[]
  plan: ModulePlan
  hooks: HookWriter
  about: LineNodes
}

/** Registers the hooks on the calls of the losses that the script makes. */
export function criterionHooks({ criteria, apart, plan, hooks, about }: CriterionHooks): string[] {
  return [
    ...hooks.shared(plan, apart),
    ...criteria.flatMap(({ node, name }) => {
      const own = apart.filter(({ place }) => place.kind === 'node' && place.node === node)
      return about.note([node], hooks.onCall(name, own, plan, { owner: '' }))
    }),
  ]
}
