/** What the host knows of an engine's session, enough to bring it back in a new process. */
import { assertNever } from '../../graph/basics/assert-never'
import type { EngineClient, EngineCommandInput } from '../engine-link/engine-client'
import type { EngineEvent, Progress, RunState } from '../../engine/protocol'

interface Checkpoint {
  bytes: Uint8Array
  /** The document that was open when it was made: only that one surely fits. */
  document: unknown
}

/** The session as it was brought back. */
export interface Restored {
  progress: Progress | null
  /** Why weights and position could not be brought back; null when they were, or when there were none. */
  lost: string | null
}

/**
 * Remembers the last good `open`, the probes, the inputs and the last checkpoint, and replays them.
 *
 * Weights change without an edit (training, `loadWeights`) and edits keep weights, so a checkpoint is remembered with its
 * document: it is restored into that one, and the newest document is opened after it, as the person did.
 */
export class SessionMemory {
  /** State and step that the engine last told. */
  state: RunState = 'idle'
  step = 0

  private document: unknown = null
  private checkpoint: Checkpoint | null = null
  private probes: EngineCommandInput<'probes'> | null = null
  private inputs: Uint8Array | null = null
  /** Commands under way that may change which document is open. */
  private opening = 0

  get hasDocument(): boolean {
    return this.document !== null
  }

  /** Probes hold from the moment they are asked for, whatever happens to the process meanwhile. */
  asked(command: EngineCommandInput): void {
    if (command.kind === 'probes') this.probes = command
    if (command.kind === 'open') this.opening += 1
  }

  /** Takes note that a command was answered, whether or not it was carried out. */
  answered(command: EngineCommandInput): void {
    if (command.kind === 'open') this.opening -= 1
  }

  /** Takes note of a command that the engine carried out. True when its weights now need a new checkpoint. */
  done(command: EngineCommandInput): boolean {
    switch (command.kind) {
      case 'open':
        this.document = command.document
        if (command.fresh) this.checkpoint = null
        return !command.fresh && this.checkpoint !== null
      case 'reset':
        // A newly opened document has these very weights.
        this.checkpoint = null
        return false
      case 'useInputs':
        this.inputs = command.inputs
        return false
      case 'loadWeights':
      case 'restore':
      case 'stop':
        return true
      case 'train':
      case 'pause':
      case 'step':
      case 'configure':
      case 'probes':
      case 'ack':
      case 'tensor':
      case 'snapshot':
      case 'weights':
      case 'samples':
      case 'checkpoint':
      case 'run':
      case 'result':
      case 'bench':
        return false
      default:
        return assertNever(command)
    }
  }

  /** Takes note of an event. True when training just came to rest, which is when a checkpoint is due. */
  saw(event: EngineEvent): boolean {
    if (event.kind !== 'progress') return false
    const cameToRest = this.state === 'running' && event.state !== 'running'
    this.state = event.state
    this.step = event.step
    return cameToRest
  }

  /**
   * Asks the engine for a checkpoint and keeps it with its document. Commands are carried out in turn, so a document that
   * is opened later changes nothing; false while one is being opened, as the checkpoint may be of either.
   */
  async keepCheckpoint(client: EngineClient): Promise<boolean> {
    const { document } = this
    if (this.opening > 0) return false
    const bytes = await client.request({ kind: 'checkpoint' })
    this.checkpoint = { bytes, document }
    return true
  }

  /** Brings the session back in a new engine. Errors: the document is refused, or the engine ends. */
  async replay(client: EngineClient): Promise<Restored> {
    const { checkpoint, document } = this
    let lost: string | null = null
    if (document !== null) {
      const first = checkpoint?.document ?? document
      await client.request({ kind: 'open', document: first })
      if (this.inputs) await client.request({ kind: 'useInputs', inputs: this.inputs })
      if (checkpoint) lost = await restore(client, checkpoint.bytes)
      if (first !== document) await client.request({ kind: 'open', document })
    }
    if (this.probes) await client.request(this.probes)
    if (document === null) return { progress: null, lost }
    const { progress } = await client.request({ kind: 'snapshot' })
    this.state = progress.state
    this.step = progress.step
    return { progress, lost }
  }

  /** Gives the session up, e.g. because bringing it back ends the engine. Probes stay: they belong to the page. */
  forget(): void {
    this.document = null
    this.checkpoint = null
    this.inputs = null
    this.state = 'idle'
    this.step = 0
  }
}

async function restore(client: EngineClient, checkpoint: Uint8Array): Promise<string | null> {
  try {
    await client.request({ kind: 'restore', checkpoint })
    return null
  } catch (error) {
    if (client.exit) throw error
    return error instanceof Error ? error.message : String(error)
  }
}
