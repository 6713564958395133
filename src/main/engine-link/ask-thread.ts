/** Has a thread of its own do one piece of work, within limits of time and memory. */
import { Worker } from 'node:worker_threads'
import type { GivenUp } from '../../graph/basics/given-up'
import type { ProgramEntry } from './engine-entry'

export interface ThreadWork {
  /** What it is sent; of this, `transfer` is handed over, and gone from here afterwards. */
  message: unknown
  transfer?: ArrayBuffer[]
  /** Milliseconds that it may take. */
  limit: number
  /** What it may have beside the bytes of arrays. */
  mebibytes: number
  /** Ends it. */
  signal?: AbortSignal | undefined
}

/** → the first thing that it posts, or why it was given up, which the signal does too; never rejects */
export async function askThread(
  { path, execArgv }: ProgramEntry,
  { message, transfer = [], limit, mebibytes, signal }: ThreadWork,
): Promise<{ answer: unknown } | { givenUp: GivenUp }> {
  if (signal?.aborted === true) return { givenUp: 'stopped' }
  const worker = new Worker(path, { execArgv, resourceLimits: { maxOldGenerationSizeMb: mebibytes } })
  try {
    return await new Promise((done) => {
      const giveUp = (why: GivenUp): void => done({ givenUp: why })
      worker.once('message', (answer: unknown) => done({ answer }))
      worker.once('error', ({ code }: NodeJS.ErrnoException) =>
        giveUp(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'ended'),
      )
      worker.once('exit', () => giveUp('ended'))
      setTimeout(() => giveUp('slow'), limit).unref()
      signal?.addEventListener('abort', () => giveUp('stopped'), { once: true })
      worker.postMessage(message, transfer)
    })
  } finally {
    await worker.terminate()
  }
}
