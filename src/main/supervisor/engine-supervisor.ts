/** Keeps one engine process running for a page, and brings its session back when the process dies. */
import type { CheckpointReport, EngineCommandKind, EngineEvent, EngineResult } from '../../engine/protocol'
import type { EngineStatus } from '../contract'
import { EngineClient, EngineCommandError, endProblem } from '../engine-link/engine-client'
import type { EngineCommandInput, EngineExit, EngineTransport } from '../engine-link/engine-client'
import { EngineFolder } from '../engine-link/engine-folder'
import { pauseAfter, SHORTEST_AGE_MS } from './checkpoint-pace'
import { whyThreads } from '../engine-link/thread-choice'
import type { ThreadCount } from '../engine-link/thread-choice'
import { QuietTrial } from './quiet-trial'
import type { Found } from './quiet-trial'
import { RestartPolicy } from './restart-policy'
import type { RestartLimits } from './restart-policy'
import { SessionMemory } from './session-memory'
import type { Restored } from './session-memory'
import { describe, howOf } from './told-of-a-death'
import { tell } from '../../words/tell'

export interface SupervisorOptions {
  /** Starts a new engine process that shares this folder with the host; `env` is added to its environment. */
  start: (folder: string, env: Readonly<Record<string, string>>) => EngineTransport
  onStatus: (status: EngineStatus) => void
  onEvent: (event: EngineEvent) => void
  onFrame: (bytes: Uint8Array) => void
  /** Hears of every checkpoint. */
  onCheckpoint?: (report: CheckpointReport) => void
  /** How old what is brought back may be at least, in milliseconds, though checkpoints cost little. Default 2000. */
  checkpointMs?: number
  limits?: RestartLimits
  /** How long nobody asks for anything before it is found out how many threads are the quicker, in milliseconds. Default 1500. */
  quietMs?: number
}

/** Edits come in bursts; the checkpoint after one waits this long for the next. */
const SETTLE_MS = 1000
/** An engine that is not up after this long is ended. */
const START_LIMIT_MS = 60_000
/** Pause after a checkpoint that could not be taken. */
const RETRY_MS = 5000

/**
 * Starts the engine, watches it, starts it again after a crash and restores the session.
 *
 * Commands given while no engine is up wait for it. A crash rejects the commands under way with
 * {@link EngineCommandError}; the document is the page's and is not touched.
 */
export class EngineSupervisor {
  status: EngineStatus = { state: 'starting', message: tell('host.starting_engine', 'Starting the engine…') }

  private readonly options: SupervisorOptions
  private readonly policy: RestartPolicy
  private readonly folder = new EngineFolder()
  private readonly memory = new SessionMemory(this.folder)
  private readonly trial: QuietTrial
  /** Commands under way. */
  private pending = 0
  /** Why the engine has as many threads as it has; null: it has all that there are. */
  private because: string | null = null
  /** The engine that is up and has its session back, or a rejection that says why there is none. */
  private up: Promise<EngineClient>
  private settleUp: Settle
  private client: EngineClient | null = null
  private restoreTries = 0
  /** Whether the log has it that no checkpoint can be taken. */
  private toldRefusal = false
  private timer: NodeJS.Timeout | undefined
  private checkpointTimer: NodeJS.Timeout | undefined
  private closed = false

  constructor(options: SupervisorOptions) {
    this.options = options
    this.policy = new RestartPolicy(options.limits)
    this.trial = new QuietTrial(
      {
        startBeside: (threads) => this.startBeside(threads),
        resting: () => this.resting(),
        exchange: (found) => void this.exchange(found),
      },
      options.quietMs,
    )
    ;[this.up, this.settleUp] = deferred()
    this.begin(null)
  }

  /** Errors: the engine refuses the command, ends before it answers, or could not be started. */
  async request<K extends EngineCommandKind>(command: EngineCommandInput<K>): Promise<EngineResult<K>> {
    this.trial.asked(command)
    const client = await this.up
    this.memory.asked(command)
    this.pending += 1
    try {
      const result = await client.request(command)
      this.trial.done(command, result)
      if (command.kind === 'checkpoint') this.memory.hold(result as CheckpointReport)
      if (this.memory.done(command)) this.checkpointSoon(SETTLE_MS)
      return result
    } finally {
      this.pending -= 1
      this.memory.answered(command)
    }
  }

  /** Whether the net has other weights than those it began with; while an engine is brought back, as before. */
  get hasOwnWeights(): boolean {
    return this.memory.hasOwnWeights
  }

  /** Starts the engine again after it failed; while it runs there is nothing to do. */
  restart(): void {
    if (this.status.state !== 'failed' || this.closed) return
    this.policy.forget()
    this.restoreTries = 0
    ;[this.up, this.settleUp] = deferred()
    this.begin(null)
  }

  /** Ends the engine process at once, and for good. */
  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    clearTimeout(this.checkpointTimer)
    this.trial.stop()
    this.client?.close(true)
    this.folder.remove()
    this.settleUp.reject(
      new EngineCommandError(
        { message: tell('host.engine_was_ended_with_its', 'The engine was ended with its window.') },
        true,
      ),
    )
  }

  /** Starts another engine beside the one that there is. Errors: it ends. */
  private async startBeside(threads: ThreadCount): Promise<EngineClient> {
    const client = new EngineClient(this.options.start(this.folder.path, threads))
    await client.ready
    await this.memory.openBeside(client)
    return client
  }

  /** The engine, where no command is under way and it has trained nothing. */
  private resting(): EngineClient | null {
    const { state, step } = this.memory
    const rests = this.pending === 0 && this.status.state === 'ready' && state === 'ready' && step === 0
    return rests && !this.memory.holdsTrained ? this.client : null
  }

  /** Exchanges an engine that has trained nothing; what was loaded goes with it. */
  private async exchange(found: Found | null): Promise<void> {
    const old = this.client!
    ;[this.up, this.settleUp] = deferred()
    this.setStatus({ state: 'starting', message: tell('host.starting_engine', 'Starting the engine…') })
    clearTimeout(this.checkpointTimer)
    try {
      if (this.memory.behind) await this.memory.keepCheckpoint(old)
    } catch {
      // It goes on with those that there are, as after a death.
    }
    if (this.closed) return found?.engine.close(true)
    // What mends its death is under way.
    if (old !== this.client || old.exit) return found?.engine.close(true)
    this.begin(null, found)
    old.close(true)
  }

  /** - `after`: the death that this start mends; `found`: an engine that runs already, and why it is taken. */
  private begin(after: EngineExit | null, found: Found | null = null): void {
    if (!after)
      this.setStatus({ state: 'starting', message: tell('host.starting_engine', 'Starting the engine…') })
    if (after) void this.folder.dropUnfinished()
    const client = found?.engine ?? new EngineClient(this.options.start(this.folder.path, this.trial.threads))
    this.client = client
    client.onEvent((event) => this.receive(event))
    client.onFrame((bytes) => this.options.onFrame(bytes))
    client.onExit((exit) => this.died(client, exit))
    this.timer = setTimeout(() => client.close(true), START_LIMIT_MS)
    // A death on the way is dealt with by `died`.
    this.bringUp(client, after, found).catch(() => undefined)
  }

  private async bringUp(client: EngineClient, after: EngineExit | null, found: Found | null): Promise<void> {
    const { backend, version, threads, oneDnn, instructions, pid } = await client.ready
    clearTimeout(this.timer)
    const restored = await this.restore(client)
    this.restoreTries = 0
    if (!after) this.because = found ? whyThreads(found, threads) : null
    const { because } = this
    this.setStatus({ state: 'ready', backend, version, threads, oneDnn, instructions, pid, because })
    if (found) this.log(because!, 'info')
    if (after)
      this.log(
        tell('host.engine_stopped_unexpectedly', 'The engine stopped unexpectedly ({{how}}). {{restored}}', {
          how: howOf(after),
          restored: describe(restored),
        }),
      )
    else if (restored.lost !== null) this.log(describe(restored))
    if (restored.refused !== null)
      this.log(
        tell(
          'host.earlier_checkpoint_was_taken',
          'The last checkpoint could not be brought back, so the one before it was: {{refused}}',
          { refused: restored.refused },
        ),
      )
    this.settleUp.resolve(client)
    if (this.memory.state === 'running') this.checkpointSoon(this.checkpointMs)
  }

  /** The session, back in a new engine; a document that the engine now refuses leaves it empty. */
  private async restore(client: EngineClient): Promise<Restored> {
    if (this.restoreTries >= this.memory.tries) {
      this.memory.forget()
      this.log(
        tell(
          'host.bringing_session_back_ended_engine',
          'Bringing the session back ended the engine again, so it starts empty. Open the graph again.',
        ),
      )
    }
    const tried = this.restoreTries++
    try {
      return await this.memory.replay(client, tried)
    } catch (error) {
      if (client.exit) throw error
      const { state, step } = this.memory
      this.memory.forget()
      const lost = error instanceof Error ? error.message : String(error)
      return { progress: null, lost, refused: null, before: { state, step }, behind: true }
    }
  }

  private died(client: EngineClient, exit: EngineExit): void {
    if (this.closed || client !== this.client) return
    clearTimeout(this.timer)
    clearTimeout(this.checkpointTimer)
    this.checkpointTimer = undefined
    if (this.status.state === 'ready') [this.up, this.settleUp] = deferred()
    const pause = this.policy.died(performance.now())
    if (pause === null) return this.fail(exit)
    this.setStatus({
      state: 'restarting',
      message: tell(
        'host.engine_stopped_unexpectedly_starting_it',
        'The engine stopped unexpectedly ({{how}}). Starting it again…',
        { how: howOf(exit) },
      ),
    })
    this.timer = setTimeout(() => this.begin(exit), pause)
  }

  private fail(exit: EngineExit): void {
    const { message } = endProblem(exit)
    const remedy = tell(
      'host.restart_engine',
      'The graph is not affected. Restart the engine; if it fails again, save the graph and start Gradwire anew.',
    )
    this.setStatus({
      state: 'failed',
      message: tell(
        'host.engine_stopped_again_and_again',
        'The engine stopped again and again. {{message}}',
        { message },
      ),
      remedy,
    })
    this.log(
      tell(
        'host.engine_stopped_again_and_again_and',
        'The engine stopped again and again and is not started any more. {{message}}',
        { message },
      ),
    )
    this.settleUp.reject(
      new EngineCommandError(
        { message: tell('host.engine_is_not_running', 'The engine is not running.'), remedy },
        true,
      ),
    )
  }

  private receive(event: EngineEvent): void {
    const wasRunning = this.memory.state === 'running'
    // Asked for at once, and so ahead of whatever the page asks next.
    if (this.memory.saw(event)) void this.keepCheckpoint()
    else if (!wasRunning && this.memory.state === 'running') this.checkpointSoon(this.checkpointMs)
    this.options.onEvent(event)
  }

  /** Takes a checkpoint in `pause` ms and, while training, again and again; an earlier plan gives way. */
  private checkpointSoon(pause: number): void {
    if (this.closed) return
    clearTimeout(this.checkpointTimer)
    this.checkpointTimer = setTimeout(() => void this.keepCheckpoint(), pause)
  }

  private async keepCheckpoint(): Promise<void> {
    const { client } = this
    if (!client || !this.memory.hasDocument) return
    const began = performance.now()
    try {
      const kept = await this.memory.keepCheckpoint(client)
      if (client !== this.client || client.exit) return
      this.toldRefusal = false
      const took = performance.now() - began
      if (kept) this.options.onCheckpoint?.(kept)
      if (!kept) this.checkpointSoon(SETTLE_MS)
      else if (this.memory.state === 'running')
        this.checkpointSoon(pauseAfter({ cost: kept.cost, took }, this.checkpointMs))
    } catch (error) {
      // An engine that dies leaves the last checkpoint standing.
      if (client === this.client && !client.exit) this.notTaken(error)
    }
  }

  private notTaken(error: unknown): void {
    if (!this.toldRefusal)
      this.log(
        tell('host.no_checkpoint_taken', 'No checkpoint could be taken: {{reason}}', {
          reason: error instanceof Error ? error.message : String(error),
        }),
      )
    this.toldRefusal = true
    if (this.memory.state === 'running') this.checkpointSoon(RETRY_MS)
  }

  private get checkpointMs(): number {
    return this.options.checkpointMs ?? SHORTEST_AGE_MS
  }

  private log(message: string, level: 'error' | 'info' = 'error'): void {
    this.options.onEvent({ kind: 'log', level, message, time: Date.now() })
  }

  private setStatus(status: EngineStatus): void {
    this.status = status
    this.options.onStatus(status)
  }
}

interface Settle {
  resolve: (client: EngineClient) => void
  reject: (error: Error) => void
}

function deferred(): [Promise<EngineClient>, Settle] {
  let settle: Settle | undefined
  const promise = new Promise<EngineClient>((resolve, reject) => (settle = { resolve, reject }))
  // Whoever asks meets the rejection; nobody else should be ended by it.
  promise.catch(() => undefined)
  return [promise, settle!]
}
