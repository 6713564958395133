/** What the host knows of an engine's session, enough to bring it back in a new process. */
import { assertNever } from '../../graph/basics/assert-never'
import type { EngineClient, EngineCommandInput } from '../engine-link/engine-client'
import type { CheckpointReport, EngineEvent, Progress, RunState } from '../../engine/protocol'
import type { EngineFolder } from '../engine-link/engine-folder'
import { Checkpoints } from './checkpoints'
import type { KeptCheckpoint } from './checkpoints'

/** The session as it was brought back. */
export interface Restored {
  progress: Progress | null
  /** Why weights and position could not be brought back; null when they were, or when there were none. */
  lost: string | null
  /** Why a later checkpoint than the one that was brought back could not be. */
  refused: string | null
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
  private readonly checkpoints: Checkpoints
  private probes: EngineCommandInput<'probes'> | null = null
  private breakpoints: EngineCommandInput<'breakpoints'> | null = null
  private inputs: Uint8Array | null = null
  /** Commands under way that may change which document is open. */
  private opening = 0
  /** How often training or a command has changed the weights. */
  private changes = 0
  /** What a new engine says while its session is brought back is not how the session stands. */
  private replaying = false
  /** Rises when weights begin anew: a checkpoint that was asked for before is then of no use. */
  private era = 0

  constructor(folder: EngineFolder) {
    this.checkpoints = new Checkpoints(folder)
  }

  get hasDocument(): boolean {
    return this.document !== null
  }

  /** Whether weights have changed since the last checkpoint, or since the document was opened. */
  get behind(): boolean {
    return this.changes !== (this.checkpoints.latest?.changes ?? 0)
  }

  /** Whether the net has other weights than those it began with. */
  get hasOwnWeights(): boolean {
    return this.changes > 0
  }

  /** Whether the page may come back to a step that was trained: it goes on to the same bits in an engine with as many threads alone. */
  get holdsTrained(): boolean {
    return this.checkpoints.holdsTrained
  }

  /** Probes hold from the moment they are asked for, whatever happens to the process meanwhile. */
  asked(command: EngineCommandInput): void {
    if (command.kind === 'probes') this.probes = command
    if (command.kind === 'breakpoints') this.breakpoints = command
    if (command.kind === 'open') this.opening += 1
    if (command.kind === 'checkpoint') this.checkpoints.expect()
  }

  /** Takes note that a command was answered, whether or not it was carried out. */
  answered(command: EngineCommandInput): void {
    if (command.kind === 'open') this.opening -= 1
    if (command.kind === 'checkpoint') this.checkpoints.expectNoMore()
  }

  /** Takes note of a command that the engine carried out. True when its weights now need a new checkpoint. */
  done(command: EngineCommandInput): boolean {
    switch (command.kind) {
      case 'open':
        this.document = command.document
        if (command.fresh) this.forgetAll()
        return !command.fresh && this.checkpoints.latest !== null
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
      case 'putBack':
        this.changes += 1
        return true
      case 'changeTensor':
        if (command.target.kind !== 'parameter') return false
        this.changes += 1
        return true
      case 'train':
      case 'pause':
      case 'step':
      case 'configure':
      case 'probes':
      case 'ack':
      case 'breakpoints':
      case 'advance':
      case 'runTo':
      case 'change':
      case 'tensor':
      case 'usedParameter':
      case 'parameters':
      case 'snapshot':
      case 'weights':
      case 'samples':
      case 'checkpoint':
      case 'run':
      case 'evaluate':
      case 'rank':
      case 'ablate':
      case 'attention':
      case 'byHand':
      case 'endByHand':
      case 'result':
      case 'bench':
      case 'trial':
        return false
      default:
        return assertNever(command)
    }
  }

  /** Takes note of an event. True when training just came to rest, which is when a checkpoint is due. */
  saw(event: EngineEvent): boolean {
    if (event.kind !== 'progress' || this.replaying) return false
    // A step that is gone through node by node ends without ever having run.
    const moved = this.state === 'running' || event.step > this.step
    const cameToRest = moved && event.state !== 'running'
    if (event.step > this.step) this.changes += 1
    this.stands(event)
    return cameToRest
  }

  /**
   * Asks the engine for a checkpoint and keeps it with its document. Commands are carried out in turn, so a document that
   * is opened later changes nothing; null while one is being opened, as the checkpoint may be of either, and while the
   * session is being brought back, when the engine may not have its weights yet.
   */
  async keepCheckpoint(client: EngineClient): Promise<CheckpointReport | null> {
    const { document, changes, era } = this
    if (this.opening > 0 || this.replaying) return null
    const report = await client.request({ kind: 'checkpoint' })
    if (this.era === era) this.checkpoints.keep({ report, document, changes })
    else this.checkpoints.discard(report)
    return report
  }

  /** How often bringing the session back may end the engine: the last time is with an earlier checkpoint, if there is one. */
  get tries(): number {
    return TRIES_WITH_LATEST + (this.checkpoints.all.length > 1 ? 1 : 0)
  }

  /**
   * Brings the session back in a new engine.
   *
   * - `tried`: how often that has ended an engine. Errors: the document is refused, or the engine ends.
   */
  async replay(client: EngineClient, tried: number): Promise<Restored> {
    const before = { state: this.state, step: this.step }
    this.replaying = true
    try {
      const { used, refusals } = await this.replayCommands(client, tried >= TRIES_WITH_LATEST ? 1 : 0)
      const progress = this.hasDocument ? (await client.request({ kind: 'snapshot' })).progress : null
      const behind = this.changes !== (used?.changes ?? 0)
      this.changes = used?.changes ?? 0
      if (used) this.checkpoints.keepOnly(used)
      if (progress) this.stands(progress)
      const [refused = null] = refusals
      return { progress, lost: used ? null : refused, refused: used ? refused : null, before, behind }
    } finally {
      this.replaying = false
    }
  }

  /** Which checkpoint was brought back, and why others were refused. */
  private async replayCommands(
    client: EngineClient,
    first: number,
  ): Promise<{ used: KeptCheckpoint | null; refusals: string[] }> {
    const refusals: string[] = []
    let used: KeptCheckpoint | null = null
    for (const one of this.document === null ? [] : this.checkpoints.all.slice(first)) {
      await this.openIn(client, one.document)
      const refusal = await restore(client, one.report.file)
      if (refusal === null) {
        used = one
        break
      }
      refusals.push(refusal)
    }
    if (this.document !== null && !used) await this.openIn(client, this.document)
    if (used && used.document !== this.document)
      await client.request({ kind: 'open', document: this.document })
    if (this.probes) await client.request(this.probes)
    if (this.breakpoints) await client.request(this.breakpoints)
    return { used, refusals }
  }

  /** Opens the document in an engine that is to train nothing that stays. */
  async openBeside(client: EngineClient): Promise<void> {
    await this.openIn(client, this.document)
  }

  /** Opens a document with the weights that it begins with. */
  private async openIn(client: EngineClient, document: unknown): Promise<void> {
    await client.request({ kind: 'open', document, fresh: true })
    if (this.inputs) await client.request({ kind: 'useInputs', inputs: this.inputs })
  }

  /** Gives the session up, e.g. because bringing it back ends the engine. Probes stay: they belong to the page. */
  forget(): void {
    this.document = null
    this.inputs = null
    this.forgetAll()
    this.stands({ state: 'idle', step: 0 })
  }

  /** Takes note of a checkpoint that the page has asked for, which stays for it. */
  hold(report: CheckpointReport): void {
    this.checkpoints.hold(report)
  }

  /** Nothing of the session before fits the document. */
  private forgetAll(): void {
    this.forgetWeights()
    this.checkpoints.release()
  }

  /** The weights are those of a newly opened document. */
  private forgetWeights(): void {
    this.checkpoints.forget()
    this.changes = 0
    this.era += 1
  }

  private stands({ state, step }: Pick<Progress, 'state' | 'step'>): void {
    this.state = state
    this.step = step
  }
}

/** How often the latest checkpoint is tried: an engine may be ended from outside. */
const TRIES_WITH_LATEST = 2

/** Why a checkpoint was refused, or null. */
async function restore(client: EngineClient, file: string): Promise<string | null> {
  try {
    await client.request({ kind: 'restore', file })
    return null
  } catch (error) {
    if (client.exit) throw error
    return error instanceof Error ? error.message : String(error)
  }
}
