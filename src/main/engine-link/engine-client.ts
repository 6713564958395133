/** The host's end of one engine process: commands out, answers, events and frames in. */
import type { z } from 'zod'
import { isBig, putAside, takeUp } from '../../engine/payload'
import type {
  BackendInfo,
  EngineCommand,
  EngineCommandKind,
  EngineEvent,
  EngineMessage,
  EngineProblem,
  EngineRequest,
  EngineResult,
  engineCommand,
} from '../../engine/protocol'
import { ErrorWithProblem } from '../../words/error-with-problem'
import { tell } from '../../words/tell'

/** What carries messages to an engine process: `child_process`, Electron's `utilityProcess`, or memory. */
export interface EngineTransport {
  /** The document that the process is started for. */
  readonly documentId: string
  /** The folder that it shares with the process, for what is too big for the channel. */
  readonly folder: string
  /** Process id; undefined before it runs or where it has none of its own. */
  readonly pid: number | undefined
  send(request: EngineRequest): void
  onMessage(listener: (message: EngineMessage) => void): void
  /** Called once, when the process has ended for whatever reason. */
  onExit(listener: (exit: EngineExit) => void): void
  /** Ends the process; `force` does not wait for it to agree. */
  end(force?: boolean): void
}

export interface EngineExit {
  code: number | null
  signal: string | null
  /** Last lines that the process wrote to stderr. */
  stderr: string
}

/** A command the engine refused, or that it did not live to answer. */
export class EngineCommandError extends ErrorWithProblem<EngineProblem> {
  override readonly name = 'EngineCommandError'

  constructor(
    problem: EngineProblem,
    /** Whether the process ended before it answered. */
    readonly engineEnded = false,
  ) {
    super(problem)
  }
}

export type EngineCommandInput<K extends EngineCommandKind = EngineCommandKind> = Extract<
  z.input<typeof engineCommand>,
  { kind: K }
>

interface Pending {
  resolve: (result: unknown) => void
  reject: (error: EngineCommandError) => void
}

/**
 * Matches answers to commands and hands on events and frames; what is not of its document is passed over.
 *
 * Errors: `request` rejects with {@link EngineCommandError} when the engine refuses, or ends before it answers.
 */
export class EngineClient {
  /** Resolves when the engine says that its backend is up; rejects when it ends before that. */
  readonly ready: Promise<BackendInfo & { pid: number }>
  /** How the process ended; null while it runs. */
  exit: EngineExit | null = null

  private readonly transport: EngineTransport
  private readonly pending = new Map<number, Pending>()
  private readonly eventListeners = new Set<(event: EngineEvent) => void>()
  private readonly frameListeners = new Set<(bytes: Uint8Array) => void>()
  private readonly exitListeners = new Set<(exit: EngineExit) => void>()
  private nextId = 1
  /** Commands with big arrays that are being put into files, and what waits behind them. */
  private sending: Promise<unknown> | null = null

  constructor(transport: EngineTransport) {
    this.transport = transport
    this.ready = new Promise((resolve, reject) => {
      this.onEvent((event) => event.kind === 'ready' && resolve(event))
      this.onExit((exit) => reject(new EngineCommandError(endProblem(exit), true)))
    })
    // Whoever waits for `ready` gets the rejection; nobody else should be ended by it.
    this.ready.catch(() => undefined)
    transport.onMessage((message) => this.receive(message))
    transport.onExit((exit) => this.end(exit))
  }

  get pid(): number | undefined {
    return this.transport.pid
  }

  request<K extends EngineCommandKind>(command: EngineCommandInput<K>): Promise<EngineResult<K>> {
    if (this.exit) return Promise.reject(new EngineCommandError(endProblem(this.exit), true))
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (result: unknown) => void, reject })
      this.send(id, command)
    })
  }

  /** Sends commands in their order; a pause and an acknowledgement wait for no file. */
  private send(id: number, command: EngineCommandInput): void {
    const { documentId, folder } = this.transport
    const big = isBig(command)
    // The engine parses the command with the schema, which also fills in its defaults.
    const request = { kind: 'request', id, documentId, command: command as EngineCommand } as const
    if (!big && (this.sending === null || command.kind === 'pause' || command.kind === 'ack'))
      return this.transport.send(request)
    const sent = (this.sending ?? Promise.resolve())
      .then(async () => {
        if (!big) return this.transport.send(request)
        const { value, payloads } = await putAside(command, folder)
        this.transport.send({ ...request, command: value as EngineCommand, payloads })
      })
      .catch((error: unknown) => this.refuse(id, error))
    this.sending = sent
    void sent.then(() => {
      if (this.sending === sent) this.sending = null
    })
  }

  /** What goes by a file could not be written or read. */
  private refuse(id: number, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    const message = tell(
      'host.payload_failed',
      'What goes by a file to or from the engine failed: {{reason}}',
      {
        reason,
      },
    )
    const remedy = tell('host.make_room_for_payload', 'Make room in the folder for temporary files.')
    this.pending.get(id)?.reject(new EngineCommandError({ message, remedy }))
    this.pending.delete(id)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return added(this.eventListeners, listener)
  }

  onFrame(listener: (bytes: Uint8Array) => void): () => void {
    return added(this.frameListeners, listener)
  }

  onExit(listener: (exit: EngineExit) => void): () => void {
    return added(this.exitListeners, listener)
  }

  /** Ends the process; `force` does not wait for it to agree. */
  close(force = false): void {
    if (!this.exit) this.transport.end(force)
  }

  private receive(message: EngineMessage): void {
    if (message.documentId !== this.transport.documentId) return
    if (message.kind === 'event') for (const listener of this.eventListeners) listener(message.event)
    else if (message.kind === 'frame') for (const listener of this.frameListeners) listener(message.bytes)
    else this.answer(message)
  }

  private answer(message: Extract<EngineMessage, { kind: 'response' }>): void {
    const { id } = message
    if (message.ok && message.payloads !== undefined) {
      takeUp(message.result, message.payloads, this.transport.folder).then(
        (result) => this.settle(id, (pending) => pending.resolve(result)),
        (error: unknown) => this.refuse(id, error),
      )
    } else if (message.ok) this.settle(id, (pending) => pending.resolve(message.result))
    else this.settle(id, (pending) => pending.reject(new EngineCommandError(message.problem)))
  }

  private settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.pending.get(id)
    this.pending.delete(id)
    if (pending) how(pending)
  }

  private end(exit: EngineExit): void {
    if (this.exit) return
    this.exit = exit
    for (const { reject } of this.pending.values()) reject(new EngineCommandError(endProblem(exit), true))
    this.pending.clear()
    for (const listener of this.exitListeners) listener(exit)
  }
}

/** What TensorFlow writes whatever happens. */
const NOTE = /^(I\d{4} |WARNING: All log messages before absl)/

/** Says how an engine process ended, in words for a person. */
export function endProblem(exit: EngineExit): EngineProblem {
  const how = exit.signal
    ? tell('host.by_signal', 'by the signal {{signal}}', { signal: exit.signal })
    : tell('host.with_exit_code', 'with the exit code {{code}}', {
        code: exit.code ?? tell('host.unknown_code', 'unknown'),
      })
  const said = exit.stderr
    .split('\n')
    .filter((line) => !NOTE.test(line))
    .join('\n')
    .trim()
  return {
    message: said
      ? tell('host.engine_ended_saying', 'The engine process ended {{how}}. It said: {{said}}', { how, said })
      : tell('host.engine_ended', 'The engine process ended {{how}}.', { how }),
    remedy: tell('host.start_run_again_graph_is', 'Start the run again; the graph is not affected.'),
  }
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
