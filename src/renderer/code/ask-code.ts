/** Asks the thread that writes for a text of a document; there is one, which begins with the first question. */
import type { DocumentSession } from '../session/document-session'
import type { CodeView } from '../window/layout-store'
import type { CodeState } from './code-state'
import type { CodeSource } from './write-code'

export interface CodeRequest {
  id: number
  view: CodeView
  language: string
  /** Null: the same as before. */
  source: CodeSource | null
}

export interface CodeAnswer {
  id: number
  state: CodeState | null
  error?: string
}

interface Open {
  answer: (state: CodeState) => void
  fail: (error: Error) => void
}

let worker: Worker | null = null
/** What the thread was given last, by what it was made of. */
let given: readonly unknown[] = []
let asked = 0
const open = new Map<number, Open>()

/** Errors: what writing throws, or a thread that does not start. */
export function askCode(session: DocumentSession, view: CodeView): Promise<CodeState> {
  worker ??= begin()
  const id = ++asked
  const { document, findings } = session.editor.getState()
  const print = session.run.getState().opened?.print ?? null
  const parts = [document, findings, print]
  const same = parts.every((part, at) => part === given[at]) && given.length > 0
  given = parts
  const errors = findings.filter(({ severity }) => severity === 'error')
  const source = same ? null : { document, errors, print }
  const request: CodeRequest = { id, view, language: globalThis.document.documentElement.lang, source }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(request)
  return new Promise((answer, fail) => void open.set(id, { answer, fail }))
}

function begin(): Worker {
  const begun = new Worker(new URL('./code-worker.ts', import.meta.url), { type: 'module' })
  begun.addEventListener('message', ({ data: { id, state, error } }: MessageEvent<CodeAnswer>) => {
    const waiting = open.get(id)
    open.delete(id)
    if (state !== null) waiting?.answer(state)
    else waiting?.fail(new Error(error))
  })
  begun.addEventListener('error', ({ message }) => {
    begun.terminate()
    worker = null
    given = []
    for (const { fail } of open.values()) fail(new Error(message))
    open.clear()
  })
  return begun
}
