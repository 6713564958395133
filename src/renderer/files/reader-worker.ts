/** The thread that reads one file of another program for the page, which ends it when it takes too long or is no longer wanted. */
import { handedOver, readRequest } from '../../graph/import/reading'
import type { ReadMessage } from '../../graph/import/reading'
import { setLanguage } from '../../words/language'

addEventListener('message', ({ data: { request, language } }: MessageEvent<ReadMessage>) => {
  setLanguage(language)
  const answer = readRequest(request)
  postMessage(answer, { transfer: handedOver(answer) })
})
