/** Checkpoints in the folder that engine and host share, with the curves of the run beside them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointReport } from '../protocol'
import { packCheckpoint, readCheckpoint } from './checkpoint'
import type { Checkpoint } from './checkpoint'
import { newFileName } from './file-names'
import { RunPoints } from './run-points'
import { ProblemError } from '../executor/problem'
import type { RunCurves } from './run-record'
import type { Trainer } from './trainer'
import { writePieces } from './write-pieces'
import { tell } from '../../words/tell'

/** Checkpoints are written one after the other. */
let writing: Promise<unknown> = Promise.resolve()

/** Writes the session as it is now; training goes on meanwhile. Errors: those of the disk. */
export async function writeCheckpoint(
  folder: string,
  { executor, run, record: { curves, points } }: Trainer,
): Promise<CheckpointReport> {
  const start = performance.now()
  // Curves of a run that was stopped or has failed stay with the weights that it left.
  const mark = run !== null || points.metrics.length > 0 ? curves.mark() : null
  const position = mark && { file: mark.file, bytes: mark.bytes }
  const tensors = packCheckpoint(executor, run, { position, lastEpoch: points.epochs.at(-1) ?? null })
  const step = run?.position.step ?? 0
  const taken = performance.now() - start
  const file = newFileName('checkpoint')
  const work = writing.then(async () => {
    // Its place in the curves has to be there first.
    await mark?.written
    return writePieces(join(folder, file), tensors.pieces())
  })
  writing = work.catch(() => tensors.release())
  try {
    const { bytes, cost } = await work
    return { file, curves: mark?.file ?? null, step, bytes, cost: taken + cost }
  } catch (error) {
    throw notWritten(error)
  }
}

/** Errors: no such file; what is wrong with it. */
export async function readCheckpointFile(folder: string, file: string): Promise<Checkpoint> {
  try {
    return readCheckpoint(await readFile(join(folder, file)))
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw new ProblemError({
      message: tell('engine.checkpoint_cannot_be_read', 'The checkpoint cannot be read: {{reason}}.', {
        reason: reasonOf(error),
      }),
    })
  }
}

/** The curves of a checkpoint's run; none, and said in the log, where they cannot be read: weights count more. */
export async function readCurves({ curves, lastEpoch }: Checkpoint, trainer: Trainer): Promise<RunCurves> {
  const read: RunCurves = { points: new RunPoints(), position: curves }
  if (!curves) return read
  try {
    for (const one of await trainer.record.curves.read(curves)) {
      if (one.kind === 'epoch') read.points.addEpoch(one.point)
      else read.points.add(one.point)
    }
    if (lastEpoch && read.points.epochs.at(-1)?.step === lastEpoch.step)
      read.points.epochs.splice(-1, 1, lastEpoch)
    return read
  } catch (error) {
    trainer.log(
      'warning',
      tell(
        'engine.curves_cannot_be_read',
        'The curves of this run cannot be read: {{reason}}. They begin anew.',
        {
          reason: reasonOf(error),
        },
      ),
    )
    return { points: new RunPoints(), position: null }
  }
}

function notWritten(error: unknown): ProblemError {
  return new ProblemError({
    message: tell('engine.no_checkpoint_written', 'No checkpoint could be written: {{reason}}.', {
      reason: reasonOf(error),
    }),
    remedy: tell(
      'engine.make_room_for_checkpoint',
      'Make room in the folder for temporary files; training goes on meanwhile.',
    ),
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
