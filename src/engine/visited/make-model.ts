/** A document that has been compiled, with its optimiser; knows how to take over what an edit left unchanged. */
import type { Finding } from '../../graph/document/finding'
import { planGraph } from '../../graph/plan/make-plan'
import type { Inference } from '../../graph/infer/inference'
import { parseDocument } from '../../graph/file/parse'
import { compile } from '../build/compile'
import type { CompiledNet, OwnedModule } from '../build/compile'
import { scope } from '../core/scope'
import { sameShape } from '../core/shape'
import { Tensor } from '../core/tensor'
import type { OpenResult } from '../protocol'
import { defaultGenerator } from '../random/generator'
import type { Model } from './model'
import { takeOptimizerState } from './optimizer-state'
import { makeOptimizer } from './optimizers'
import { idsKey, placesOf, predecessors } from './predecessors'
import { ProblemError } from '../executor/problem'
import { tell } from '../../words/tell'

/** A document and what it plans to; whoever has one need not infer the document again. */
export type PlannedDocument = Pick<Model, 'document' | 'plan'>

/** Parses, infers and plans what a page sent, each once. Errors: the first finding, with its place and remedy. */
export function readDocument(value: unknown): PlannedDocument {
  const { inference, findings } = parseDocument(JSON.stringify(value) ?? '')
  const error = findings.find((finding) => finding.severity === 'error')
  if (!inference || error) throw refusal(findings)
  return planned(inference)
}

/** Errors: what stands in the way of a plan. */
export function planned(inference: Inference): PlannedDocument {
  const result = planGraph(inference)
  if (result.kind === 'refused') throw refusal(result.findings)
  return { document: inference.document, plan: result.plan }
}

/** Compiles a document with fresh weights from its seed. */
export function makeModel({ document, plan }: PlannedDocument): Model {
  const { seed, optimizer } = document.training
  defaultGenerator.manualSeed(seed)
  const compiled = compile(plan)
  return { document, plan, compiled, optimizer: makeOptimizer(optimizer, learning(compiled.net)) }
}

/** The parameters that an optimiser gets: not those that are frozen. */
function learning(net: CompiledNet['net']): Tensor[] {
  return net.parameters().filter(({ requiresGrad }) => requiresGrad)
}

/**
 * Compiles an edited document and takes weights, running statistics and optimiser state over from every node whose ids
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
    kept.add(path)
  }
  model.compiled.hooks.restore(before.compiled.hooks.store())
  takeOptimizerState(model, before, { kept, from })
  freeModel(before)
  return { model, kept }
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
export function openResult({ compiled }: Model, kept: ReadonlySet<string>): OpenResult {
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

function refusal(findings: readonly Finding[]): ProblemError {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const [first] = errors
  if (!first) return new ProblemError({ message: tell('engine.this_is_not_graph', 'This is not a graph.') })
  const { message, remedy, module, node, name, handle, param } = first
  const told =
    errors.length > 1
      ? tell(
          'engine.and_more',
          { one: '{{message}} (and {{count}} more)', other: '{{message}} (and {{count}} more)' },
          { message, count: errors.length - 1 },
        )
      : message
  return new ProblemError({ message: told, remedy, module, node, name, handle, param })
}
