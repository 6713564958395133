/** The thread that draws one picture or text of a graph; whoever began it ends it when it takes too long, or is no longer wanted. */
import { parentPort } from 'node:worker_threads'
import { setLanguage } from '../../words/language'
import { drawFile } from './draw-file'
import type { DrawMessage } from './draw-in-thread'

parentPort?.once('message', ({ target, document, look, language }: DrawMessage) => {
  setLanguage(language)
  void drawFile(target, document, look).then((drawn) => {
    const isBytes = drawn.kind === 'file' && typeof drawn.content !== 'string'
    parentPort?.postMessage(drawn, isBytes ? [(drawn.content as Uint8Array).buffer as ArrayBuffer] : [])
  })
})
