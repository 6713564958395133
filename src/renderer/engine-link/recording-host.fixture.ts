/** A host for tests of the page, without processes: what it was told can be read, and what it tells is at hand. */
import type { EngineCommand, EngineCommandKind, OpenResult, Snapshot } from '../../engine/protocol'
import type { EngineStatus, HostConnection, HostEvent } from '../../main/contract'

export const READY: EngineStatus = { state: 'ready', backend: 'tensorflow', version: '1', threads: 2, pid: 7 }
const SNAPSHOT: Snapshot = {
  progress: { state: 'ready', step: 0, steps: 0, epoch: 0, epochs: 0, stepsPerEpoch: 0 },
  metrics: [],
  epochs: [],
  fit: null,
  opened: null,
}

/** A host that writes down what it is told, and answers as the engine's contract says. */
export class RecordingHost {
  readonly commands: EngineCommand[] = []
  opened: OpenResult = { print: '', parameters: [], metrics: [], kept: [], initialised: ['linear'] }
  refusal: Error | null = null
  /** While it waits, the engine builds. */
  building: Promise<void> = Promise.resolve()
  private readonly events = new Set<(event: HostEvent) => void>()
  private readonly frames = new Set<(bytes: Uint8Array) => void>()
  private readonly connections = new Set<(connected: boolean) => void>()

  readonly connection = {
    call: () => Promise.resolve(null),
    engine: (command: EngineCommand) => this.answer(command),
    onEvent: (listener: (event: HostEvent) => void) => added(this.events, listener),
    onFrame: (listener: (bytes: Uint8Array) => void) => added(this.frames, listener),
    onConnection: (listener: (connected: boolean) => void) => added(this.connections, listener),
  } as unknown as HostConnection

  status(status: EngineStatus): void {
    this.tell({ kind: 'engineStatus', status })
  }

  tell(event: HostEvent): void {
    for (const listener of this.events) listener(event)
  }

  frame(bytes: Uint8Array): void {
    for (const listener of this.frames) listener(bytes)
  }

  connected(connected: boolean): void {
    for (const listener of this.connections) listener(connected)
  }

  of<K extends EngineCommandKind>(kind: K): Extract<EngineCommand, { kind: K }>[] {
    return this.commands.filter(
      (command): command is Extract<EngineCommand, { kind: K }> => command.kind === kind,
    )
  }

  private answer(command: EngineCommand): Promise<unknown> {
    this.commands.push(command)
    if (command.kind === 'snapshot') return Promise.resolve(SNAPSHOT)
    if (command.kind !== 'open') return Promise.resolve(null)
    return this.building.then(() => {
      if (this.refusal) throw this.refusal
      return this.opened
    })
  }
}

function added<T>(set: Set<T>, item: T): () => void {
  set.add(item)
  return () => void set.delete(item)
}
