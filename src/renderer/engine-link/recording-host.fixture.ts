/** A host for tests of the page, without processes: what it was told can be read, and what it tells is at hand. */
import type {
  Capabilities,
  EngineCommand,
  EngineCommandKind,
  EngineEvent,
  OpenResult,
  Snapshot,
} from '../../engine/protocol'
import type { EngineStatus, FrameListener, HostConnection, HostEvent, HostMethod } from '../../main/contract'

export const READY: Extract<EngineStatus, { state: 'ready' }> = {
  state: 'ready',
  backend: 'tensorflow',
  version: '1',
  threads: 2,
  oneDnn: true,
  instructions: ['AVX2'],
  pid: 7,
}
const CAPABILITIES: Capabilities = { way: 'visited', stopInside: true, changeValue: true, captured: false }
const SNAPSHOT: Snapshot = {
  progress: { state: 'ready', step: 0, steps: 0, epoch: 0, epochs: 0, stepsPerEpoch: 0 },
  metrics: [],
  epochs: [],
  fit: null,
  changes: [],
  opened: null,
  capabilities: CAPABILITIES,
  stop: null,
  hits: {},
  notFinite: null,
  byHand: false,
  way: null,
}

/** The host of one page, whose documents are {@link RecordingHost}s. */
export class RecordingPage {
  readonly documents = new Map<string, RecordingHost>()
  readonly events = new Set<(event: HostEvent) => void>()
  readonly frames = new Set<FrameListener>()
  readonly connections = new Set<(connected: boolean) => void>()
  /** Methods that were called, other than those of engines. */
  readonly called: HostMethod[] = []

  readonly connection = {
    call: (method: HostMethod, params: { documentId: string; command: EngineCommand }) => {
      if (method === 'engine') return this.documents.get(params.documentId)!.answer(params.command)
      this.called.push(method)
      return Promise.resolve(null)
    },
    onEvent: (listener: (event: HostEvent) => void) => added(this.events, listener),
    onFrame: (listener: FrameListener) => added(this.frames, listener),
    onConnection: (listener: (connected: boolean) => void) => added(this.connections, listener),
  } as unknown as HostConnection
}

/** A document's host that writes down what it is told, and answers as the engine's contract says. */
export class RecordingHost {
  readonly commands: EngineCommand[] = []
  opened: OpenResult = {
    print: '',
    parameters: [],
    metrics: [],
    kept: [],
    initialised: ['linear'],
    capabilities: CAPABILITIES,
  }
  /** Tensors of a file of weights that fit. */
  fitting = 0
  refusal: Error | null = null
  weightsRefusal: Error | null = null
  snapshot = SNAPSHOT
  private checkpoints = 0
  /** While it waits, the engine builds. */
  building: Promise<void> = Promise.resolve()
  readonly page: RecordingPage
  readonly documentId: string

  constructor(page = new RecordingPage(), documentId = 'net') {
    this.page = page
    this.documentId = documentId
    page.documents.set(documentId, this)
  }

  status(status: EngineStatus): void {
    const { documentId } = this
    for (const listener of this.page.events) listener({ kind: 'engineStatus', documentId, status })
  }

  tell(event: EngineEvent): void {
    const { documentId } = this
    for (const listener of this.page.events) listener({ kind: 'engine', documentId, event })
  }

  frame(bytes: Uint8Array): void {
    for (const listener of this.page.frames) listener(this.documentId, bytes)
  }

  connected(connected: boolean): void {
    for (const listener of this.page.connections) listener(connected)
  }

  of<K extends EngineCommandKind>(kind: K): Extract<EngineCommand, { kind: K }>[] {
    return this.commands.filter(
      (command): command is Extract<EngineCommand, { kind: K }> => command.kind === kind,
    )
  }

  answer(command: EngineCommand): Promise<unknown> {
    this.commands.push(command)
    if (command.kind === 'checkpoint')
      return Promise.resolve({
        file: `checkpoint-${++this.checkpoints}`,
        curves: null,
        step: 0,
        bytes: 0,
        cost: 0,
      })
    if (command.kind === 'snapshot') return Promise.resolve(this.snapshot)
    if (command.kind === 'loadWeights' && this.weightsRefusal) return Promise.reject(this.weightsRefusal)
    if (command.kind === 'loadWeights')
      return Promise.resolve({ fitting: this.fitting, loaded: true, total: 2, problems: [], notes: [] })
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
