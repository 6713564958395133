/** What a document says of parameters: those that do not learn, hooks on their gradients, and on their values after a step. */
import { labelOf } from '../../graph/plan/hook-label'
import type { ModulePlan, PlanHook } from '../../graph/plan/plan'
import { ownerOf } from '../../graph/plan/questions'
import { registerHook } from '../autograd'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { NO_GRADIENT } from '../core/tensor'
import { hookRun } from '../hooks/hook-kinds'
import type { NetHooks } from '../hooks/net-hooks'
import type { Module } from '../nn/module'
import type { Parameter } from '../nn/parameter'
import { watchedRun } from './placed-hooks'
import type { HookMoment } from './value-hook'

/** Runs the hooks on the values of parameters, after the optimiser's step. */
export type AfterStep = () => void

/** Freezes parameters and registers hooks in the whole tree; gives what is to be run after each step. */
export function prepareParameters(plan: ModulePlan, net: Module, hooks: NetHooks): AfterStep {
  const after: AfterStep[] = []
  prepare(plan, net, { path: [], hooks, after })
  return () => after.forEach((run) => run())
}

interface Scene {
  path: readonly string[]
  hooks: NetHooks
  after: AfterStep[]
}

function prepare(plan: ModulePlan, module: Module, scene: Scene): void {
  const parameters = parametersByOwner(module)
  for (const call of plan.calls) {
    if (call.sharedWith !== undefined) continue
    if (call.kind === 'instance') {
      const inner = module.getSubmodule(call.name)
      prepare(call.plan, inner, { ...scene, path: [...scene.path, call.node] })
    }
    for (const [name, parameter] of parameters.get(call.name) ?? [])
      if (call.frozen && (call.frozen === true || call.frozen.includes(name))) parameter.requiresGrad = false
  }
  for (const hook of plan.hooks) {
    if (hook.place.kind !== 'parameter') continue
    const { node, name } = hook.place
    const call = plan.calls.find((each) => each.node === node)
    const parameter = call && parameters.get(ownerOf(call, plan).name)?.get(name)
    if (parameter) place(hook, parameter, plan, module, scene)
  }
}

/** The parameters by the first part of their names, and then by what follows it; '' where nothing does. */
function parametersByOwner(module: Module): Map<string, Map<string, Parameter>> {
  const found = new Map<string, Map<string, Parameter>>()
  for (const [key, parameter] of module.namedParameters()) {
    const [owner = '', ...rest] = key.split('.')
    const own = found.get(owner) ?? new Map<string, Parameter>()
    found.set(owner, own.set(rest.join('.'), parameter))
  }
  return found
}

function place(hook: PlanHook, parameter: Parameter, plan: ModulePlan, module: Module, scene: Scene): void {
  const { hooks, path, after } = scene
  const label = labelOf(hook, plan)
  const run = watchedRun(hook, hookRun(hook, { module: plan.module, label, net: hooks }), hooks)
  const moment = (): HookMoment => ({ path, training: module.training })
  if (hook.pass === 'backward') {
    if (parameter.requiresGrad) registerHook(parameter, (gradient) => run(gradient, moment()) ?? NO_GRADIENT)
    return
  }
  after.push(() =>
    scope(() =>
      noGrad(() => {
        const value = run(parameter, moment())
        if (value && value !== parameter) parameter.copy_(value)
      }),
    ),
  )
}
