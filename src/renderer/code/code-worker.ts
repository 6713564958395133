/** The thread that writes the texts of the code panel: of a net of a thousand nodes that takes half a second. */
import { setLanguage } from '../../words/language'
import type { CodeAnswer, CodeRequest } from './ask-code'
import { CodeWriter } from './write-code'

let writer: CodeWriter | null = null
let told: string | null = null

addEventListener('message', ({ data }: MessageEvent<CodeRequest>) => {
  const { id, view, language, source } = data
  if (language !== told) setLanguage(language)
  told = language
  if (source !== null) writer = new CodeWriter(source)
  const answer: CodeAnswer = { id, ...written(view) }
  postMessage(answer)
})

function written(view: CodeRequest['view']): Omit<CodeAnswer, 'id'> {
  try {
    return { state: writer?.write(view) ?? null }
  } catch (error) {
    return { state: null, error: error instanceof Error ? error.message : String(error) }
  }
}
