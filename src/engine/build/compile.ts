/** A plan as a net that can run: the module tree, what it takes in, and where each parameter belongs. */
import { inputSlots } from '../../graph/plan/input-slots'
import type { InputSlot } from '../../graph/plan/input-slots'
import { hasLoss, roleOf } from '../../graph/plan/questions'
import type { ModulePlan } from '../../graph/plan/plan'
import { backwardInVisits } from '../autograd/in-visits'
import { isGradEnabled } from '../core/grad-mode'
import { scope } from '../core/scope'
import type { Tensor } from '../core/tensor'
import { Module } from '../nn/module'
import type { MetricInfo, ParameterInfo } from '../protocol'
import { NetHooks } from '../hooks/net-hooks'
import type { Feed } from './feed'
import type { Flow } from './flow'
import { makeGraphModule } from './graph-module'
import type { GraphModule } from './graph-module'
import { checkWeights, PassMemory } from './memory-check'
import type { LossTerm, MetricTerm, Pass } from './pass'
import { prepareParameters } from './parameter-hooks'
import type { AfterStep } from './parameter-hooks'
import { NodeError } from './node-error'
import type { TapeBook } from './tape-book'
import type { Place, Walk } from './visit'
import { tell } from '../../words/tell'

/** A module of the tree with parameters or buffers of its own, by ids and by names. */
export interface OwnedModule {
  /** Ids of the instances around the node, and the node's own id last. */
  ids: string[]
  /** For each of the ids, the name of the definition that its node stands in. */
  definitions: string[]
  /** Dotted path of names. */
  path: string
  module: Module
}

export interface CompiledNet {
  plan: ModulePlan
  net: GraphModule
  pass: Pass
  /** What the hooks of the document share. */
  hooks: NetHooks
  /** Runs the hooks on values of parameters; to be called after each step of an optimiser. */
  afterStep: AfterStep
  slots: InputSlot[]
  /** Every call of `call: module` that is a module of the tree and no instance. */
  modules: OwnedModule[]
  parameters: ParameterInfo[]
  metrics: MetricInfo[]
  hasLoss: boolean
  memory: PassMemory
}

/** The outcome of one pass. `loss` is the weighted sum of all losses; null in a graph without one. */
export interface PassResult {
  loss: Tensor | null
  losses: LossTerm[]
  metrics: MetricTerm[]
  results: Tensor[]
}

/**
 * Builds the modules of a plan; weights come from the default random generator in the plan's order.
 *
 * Errors: weights that no memory holds, arguments that a layer refuses; with the place.
 */
export function compile(plan: ModulePlan): CompiledNet {
  checkWeights(plan)
  const pass = newPass(null)
  // What initialisation leaves over is freed; parameters and buffers stay.
  const hooks = new NetHooks()
  const { net } = scope(() => ({ net: makeGraphModule(plan, pass, hooks) }))
  const afterStep = prepareParameters(plan, net, hooks)
  const modules = ownedModules(plan, net, { ids: [], definitions: [], names: [] })
  return {
    plan,
    net,
    pass,
    hooks,
    afterStep,
    slots: inputSlots(plan),
    modules,
    parameters: parametersOf(net, modules),
    metrics: metricsOf(plan, [], []),
    hasLoss: hasLoss(plan),
    memory: new PassMemory(plan, net),
  }
}

/**
 * Runs the whole graph once; `flow` takes down what passes every wire. A pass that is put aside meanwhile is not disturbed.
 *
 * - `by`: `net(x)`, or `net.forward(x)`
 */
export function runPass(
  compiled: CompiledNet,
  feed: Feed,
  flow: Flow | null,
  by: 'call' | 'forward' = 'call',
): PassResult {
  const { net, pass } = compiled
  const before = { ...pass }
  Object.assign(pass, newPass(flow))
  try {
    net[by](...fedTensors(compiled, feed))
    return resultOf(pass)
  } finally {
    Object.assign(pass, before)
  }
}

/** The same pass in visits; what it records is booked on the nodes for {@link walkBackward}. */
export function* walkPass(
  compiled: CompiledNet,
  feed: Feed,
  { flow, book }: { flow: Flow | null; book: TapeBook },
): Walk<PassResult> {
  const { net, pass } = compiled
  const before = { ...pass }
  Object.assign(pass, newPass(flow), { book })
  try {
    book.open()
    yield* net.callInVisits(fedTensors(compiled, feed)) as Walk<unknown>
    return resultOf(pass)
  } finally {
    book.close()
    Object.assign(pass, before)
  }
}

/** Runs the backward pass from a loss that {@link walkPass} gave, in visits. */
export function* walkBackward(loss: Tensor, book: TapeBook): Walk<void> {
  book.begin(loss)
  for (const visit of backwardInVisits(loss)) {
    book.live.begin(visit.sums)
    if (visit.when === 'before') yield* book.before(visit)
    else book.after(visit)
  }
  yield* book.tellFinished()
}

/** Where each parameter of the net belongs, for a book of its passes. */
export function parameterPlaces({ net, parameters }: CompiledNet): Map<Tensor, Place> {
  const places = new Map<Tensor, Place>()
  const tensors = new Map(net.namedParameters())
  for (const { key, node, path, name } of parameters)
    places.set(tensors.get(key)!, { kind: 'parameter', path, node, name })
  return places
}

function newPass(flow: Flow | null): Pass {
  return { path: [], flow, book: null, losses: [], metrics: [], results: [] }
}

function resultOf({ losses, metrics, results }: Pass): PassResult {
  return { loss: total(losses), losses, metrics, results }
}

/** What the net takes, in its order. Errors: something is missing, or what becomes of so much is more than the memory holds. */
function fedTensors({ slots, memory }: CompiledNet, feed: Feed): Tensor[] {
  const tensors = slots.map((slot) => fedTensor(feed, slot))
  memory.check(tensors[0]?.shape[0] ?? 1, isGradEnabled())
  return tensors
}

function fedTensor(feed: Feed, { node, name, handle }: InputSlot): Tensor {
  const tensor = feed.get(node)?.[handle]
  if (tensor) return tensor
  throw new NodeError({
    message: tell('engine.nothing_was_given_to', "Nothing was given to '{{name}}'.", { name }),
    remedy: tell('engine.give_tensor_named', "Give a tensor named '{{name}}'.", { name }),
    node,
    name,
  })
}

/** Σ weight · loss; the loss itself where there is one of weight 1. */
function total(losses: LossTerm[]): Tensor | null {
  return losses
    .map(({ value, weight }) => (weight === 1 ? value : value.mul(weight)))
    .reduce<Tensor | null>((sum, term) => (sum === null ? term : sum.add(term)), null)
}

interface TreePlace {
  ids: string[]
  definitions: string[]
  names: string[]
}

function ownedModules(plan: ModulePlan, tree: Module, at: TreePlace): OwnedModule[] {
  const children = new Map<string, Module>([...tree.namedChildren(), ...freeParameters(tree)])
  return plan.calls.flatMap((call) => {
    const module = children.get(call.name)
    if (!module) return []
    const ids = [...at.ids, call.node]
    const definitions = [...at.definitions, plan.module]
    const names = [...at.names, call.name]
    if (call.kind === 'instance') return ownedModules(call.plan, module, { ids, definitions, names })
    return [{ ids, definitions, path: names.join('.'), module }]
  })
}

/** Parameters that a definition itself holds, each as a module of its own, so that edits and checkpoints keep it likewise. */
function freeParameters(tree: Module): [string, Module][] {
  return tree.namedParameters('', { recurse: false }).map(([name, parameter]) => {
    const holder = new Module()
    holder.registerParameter('value', parameter)
    return [name, holder]
  })
}

function parametersOf(net: GraphModule, modules: OwnedModule[]): ParameterInfo[] {
  const owners = new Map(modules.map((owned) => [owned.path, owned]))
  return [...net.namedParameters()].map(([key, parameter]) => {
    // A layer's own parameters may have dots too (`out_proj.weight`): the longest path that owns the key.
    const parts = key.split('.')
    const length =
      [...parts.keys(), parts.length].findLast((i) => owners.has(parts.slice(0, i).join('.'))) ?? 0
    const ids = owners.get(parts.slice(0, length).join('.'))?.ids ?? []
    return {
      key,
      node: ids.at(-1) ?? '',
      path: ids.slice(0, -1),
      name: parts.slice(length).join('.'),
      shape: [...parameter.shape],
      requiresGrad: parameter.requiresGrad,
    }
  })
}

function metricsOf(plan: ModulePlan, ids: string[], names: string[]): MetricInfo[] {
  return plan.calls.flatMap((call): MetricInfo[] => {
    const inner = { ids: [...ids, call.node], names: [...names, call.name] }
    if (call.kind === 'instance') return metricsOf(call.plan, inner.ids, inner.names)
    if (roleOf(call) !== 'metric') return []
    return [{ id: inner.ids.join('/'), name: inner.names.join('.'), type: call.type }]
  })
}
