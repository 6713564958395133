/** Reads a file of another program on a thread of its own, within limits of time and memory. */
import { givenUp, ownRequest, readingLimit } from '../../graph/import/reading'
import type { ReadAnswer, ReadMessage, ReadRequest } from '../../graph/import/reading'
import { currentLanguage } from '../../words/language'
import { askThread } from '../engine-link/ask-thread'
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
  reader: ProgramEntry,
  { limit = readingLimit(given), mebibytes = MEMORY_MEBIBYTES }: ReadingLimits = {},
): Promise<ReadAnswer<R>> {
  const { request, transfer } = ownRequest(given)
  const message: ReadMessage = { request, language: currentLanguage() }
  const done = await askThread(reader, { message, transfer, limit, mebibytes })
  if ('answer' in done) return done.answer as ReadAnswer<R>
  // Nobody stops it.
  return givenUp(done.givenUp === 'stopped' ? 'ended' : done.givenUp, limit)
}
