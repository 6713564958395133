/** Reads a file of another program on a thread of its own, within limits of time and memory. */
import { Worker } from 'node:worker_threads'
import { givenUp, ownRequest, readingLimit } from '../../graph/import/reading'
import type { GivenUp, ReadAnswer, ReadMessage, ReadRequest } from '../../graph/import/reading'
import { currentLanguage } from '../../words/language'
import type { ProgramEntry } from '../engine-link/engine-entry'

/** What a reader may have beside the bytes of the file and of its values. */
const MEMORY_MEBIBYTES = 1024

export interface ReadingLimits {
  /** In milliseconds. */
  limit?: number
  mebibytes?: number
}

/**
 * Never rejects: what cannot be read, or not within `limit` milliseconds, comes back as findings. The bytes are handed over: they are
 * gone from here afterwards.
 */
export async function readInThread<R extends ReadRequest>(
  given: R,
  { path, execArgv }: ProgramEntry,
  { limit = readingLimit(given), mebibytes = MEMORY_MEBIBYTES }: ReadingLimits = {},
): Promise<ReadAnswer<R>> {
  const { request, transfer } = ownRequest(given)
  const message: ReadMessage = { request, language: currentLanguage() }
  const worker = new Worker(path, { execArgv, resourceLimits: { maxOldGenerationSizeMb: mebibytes } })
  try {
    return await new Promise<ReadAnswer<R>>((answer) => {
      const giveUp = (why: GivenUp): void => answer(givenUp(why, limit))
      worker.once('message', answer)
      worker.once('error', ({ code }: NodeJS.ErrnoException) =>
        giveUp(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'ended'),
      )
      worker.once('exit', () => giveUp('ended'))
      setTimeout(() => giveUp('slow'), limit).unref()
      worker.postMessage(message, transfer)
    })
  } finally {
    await worker.terminate()
  }
}
