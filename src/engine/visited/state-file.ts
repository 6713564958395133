/**
 * A net with its optimiser and random numbers in a safetensors file. Tensors are under `weights.<place>.<key>`,
 * `optimizer.<place>.<name>` and `gradients.<place>.<key>`; the rest is JSON (`state-schema.ts`).
 */
import { raceWinners, setRaceWinners } from '../ops/fastest'
import { backend } from '../backend'
import { scope } from '../core/scope'
import { sameShape } from '../core/shape'
import { keep, Tensor } from '../core/tensor'
import type { StoredState } from '../executor/executor'
import { damagedCheckpoint } from '../executor/problem'
import { packGenerator, readGenerator } from '../executor/stored-generator'
import type { Module } from '../nn/module'
import { defaultGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import type { SafeTensors } from '../../graph/formats/safetensors'
import type { Model } from './model'
import { optimizerEntries, restoreOptimizerEntries } from './optimizer-state'
import type { StoredEntries } from './optimizer-state'
import { idsKey, placesOf, predecessors } from './predecessors'
import { stateJson } from './state-schema'
import type { StateJson } from './state-schema'
import { toTensor } from './tensor-file'
import { TensorSnapshot } from './tensor-snapshot'

/** A stored net that was read and found sound. */
export interface NetState {
  /** `state_dict` of each module by the ids of its node and the instances around it, so that renaming keeps it. */
  weights: Map<string, SafeTensors>
  /** Where those modules stood. */
  places: StateJson['places']
  optimizer: StoredEntries
  generator: GeneratorState
  /** Of hooks that draw numbers, by definition and hook. */
  hooks: Record<string, GeneratorState>
  /** Gradients that the next batch adds to, as the weights are listed; null where it adds to none. */
  gradients: Map<string, SafeTensors> | null
  threads: number
  winners: Record<string, number>
}

/** Everything that decides how training goes on, as it is now; `gradients`: with those that the next batch adds to. */
export function packState(model: Model, { gradients }: { gradients: boolean }): StoredState {
  const file = new TensorSnapshot()
  const { modules } = model.compiled
  modules.forEach(({ module }, i) => {
    for (const [key, value] of module.stateDict()) file.add(`weights.${i}.${key}`, value)
  })
  if (gradients) packGradients(model, file)
  const state: StateJson = {
    modules: modules.map(({ ids }) => idsKey(ids)),
    places: placesOf(model),
    optimizer: packOptimizer(model, file),
    generator: packGenerator('generator', defaultGenerator.getState(), file),
    hooks: Object.entries(model.compiled.hooks.store()).map(([key, stored], i) => ({
      key,
      ...packGenerator(`hooks.${i}`, stored, file),
    })),
    gradients,
    threads: backend.threads,
    winners: { backend: backend.name, places: raceWinners() },
  }
  return { file, state }
}

function packOptimizer(model: Model, file: TensorSnapshot): StateJson['optimizer'] {
  return [...optimizerEntries(model)].map(([key, entry], i) => {
    const numbers: Record<string, number> = {}
    for (const [name, value] of Object.entries(entry)) {
      if (value instanceof Tensor) file.add(`optimizer.${i}.${name}`, value)
      else numbers[name] = value
    }
    return { key, numbers }
  })
}

/** Those of the modules that have any. */
function packGradients(model: Model, file: TensorSnapshot): void {
  model.compiled.modules.forEach(({ module }, i) => {
    for (const [key, { grad }] of module.namedParameters()) if (grad) file.add(`gradients.${i}.${key}`, grad)
  })
}

/** Errors: a damaged one. */
export function readState(state: unknown, tensors: SafeTensors): NetState {
  const parsed = stateJson.safeParse(state)
  if (!parsed.success) throw damagedCheckpoint()
  const json = parsed.data
  const weights = tensorsUnder('weights', json.modules.length, tensors)
  const states = tensorsUnder('optimizer', json.optimizer.length, tensors)
  const gradients = tensorsUnder('gradients', json.modules.length, tensors)
  return {
    weights: new Map(json.modules.map((key, i) => [key, weights[i]!])),
    places: json.places,
    optimizer: new Map(json.optimizer.map(({ key, numbers }, i) => [key, { numbers, tensors: states[i]! }])),
    generator: readGenerator(json.generator, tensors.get('generator')),
    hooks: Object.fromEntries(
      json.hooks.map(({ key, ...stored }, i) => [key, readGenerator(stored, tensors.get(`hooks.${i}`))]),
    ),
    gradients: json.gradients ? new Map(json.modules.map((key, i) => [key, gradients[i]!])) : null,
    threads: json.threads,
    winners: json.winners.backend === backend.name ? json.winners.places : {},
  }
}

/** Tensors by the number and the name that follow the prefix. */
function tensorsUnder(prefix: string, count: number, tensors: SafeTensors): SafeTensors[] {
  const groups = Array.from({ length: count }, (): SafeTensors => new Map())
  for (const [name, tensor] of tensors) {
    const [, kind, place, key = ''] = /^(\w+)\.(\d+)\.(.*)$/s.exec(name) ?? []
    if (kind !== prefix) continue
    const group = groups[Number(place)]
    if (!group) throw damagedCheckpoint()
    group.set(key, tensor)
  }
  return groups
}

/** Puts weights, optimiser state and random numbers back; nodes that are not what they were keep their own weights. */
export function restoreState(model: Model, stored: NetState): void {
  const from = predecessors(placesOf(model), stored.places)
  for (const { ids, module } of model.compiled.modules) {
    const state = stored.weights.get(from.get(idsKey(ids)) ?? '')
    if (!state || !fits(module, state)) continue
    scope(() => module.loadStateDict(new Map([...state].map(([key, value]) => [key, toTensor(value)]))))
    const gradients = stored.gradients?.get(from.get(idsKey(ids)) ?? '')
    if (gradients) restoreGradients(module, gradients)
  }
  restoreOptimizerEntries(model, stored.optimizer, from)
  defaultGenerator.setState(stored.generator)
  model.compiled.hooks.restore(stored.hooks)
  setRaceWinners(stored.winners)
}

function restoreGradients(module: Module, gradients: SafeTensors): void {
  for (const [key, parameter] of module.namedParameters()) {
    const gradient = gradients.get(key)
    if (gradient && sameShape(gradient.shape, parameter.shape)) parameter.grad = keep(toTensor(gradient))
  }
}

function fits(module: Module, state: SafeTensors): boolean {
  const own = module.stateDict()
  const same = ([key, value]: [string, Tensor]): boolean =>
    sameShape(value.shape, state.get(key)?.shape ?? [NaN])
  return own.size === state.size && [...own].every(same)
}
