/** What a run has come to, as a file of tensors. */
import type { TensorFile } from '../executor/executor'
import { problemOf } from '../executor/problem'
import type { Trainer } from './trainer'
import { tell } from '../../words/tell'

/** `final/<key>` and `loss_curve`; without the latter, and said in the log, where it cannot be read: weights count more. */
export async function runResult({ executor, record }: Trainer): Promise<TensorFile> {
  const file = executor.weights('final/')
  try {
    const losses = await record.curves.losses()
    file.addValues('loss_curve', 'F32', [losses.length], losses)
  } catch (error) {
    record.log('warning', lossesLost(error))
  }
  return file
}

function lossesLost(error: unknown): string {
  return tell('engine.losses_cannot_be_read', 'The losses of this run cannot be read: {{reason}}.', {
    reason: problemOf(error).message,
  })
}
