/** The host as one document meets it: its engine, its draft, and what is told of it. */
import type { EngineCommandKind, EngineEvent, EngineResult } from '../../engine/protocol'
import type {
  DocumentMethod,
  EngineCommandParams,
  EngineStatus,
  HostConnection,
  HostParams,
  HostResult,
} from '../../main/contract'
import { HostCallError, problemOf } from './host-call-error'

export interface DocumentHostListeners {
  event: (event: EngineEvent) => void
  status: (status: EngineStatus) => void
  frame: (bytes: Uint8Array) => void
  /** True while the host answers. */
  connection: (connected: boolean) => void
}

export interface DocumentHost {
  readonly documentId: string
  /** The whole host, for what is about no document. */
  readonly connection: HostConnection
  call<M extends DocumentMethod>(method: M, params: Omit<HostParams<M>, 'documentId'>): Promise<HostResult<M>>
  /** - `folder`: of the document's file, with the command that opens it */
  engine<K extends EngineCommandKind>(
    command: EngineCommandParams<K>,
    folder?: string,
  ): Promise<EngineResult<K>>
  /** Tells what the host says of this document. → the way to stop it */
  listen(listeners: DocumentHostListeners): () => void
  /** Ends the document's engine. */
  close(): void
}

const PASSING = new Set(['disconnected', 'engineEnded'])

/** Opens the document with the host, and again whenever a host comes back, which may be another that knows nothing of it. */
export function documentHost(connection: HostConnection, documentId: string): DocumentHost {
  const statuses = new Set<(status: EngineStatus) => void>()
  const open = () => {
    const opened = async () => {
      await connection.call('openDocument', { documentId })
      // The first command starts the engine.
      await connection.call('engine', { documentId, command: { kind: 'snapshot' } })
    }
    opened().catch((error: unknown) => {
      // A host that is away is asked again when it is back, and how an engine ended is told by its status.
      if (error instanceof HostCallError && PASSING.has(error.problem.code ?? '')) return
      const { message, remedy = '' } = problemOf(error)
      for (const tell of statuses) tell({ state: 'failed', message, remedy })
    })
  }
  let lost = false
  const stop = connection.onConnection((connected) => {
    if (connected && lost) open()
    lost = !connected
  })
  open()
  return {
    documentId,
    connection,
    // Its method has the id among its params, as `DocumentMethod` says; the compiler cannot put the two together.
    call: (method, params) => connection.call(method, { ...params, documentId } as never),
    engine: (command, folder) =>
      connection.call('engine', {
        documentId,
        command,
        ...(folder === undefined ? {} : { folder }),
      }) as Promise<never>,
    listen(listeners) {
      statuses.add(listeners.status)
      const stops = [
        () => statuses.delete(listeners.status),
        connection.onEvent((event) => {
          if (event.kind === 'engine' && event.documentId === documentId) listeners.event(event.event)
          if (event.kind === 'engineStatus' && event.documentId === documentId) listeners.status(event.status)
        }),
        connection.onFrame((id, bytes) => {
          if (id === documentId) listeners.frame(bytes)
        }),
        connection.onConnection(listeners.connection),
      ]
      return () => {
        for (const each of stops) each()
      }
    },
    close() {
      stop()
      // With a host that is away, its engines go too.
      connection.call('closeDocument', { documentId }).catch(() => undefined)
    },
  }
}
