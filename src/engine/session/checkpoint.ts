/** A session as bytes: weights, optimiser state, random numbers, metrics, and where the run stands. */
import { deserialize, serialize } from 'node:v8'
import { scope } from '../core/scope'
import { sameShape } from '../core/shape'
import type { Tensor } from '../core/tensor'
import type { Module } from '../nn/module'
import type { EpochPoint, MetricPoint } from '../protocol'
import { defaultGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import type { Model } from './model'
import { optimizerEntries, restoreOptimizerEntries } from './optimizer-state'
import type { OptimizerEntries } from './optimizer-state'
import { idsKey, placesOf, predecessors } from './predecessors'
import type { Places } from './predecessors'
import { ProblemError } from './problem'
import { toStored, toTensor } from './stored-tensor'
import type { StoredTensor } from './stored-tensor'
import type { StoredRun, TrainingRun } from './training-run'
import { tell } from '../../words/tell'

const FORMAT = 'gradwire.checkpoint.2'

export interface Checkpoint {
  format: typeof FORMAT
  /** `state_dict` of each module by the ids of its node and the instances around it, so that renaming keeps it. */
  weights: Record<string, Record<string, StoredTensor>>
  /** Where those modules stood. */
  places: Places
  optimizer: OptimizerEntries
  generator: GeneratorState
  run: StoredRun | null
  metrics: MetricPoint[]
  epochs: EpochPoint[]
}

/** Everything that decides how training goes on. */
export function packCheckpoint(
  model: Model,
  run: TrainingRun | null,
  history: { metrics: MetricPoint[]; epochs: EpochPoint[] },
): Uint8Array {
  const checkpoint: Checkpoint = {
    format: FORMAT,
    weights: Object.fromEntries(
      model.compiled.modules.map(({ ids, module }) => [idsKey(ids), storedState(module)]),
    ),
    places: placesOf(model),
    optimizer: optimizerEntries(model),
    generator: defaultGenerator.getState(),
    run: run && run.store(),
    metrics: history.metrics,
    epochs: history.epochs,
  }
  return new Uint8Array(serialize(checkpoint))
}

/** Errors: bytes that are no checkpoint of this version. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  let value: unknown
  try {
    value = deserialize(bytes)
  } catch {
    value = null
  }
  if ((value as Partial<Checkpoint> | null)?.format !== FORMAT)
    throw new ProblemError({
      message: tell(
        'engine.these_bytes_are_not_checkpoint',
        'These bytes are not a checkpoint of this version of Gradwire.',
      ),
      remedy: tell('engine.train_again_from_start', 'Train again from the start.'),
    })
  return value as Checkpoint
}

/** Puts weights, optimiser state and random numbers back; nodes that are not what they were keep their own weights. */
export function restoreModel(model: Model, checkpoint: Checkpoint): void {
  const from = predecessors(placesOf(model), checkpoint.places)
  for (const { ids, module } of model.compiled.modules) {
    const state = checkpoint.weights[from.get(idsKey(ids)) ?? '']
    if (!state || !fits(module, state)) continue
    scope(() =>
      module.loadStateDict(new Map(Object.entries(state).map(([key, value]) => [key, toTensor(value)]))),
    )
  }
  restoreOptimizerEntries(model, checkpoint.optimizer, from)
  defaultGenerator.setState(checkpoint.generator)
}

function storedState(module: Module): Record<string, StoredTensor> {
  return Object.fromEntries([...module.stateDict()].map(([key, value]) => [key, toStored(value)]))
}

function fits(module: Module, state: Record<string, StoredTensor>): boolean {
  const own = module.stateDict()
  const same = ([key, value]: [string, Tensor]): boolean => sameShape(value.shape, state[key]?.shape ?? [NaN])
  return own.size === Object.keys(state).length && [...own].every(same)
}
