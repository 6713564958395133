/** A document that has been compiled, with its optimiser; knows how to take over what an edit left unchanged. */
import { compile } from '../build/compile'
import type { CompiledNet, OwnedModule } from '../build/compile'
import { scope } from '../core/scope'
import { sameShape } from '../core/shape'
import { Tensor } from '../core/tensor'
import type { OpenedNet } from '../executor/executor'
import type { PlannedDocument } from '../executor/planned-document'
import { defaultGenerator } from '../random/generator'
import type { Model } from './model'
import { takeOptimizerState } from './optimizer-state'
import { makeOptimizer } from './optimizers'
import { idsKey, placesOf, predecessors } from './predecessors'

/** Compiles a document with fresh weights from its seed. */
export function makeModel({ document, plan }: PlannedDocument): Model {
  const { seed, optimizer } = document.training
  defaultGenerator.manualSeed(seed)
  const compiled = compile(plan)
  const learned = makeOptimizer(optimizer, learning(compiled.net))
  return { document, plan, compiled, unused: new Map(), optimizer: learned }
}

/** The parameters that an optimiser gets: not those that are frozen. */
function learning(net: CompiledNet['net']): Tensor[] {
  return net.parameters().filter(({ requiresGrad }) => requiresGrad)
}

/**
 * Compiles an edited document and takes weights, gradients, running statistics and optimiser state over from every node whose ids
 * and shapes are what they were, wherever it was grouped or ungrouped to. The old model is freed.
 */
export function rebuildModel(edited: PlannedDocument, before: Model): { model: Model; kept: Set<string> } {
  const state = defaultGenerator.getState()
  const model = makeModel(edited)
  defaultGenerator.setState(state)
  const from = predecessors(placesOf(model), placesOf(before))
  const old = new Map(before.compiled.modules.map((owned) => [idsKey(owned.ids), owned.module]))
  const kept = new Set<string>()
  for (const { ids, path, module } of model.compiled.modules) {
    const source = old.get(from.get(idsKey(ids)) ?? '')
    if (!source || !sameState(module, source)) continue
    scope(() => void module.loadStateDict(source.stateDict()))
    takeGradients(module, source)
    kept.add(path)
  }
  if (edited.document.unused_weights !== undefined) model.unused = before.unused
  model.compiled.hooks.restore(before.compiled.hooks.store())
  takeOptimizerState(model, before, { kept, from })
  freeModel(before)
  return { model, kept }
}

/** Gradients that have added up go on adding up; a parameter that is frozen now has none. */
function takeGradients(module: OwnedModule['module'], source: OwnedModule['module']): void {
  const before = new Map(source.namedParameters())
  for (const [name, parameter] of module.namedParameters()) {
    const old = before.get(name)
    if (!old?.grad || !parameter.requiresGrad) continue
    parameter.grad = old.grad
    old.grad = null
  }
}

/** Frees weights and optimiser state at once; waiting for the garbage collector could fill the memory first. */
export function freeModel({ compiled, optimizer }: Model): void {
  for (const state of optimizer?.state.values() ?? [])
    for (const value of Object.values(state)) if (value instanceof Tensor) value.dispose()
  for (const parameter of compiled.net.parameters()) {
    parameter.grad?.dispose()
    parameter.dispose()
  }
  for (const buffer of compiled.net.buffers()) buffer.dispose()
}

/** What `open` answers: `kept` are the paths that were taken over. */
export function openResult({ compiled }: Model, kept: ReadonlySet<string>): OpenedNet {
  const owners = compiled.modules.filter(({ module }) => module.stateDict().size > 0)
  return {
    print: String(compiled.net),
    parameters: compiled.parameters,
    metrics: compiled.metrics,
    kept: owners.filter(({ path }) => kept.has(path)).map(({ path }) => path),
    initialised: owners.filter(({ path }) => !kept.has(path)).map(({ path }) => path),
  }
}

function sameState(a: OwnedModule['module'], b: OwnedModule['module']): boolean {
  const [left, right] = [a.stateDict(), b.stateDict()]
  const same = ([key, value]: [string, Tensor]): boolean =>
    sameShape(value.shape, right.get(key)?.shape ?? [NaN])
  return left.size === right.size && [...left].every(same)
}
