/** Reads a file of another program on a thread of its own, with a window to stop it where it takes longer than a moment. */
import type { ReadAnswer, ReadMessage, ReadRequest } from '../../graph/import/reading'
import { currentLanguage } from '../../words/language'
import { ask } from '../window/modal-store'

/** → null when the person has stopped it. Its bytes are handed over: they are gone from here afterwards. */
export async function readBeside<R extends ReadRequest>(
  given: R,
  name: string,
): Promise<ReadAnswer<R> | null> {
  const { givenUp, ownRequest, readingLimit } = await import('../../graph/import/reading')
  const limit = readingLimit(given)
  const { request, transfer } = ownRequest(given)
  const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), { type: 'module' })
  const read = new Promise<ReadAnswer<R>>((answer) => {
    const giveUp = (why: 'slow' | 'ended') => answer(givenUp(why, limit))
    const timer = setTimeout(() => giveUp('slow'), limit)
    worker.addEventListener('message', ({ data }: MessageEvent<ReadAnswer<R>>) => {
      clearTimeout(timer)
      answer(data)
    })
    worker.addEventListener('error', (event) => {
      // Its text is the browser's, and for the log.
      event.preventDefault()
      console.error(event.message)
      clearTimeout(timer)
      giveUp('ended')
    })
    const message: ReadMessage = { request, language: currentLanguage() }
    worker.postMessage(message, transfer)
  })
  let close: () => void = () => undefined
  const stopped = ask<boolean>((answer) => {
    close = () => answer(false)
    return { kind: 'reading', name, limit, answer: () => answer(true) }
  })
  try {
    return await Promise.race([read, stopped.then(() => null)])
  } finally {
    close()
    worker.terminate()
  }
}
