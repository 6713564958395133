/** What the host knows of an engine's session, enough to bring it back in a new process. */
import { assertNever } from '../../graph/basics/assert-never'
import type { EngineClient, EngineCommandInput } from '../engine-link/engine-client'
import type { EngineEvent, Progress, RunState } from '../../engine/protocol'

interface Checkpoint {
  bytes: Uint8Array
  /** The document that was open when it was made: only that one surely fits. */
  document: unknown
  /** How often the weights had changed by then. */
  changes: number
}

/** The session as it was brought back. */
export interface Restored {
  progress: Progress | null
  /** Why weights and position could not be brought back; null when they were, or when there were none. */
  lost: string | null
  /** How the session stood before. */
  before: { state: RunState; step: number }
  /** Whether weights have changed since the state that was brought back. */
  behind: boolean
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
  /** How often training or a command has changed the weights. */
  private changes = 0
  /** What a new engine says while its session is brought back is not how the session stands. */
  private replaying = false

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
        if (command.fresh) this.forgetWeights()
        return !command.fresh && this.checkpoint !== null
      case 'reset':
        // A newly opened document has these very weights.
        this.forgetWeights()
        return false
      case 'useInputs':
        this.inputs = command.inputs
        return false
      case 'loadWeights':
      case 'restore':
      case 'stop':
        this.changes += 1
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
    if (event.kind !== 'progress' || this.replaying) return false
    const cameToRest = this.state === 'running' && event.state !== 'running'
    if (event.step > this.step) this.changes += 1
    this.stands(event)
    return cameToRest
  }

  /**
   * Asks the engine for a checkpoint and keeps it with its document. Commands are carried out in turn, so a document that
   * is opened later changes nothing; false while one is being opened, as the checkpoint may be of either, and while the
   * session is being brought back, when the engine may not have its weights yet.
   */
  async keepCheckpoint(client: EngineClient): Promise<boolean> {
    const { document, changes } = this
    if (this.opening > 0 || this.replaying) return false
    const bytes = await client.request({ kind: 'checkpoint' })
    this.checkpoint = { bytes, document, changes }
    return true
  }

  /** Brings the session back in a new engine. Errors: the document is refused, or the engine ends. */
  async replay(client: EngineClient): Promise<Restored> {
    const before = { state: this.state, step: this.step }
    this.replaying = true
    try {
      const lost = await this.replayCommands(client)
      const progress = this.hasDocument ? (await client.request({ kind: 'snapshot' })).progress : null
      const kept = lost === null ? (this.checkpoint?.changes ?? 0) : 0
      const behind = this.changes !== kept
      this.changes = kept
      if (progress) this.stands(progress)
      return { progress, lost, before, behind }
    } finally {
      this.replaying = false
    }
  }

  /** Why the checkpoint was refused, or null. */
  private async replayCommands(client: EngineClient): Promise<string | null> {
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
    return lost
  }

  /** Gives the session up, e.g. because bringing it back ends the engine. Probes stay: they belong to the page. */
  forget(): void {
    this.document = null
    this.inputs = null
    this.forgetWeights()
    this.stands({ state: 'idle', step: 0 })
  }

  /** The weights are those of a newly opened document. */
  private forgetWeights(): void {
    this.checkpoint = null
    this.changes = 0
  }

  private stands({ state, step }: Pick<Progress, 'state' | 'step'>): void {
    this.state = state
    this.step = step
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
