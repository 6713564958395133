/** The engine process: speaks the protocol with its parent, over Node's IPC channel or Electron's parent port. */
import { ready } from './backend/index'
import type { BackendInfo } from './backend/index'
import { documentId } from './protocol'
import type { EngineMessage, EngineReport, EngineRequest } from './protocol'
import { problemOf, ProblemError } from './session/problem'
import { Session } from './session/session'
import { setLanguage } from '../words/language'

setLanguage(process.env['GRADWIRE_LANG'], Intl.DateTimeFormat().resolvedOptions().locale)

interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: EngineMessage): void
}

interface Parent {
  /** The document that this process was started for. */
  documentId: string
  send: (report: EngineReport) => void
  listen: (listener: (message: unknown) => void) => void
}

function parent(): Parent | null {
  const started = documentId.safeParse(process.argv[2])
  if (!started.success) return null
  const id = started.data
  const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort
  if (port)
    return {
      documentId: id,
      send: (report) => port.postMessage({ ...report, documentId: id }),
      listen: (listener) => port.on('message', (event) => listener(event.data)),
    }
  if (!process.send) return null
  return {
    documentId: id,
    // A parent that has just gone cannot be told anything; `disconnect` follows.
    send: (report) =>
      void process.send?.(
        { ...report, documentId: id } satisfies EngineMessage,
        undefined,
        undefined,
        () => undefined,
      ),
    listen: (listener) => void process.on('message', listener),
  }
}

async function main(): Promise<void> {
  const connection = parent()
  if (!connection) {
    process.stderr.write('The engine is started by Gradwire, not by hand.\n')
    process.exit(2)
  }
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C in a terminal reaches this process too; its parent decides when it ends.
  process.on('SIGINT', () => undefined)
  const info = await loadBackend()
  const session = new Session({
    info,
    event: (event) => connection.send({ kind: 'event', event }),
    frame: (bytes) => connection.send({ kind: 'frame', bytes }),
  })
  connection.listen((message) => void answer(connection, session, message))
  const { reason, ...backend } = info
  connection.send({ kind: 'event', event: { kind: 'ready', pid: process.pid, ...backend } })
  if (reason !== undefined) {
    const text = `The native backend is not used: ${reason}`
    connection.send({
      kind: 'event',
      event: { kind: 'log', level: 'warning', message: text, time: Date.now() },
    })
  }
}

/** Errors: no backend can be had; that ends the process with the reason on stderr. */
async function loadBackend(): Promise<BackendInfo> {
  try {
    return await ready()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(1)
  }
}

/** Answers every request, whatever is in it. */
async function answer(connection: Parent, session: Session, message: unknown): Promise<void> {
  const request = message as Partial<EngineRequest> | null
  if (request?.kind !== 'request' || typeof request.id !== 'number') return
  const { id } = request
  try {
    if (request.documentId !== connection.documentId)
      throw otherDocument(connection.documentId, request.documentId)
    const result = await session.handle(request.command)
    connection.send({ kind: 'response', id, ok: true, result })
  } catch (error) {
    connection.send({ kind: 'response', id, ok: false, problem: problemOf(error) })
  }
}

function otherDocument(own: string, asked: unknown): ProblemError {
  return new ProblemError({
    message: `This engine was started for the document '${own}' and knows no '${String(asked)}'.`,
    remedy: 'Send the command to the engine of that document.',
    documentId: String(asked),
  })
}

await main()
