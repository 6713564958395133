/** The thread that draws one picture or text of a graph, or writes it for another program; whoever began it ends it when it takes too long, or is no longer wanted. */
import { parentPort } from 'node:worker_threads'
import { parseDocument } from '../../graph/file/parse'
import { setLanguage } from '../../words/language'
import { drawFile } from './draw-file'
import type { DrawMessage } from './draw-in-thread'
import { exportFile } from './export-file'
import { programFiles } from './pytorch-folder'
import type { WriteMessage, Written } from './write-in-thread'

parentPort?.once('message', (message: DrawMessage | WriteMessage) => {
  setLanguage(message.language)
  void make(message).then((made) => parentPort?.postMessage(made, buffersOf(made)))
})

function make(message: DrawMessage | WriteMessage): Promise<Written> {
  return message.kind === 'draw' ? drawFile(message.target, message.document, message.look) : written(message)
}

async function written({ to, document, weights, batch, parts }: WriteMessage): Promise<Written> {
  const { inference, findings } = parseDocument(document)
  if (inference === null) return { kind: 'refused', findings }
  if (to === 'pytorch') return programFiles(inference, weights, parts)
  const engine = weights && { weights: () => Promise.resolve(weights) }
  return exportFile(to, { inference, engine, batch })
}

/** What is handed over, and not copied. */
function buffersOf(made: Written): ArrayBuffer[] {
  const contents =
    made.kind === 'file' ? [made.content] : made.kind === 'files' ? [...made.files.values()] : []
  return contents.flatMap((content) =>
    typeof content !== 'string' && content.buffer instanceof ArrayBuffer ? [content.buffer] : [],
  )
}
