/**
 * A session as a safetensors file: the state of its executor, and where the run stands. Numbers of many values are tensors; the
 * rest is JSON in the file's metadata (`checkpoint-schema.ts`). Curves are in a log beside it (`curve-log.ts`).
 */
import type { Executor, TensorFile } from '../executor/executor'
import { readTensors } from '../executor/named-tensors'
import { damagedCheckpoint, ProblemError } from '../executor/problem'
import { integers, packGenerator, readGenerator } from '../executor/stored-generator'
import type { EpochPoint } from '../protocol'
import { readSafetensorsMetadata, SafetensorsError } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { fromPlainJson, toPlainJson } from '../../graph/basics/plain-json'
import { CHECKPOINT_FORMAT, checkpointJson } from './checkpoint-schema'
import type { CheckpointJson } from './checkpoint-schema'
import type { CurvePosition } from './curve-log'
import type { StoredRun, TrainingRun } from './training-run'
import { tell } from '../../words/tell'

/** A checkpoint that was read; its executor's part is as it came. */
export interface Checkpoint {
  executor: { state: unknown; tensors: SafeTensors }
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
  executor: Executor,
  run: TrainingRun | null,
  { position, lastEpoch }: Curves,
): TensorFile {
  const { file, state } = executor.store({ gradients: run?.holdsGradients ?? false })
  const stored = run?.store() ?? null
  if (stored?.order) file.addValues('order', 'I32', [stored.order.length], stored.order)
  const json: CheckpointJson = {
    executor: state,
    run: stored && {
      ...stored,
      order: stored.order !== null,
      shuffler: packGenerator('shuffler', stored.shuffler, file),
    },
    curves: position,
    lastEpoch,
  }
  file.describe({ format: CHECKPOINT_FORMAT, session: toPlainJson(json) })
  return file
}

/** Errors: bytes that are no checkpoint of this version, or a damaged one. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { executor: state, run, curves, lastEpoch } = readJson(bytes)
  const tensors = readTensors(bytes)
  return {
    executor: { state, tensors },
    run: run && {
      ...run,
      order: run.order ? integers(tensors.get('order')) : null,
      shuffler: readGenerator(run.shuffler, tensors.get('shuffler')),
    },
    curves,
    lastEpoch,
  }
}

function readJson(bytes: Uint8Array): CheckpointJson {
  try {
    const { format, session = '' } = readSafetensorsMetadata(bytes)
    if (format !== CHECKPOINT_FORMAT) throw notThisVersion()
    return checkpointJson.parse(fromPlainJson(session))
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw error instanceof SafetensorsError ? notThisVersion() : damagedCheckpoint()
  }
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
