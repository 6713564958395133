/**
 * A session as a safetensors file: weights, optimiser state, random numbers, and where the run stands. Tensors are under
 * `weights.<place>.<key>` and `optimizer.<place>.<name>`; the rest is JSON in the file's metadata (`checkpoint-schema.ts`).
 * Curves are in a log beside it (`curve-log.ts`).
 */
import { raceWinners, setRaceWinners } from '../ops/fastest'
import { backend } from '../backend'
import { scope } from '../core/scope'
import { sameShape } from '../core/shape'
import { keep, Tensor } from '../core/tensor'
import type { Module } from '../nn/module'
import type { EpochPoint } from '../protocol'
import { defaultGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import { readSafetensorsMetadata, SafetensorsError } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { fromPlainJson, toPlainJson } from '../../graph/basics/plain-json'
import { CHECKPOINT_FORMAT, checkpointJson, TWISTER_NUMBERS } from './checkpoint-schema'
import type { CheckpointJson, StoredGenerator } from './checkpoint-schema'
import type { CurvePosition } from './curve-log'
import type { Model } from '../visited/model'
import { optimizerEntries, restoreOptimizerEntries } from '../visited/optimizer-state'
import type { StoredEntries } from '../visited/optimizer-state'
import { idsKey, placesOf, predecessors } from '../visited/predecessors'
import { ProblemError } from '../executor/problem'
import { readTensors, toTensor } from '../visited/tensor-file'
import { TensorSnapshot } from '../visited/tensor-snapshot'
import type { StoredRun, TrainingRun } from './training-run'
import { tell } from '../../words/tell'

/** A checkpoint that was read and found sound. */
export interface Checkpoint {
  /** `state_dict` of each module by the ids of its node and the instances around it, so that renaming keeps it. */
  weights: Map<string, SafeTensors>
  /** Where those modules stood. */
  places: CheckpointJson['places']
  optimizer: StoredEntries
  generator: GeneratorState
  /** Of hooks that draw numbers, by definition and hook. */
  hooks: Record<string, GeneratorState>
  /** Gradients that the next batch adds to, as the weights are listed; null where it adds to none. */
  gradients: Map<string, SafeTensors> | null
  winners: Record<string, number>
  run: StoredRun | null
  curves: CurvePosition | null
  lastEpoch: EpochPoint | null
}

/** What a checkpoint takes from a run beside itself. */
export interface Curves {
  position: CurvePosition | null
  /** The last epoch's point, as the log holds no matrices. */
  lastEpoch: EpochPoint | null
}

/** Everything that decides how training goes on, as it is now. */
export function packCheckpoint(
  model: Model,
  run: TrainingRun | null,
  { position, lastEpoch }: Curves = { position: null, lastEpoch: null },
): TensorSnapshot {
  const snapshot = new TensorSnapshot()
  const { modules } = model.compiled
  modules.forEach(({ module }, i) => {
    for (const [key, value] of module.stateDict()) snapshot.add(`weights.${i}.${key}`, value)
  })
  const stored = run?.store() ?? null
  if (stored?.order) snapshot.addValues('order', 'I32', [stored.order.length], stored.order)
  const json: CheckpointJson = {
    modules: modules.map(({ ids }) => idsKey(ids)),
    places: placesOf(model),
    optimizer: packOptimizer(model, snapshot),
    generator: packGenerator('generator', defaultGenerator.getState(), snapshot),
    hooks: Object.entries(model.compiled.hooks.store()).map(([key, state], i) => ({
      key,
      ...packGenerator(`hooks.${i}`, state, snapshot),
    })),
    gradients: packGradients(model, run, snapshot),
    winners: { backend: backend.name, places: raceWinners() },
    run: stored && {
      ...stored,
      order: stored.order !== null,
      shuffler: packGenerator('shuffler', stored.shuffler, snapshot),
      schedule: stored.schedule && { ...stored.schedule, state: { ...stored.schedule.state } },
    },
    curves: position,
    lastEpoch,
  }
  snapshot.describe({ format: CHECKPOINT_FORMAT, session: toPlainJson(json) })
  return snapshot
}

function packOptimizer(model: Model, snapshot: TensorSnapshot): CheckpointJson['optimizer'] {
  return [...optimizerEntries(model)].map(([key, entry], i) => {
    const numbers: Record<string, number> = {}
    for (const [name, value] of Object.entries(entry)) {
      if (value instanceof Tensor) snapshot.add(`optimizer.${i}.${name}`, value)
      else numbers[name] = value
    }
    return { key, numbers }
  })
}

/** Gradients that later batches add to: those of the modules that have any. */
function packGradients(model: Model, run: TrainingRun | null, snapshot: TensorSnapshot): boolean {
  if (!run?.holdsGradients) return false
  model.compiled.modules.forEach(({ module }, i) => {
    for (const [key, { grad }] of module.namedParameters())
      if (grad) snapshot.add(`gradients.${i}.${key}`, grad)
  })
  return true
}

function packGenerator(
  name: 'generator' | 'shuffler' | `hooks.${number}`,
  { seed, spare, twister }: GeneratorState,
  snapshot: TensorSnapshot,
): StoredGenerator {
  snapshot.addValues(name, 'I32', [twister.length], new Int32Array(twister.buffer))
  return { seed, spare }
}

/** Errors: bytes that are no checkpoint of this version, or a damaged one. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const json = readJson(bytes)
  const tensors = readTensors(bytes)
  const { places, run } = json
  const weights = tensorsUnder('weights', json.modules.length, tensors)
  const states = tensorsUnder('optimizer', json.optimizer.length, tensors)
  const gradients = tensorsUnder('gradients', json.modules.length, tensors)
  const generator = readGenerator(json.generator, tensors.get('generator'))
  return {
    weights: new Map(json.modules.map((key, i) => [key, weights[i]!])),
    places,
    optimizer: new Map(json.optimizer.map(({ key, numbers }, i) => [key, { numbers, tensors: states[i]! }])),
    generator,
    hooks: Object.fromEntries(
      json.hooks.map(({ key, ...state }, i) => [key, readGenerator(state, tensors.get(`hooks.${i}`))]),
    ),
    gradients: json.gradients ? new Map(json.modules.map((key, i) => [key, gradients[i]!])) : null,
    winners: json.winners.backend === backend.name ? json.winners.places : {},
    run: run && {
      ...run,
      order: run.order ? integers(tensors.get('order')) : null,
      shuffler: readGenerator(run.shuffler, tensors.get('shuffler')),
    },
    curves: json.curves,
    lastEpoch: json.lastEpoch,
  }
}

function readJson(bytes: Uint8Array): CheckpointJson {
  try {
    const { format, session = '' } = readSafetensorsMetadata(bytes)
    if (format !== CHECKPOINT_FORMAT) throw notThisVersion()
    return checkpointJson.parse(fromPlainJson(session))
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw error instanceof SafetensorsError ? notThisVersion() : damaged()
  }
}

/** Tensors by the number and the name that follow the prefix. */
function tensorsUnder(prefix: string, count: number, tensors: SafeTensors): SafeTensors[] {
  const groups = Array.from({ length: count }, (): SafeTensors => new Map())
  for (const [name, tensor] of tensors) {
    const [, kind, place, key = ''] = /^(\w+)\.(\d+)\.(.*)$/s.exec(name) ?? []
    if (kind !== prefix) continue
    const group = groups[Number(place)]
    if (!group) throw damaged()
    group.set(key, tensor)
  }
  return groups
}

function readGenerator({ seed, spare }: StoredGenerator, stored: SafeTensor | undefined): GeneratorState {
  const twister = Uint32Array.from(integers(stored))
  // The last number is the place in the block of the others.
  if (twister.length !== TWISTER_NUMBERS || twister.at(-1)! >= TWISTER_NUMBERS) throw damaged()
  return { seed, spare, twister }
}

function integers(stored: SafeTensor | undefined): Int32Array {
  if (!(stored?.values instanceof Int32Array)) throw damaged()
  return stored.values
}

/** Puts weights, optimiser state and random numbers back; nodes that are not what they were keep their own weights. */
export function restoreModel(model: Model, checkpoint: Checkpoint): void {
  const from = predecessors(placesOf(model), checkpoint.places)
  for (const { ids, module } of model.compiled.modules) {
    const state = checkpoint.weights.get(from.get(idsKey(ids)) ?? '')
    if (!state || !fits(module, state)) continue
    scope(() => module.loadStateDict(new Map([...state].map(([key, value]) => [key, toTensor(value)]))))
    const gradients = checkpoint.gradients?.get(from.get(idsKey(ids)) ?? '')
    if (gradients) restoreGradients(module, gradients)
  }
  restoreOptimizerEntries(model, checkpoint.optimizer, from)
  defaultGenerator.setState(checkpoint.generator)
  model.compiled.hooks.restore(checkpoint.hooks)
  setRaceWinners(checkpoint.winners)
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

function notThisVersion(): ProblemError {
  return new ProblemError({
    message: tell(
      'engine.these_bytes_are_not_checkpoint',
      'These bytes are not a checkpoint of this version of Gradwire.',
    ),
    remedy: tell('engine.train_again_from_start', 'Train again from the start.'),
  })
}

function damaged(): ProblemError {
  return new ProblemError({
    message: tell('engine.checkpoint_is_damaged', 'The checkpoint is damaged.'),
    remedy: tell('engine.train_again_from_start', 'Train again from the start.'),
  })
}
