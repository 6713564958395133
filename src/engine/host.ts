/** The engine process: speaks the protocol with its parent, over Node's IPC channel or Electron's parent port. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ready } from './backend/index'
import type { BackendInfo } from './backend/index'
import { isBig, PAYLOAD_BYTES, payloadName, putAside, takeUp } from './payload'
import type { Packed } from './payload'
import { documentId } from './protocol'
import type { EngineMessage, EngineReport, EngineRequest } from './protocol'
import type { TensorFile } from './executor/executor'
import { problemOf, ProblemError } from './executor/problem'
import { Session } from './session/session'
import { writePieces } from './session/write-pieces'
import { visitedExecutor } from './visited/visited-executor'
import { setLanguage } from '../words/language'
import { tell } from '../words/tell'

setLanguage(process.env['GRADWIRE_LANG'], Intl.DateTimeFormat().resolvedOptions().locale)

interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: EngineMessage): void
}

interface Parent {
  /** The document that this process was started for. */
  documentId: string
  /** The folder that it shares with the host, for what is too big for the channel. */
  folder: string
  send: (report: EngineReport) => void
  listen: (listener: (message: unknown) => void) => void
}

function parent(): Parent | null {
  const started = documentId.safeParse(process.argv[2])
  const folder = process.argv[3]
  if (!started.success || folder === undefined) return null
  const id = started.data
  const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort
  if (port)
    return {
      documentId: id,
      folder,
      send: (report) => port.postMessage({ ...report, documentId: id }),
      listen: (listener) => port.on('message', (event) => listener(event.data)),
    }
  if (!process.send) return null
  return {
    documentId: id,
    folder,
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
    const why = tell('engine.not_by_hand', 'The engine is started by Gradwire, not by hand.')
    process.stderr.write(`${why}\n`)
    process.exit(2)
  }
  process.on('disconnect', () => {
    // The host lets go, or is dead: then nobody else removes what lies there.
    rmSync(connection.folder, { recursive: true, force: true })
    process.exit(0)
  })
  // Ctrl-C in a terminal reaches this process too, as do the others where a whole group is ended; its parent decides when it ends.
  // Electron ends its children by SIGTERM.
  for (const signal of process.send ? (['SIGINT', 'SIGTERM', 'SIGHUP'] as const) : (['SIGINT'] as const))
    process.on(signal, () => undefined)
  const info = await loadBackend()
  const session = new Session({
    info,
    executor: visitedExecutor,
    folder: connection.folder,
    give: (tensors) => give(tensors, connection.folder),
    event: (event) => connection.send({ kind: 'event', event }),
    frame: (bytes) => connection.send({ kind: 'frame', bytes }),
    later: (work, milliseconds) => void setTimeout(work, milliseconds),
  })
  const inbox = new Inbox(connection, session)
  connection.listen((message) => inbox.take(message))
  const { reason, ...backend } = info
  connection.send({ kind: 'event', event: { kind: 'ready', pid: process.pid, ...backend } })
  if (reason !== undefined) {
    const message = tell('engine.no_native_backend', 'The native backend is not used: {{reason}}', { reason })
    connection.send({ kind: 'event', event: { kind: 'log', level: 'warning', message, time: Date.now() } })
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

/** A result that lies in a file already. */
class Given {
  readonly packed: Packed

  constructor(packed: Packed) {
    this.packed = packed
  }
}

/** Tensors as a file that is written between steps, or as bytes where they are few. */
async function give(tensors: TensorFile, folder: string): Promise<Given | Uint8Array> {
  if (tensors.size < PAYLOAD_BYTES) return tensors.bytes()
  const file = payloadName()
  const { bytes } = await writePieces(join(folder, file), tensors.pieces())
  return new Given({ value: null, payloads: [{ field: null, kind: 'Uint8Array', file, bytes }] })
}

/** Hands requests to the session in their order, though some have to be read from files first, and answers them. */
class Inbox {
  private readonly connection: Parent
  private readonly session: Session
  private reading: Promise<unknown> | null = null

  constructor(connection: Parent, session: Session) {
    this.connection = connection
    this.session = session
  }

  take(message: unknown): void {
    const request = message as Partial<EngineRequest> | null
    if (request?.kind !== 'request' || typeof request.id !== 'number') return
    const { id, command, payloads } = request
    const waits = payloads !== undefined || (this.reading !== null && !isUrgent(command))
    if (!waits) return void this.answer(id, request.documentId, command)
    const read = (this.reading ?? Promise.resolve()).then(() =>
      payloads === undefined ? command : takeUp(command, payloads, this.connection.folder),
    )
    const handed = read.then(
      (whole) => void this.answer(id, request.documentId, whole),
      (error: unknown) => this.refuse(id, error),
    )
    this.reading = handed
    void handed.then(() => {
      if (this.reading === handed) this.reading = null
    })
  }

  /** Answers whatever is in a request. */
  private async answer(id: number, asked: unknown, command: unknown): Promise<void> {
    const { connection } = this
    try {
      if (asked !== connection.documentId) throw otherDocument(connection.documentId, asked)
      const result: unknown = await this.session.handle(command)
      const { value, payloads } = await packResult(result, connection.folder)
      connection.send({
        kind: 'response',
        id,
        ok: true,
        result: value,
        ...(payloads.length > 0 ? { payloads } : {}),
      })
    } catch (error) {
      this.refuse(id, error)
    }
  }

  private refuse(id: number, error: unknown): void {
    this.connection.send({ kind: 'response', id, ok: false, problem: problemOf(error) })
  }
}

/** What must not wait for a file. */
function isUrgent(command: unknown): boolean {
  const { kind } = (command ?? {}) as { kind?: unknown }
  return kind === 'pause' || kind === 'ack'
}

async function packResult(result: unknown, folder: string): Promise<Packed> {
  if (result instanceof Given) return result.packed
  return isBig(result) ? putAside(result, folder) : { value: result, payloads: [] }
}

function otherDocument(own: string, asked: unknown): ProblemError {
  return new ProblemError({
    message: tell(
      'engine.other_document',
      "This engine was started for the document '{{own}}' and knows no '{{asked}}'.",
      { own, asked: String(asked) },
    ),
    remedy: tell('engine.ask_the_other', 'Send the command to the engine of that document.'),
    documentId: String(asked),
  })
}

await main()
