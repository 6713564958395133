/** The thread that reads one file of another program; whoever began it ends it when it takes too long or too much memory. */
import { parentPort } from 'node:worker_threads'
import { handedOver, readRequest } from '../../graph/import/reading'
import type { ReadMessage } from '../../graph/import/reading'
import { setLanguage } from '../../words/language'

parentPort?.once('message', ({ request, language }: ReadMessage) => {
  setLanguage(language)
  const answer = readRequest(request)
  parentPort?.postMessage(answer, handedOver(answer))
})
