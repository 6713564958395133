/**
 * Finds out, while nobody asks anything of an engine, with how many threads its net trains quicker, and has the engine exchanged for one with
 * that number before a run begins. How many there are is a process's, and changes bits: so it stays for a run, and engines
 * beside it are timed, which a person does not wait for.
 */
import type {
  EngineCommandKind,
  EngineResult,
  OpenResult,
  ParameterInfo,
  TrainingOptions,
} from '../../engine/protocol'
import type { EngineClient, EngineCommandInput } from '../engine-link/engine-client'
import { ALL_THREADS, chooseThreads, hasChoice, msOf, ONE_THREAD } from '../engine-link/thread-choice'
import type { ThreadChoice, ThreadCount } from '../engine-link/thread-choice'

/** Nobody has asked for anything that long, in milliseconds. */
export const QUIET_MS = 1500
/** A net whose parameters are so many times as many, or whose count is so many times less, is another. */
const ANOTHER = 1.5

/** What it needs of whoever keeps the engine. */
export interface TrialHost {
  /** Starts another engine, with the document that is open and the samples that it has. */
  startBeside(threads: ThreadCount): Promise<EngineClient>
  /** The engine that is up, where no command is under way and no run has begun; otherwise null. */
  resting(): EngineClient | null
  /**
   * Exchanges the engine for one that was found, or for a new one with the threads that {@link QuietTrial.threads} says; commands that come meanwhile wait for it.
   */
  exchange(found: Found | null): void
}

/** What was measured, and the engine that was the quicker. */
export interface Found extends ThreadChoice {
  threads: ThreadCount
}

/** They change nothing that a step takes, and are asked for again in another engine. */
const ASIDE: ReadonlySet<EngineCommandKind> = new Set([
  'ack', 'probes', 'breakpoints', 'pause', 'snapshot', 'parameters', 'tensor', 'usedParameter', 'weights', 'samples', 'checkpoint', 'endByHand',
]) // prettier-ignore
/** What is to be trained is another after them, and a new engine can be given it. */
const SETTING: ReadonlySet<EngineCommandKind> = new Set([
  'open',
  'configure',
  'useInputs',
  'loadWeights',
  'reset',
])
/** They begin a run, where there is none. */
const BEGINNING: ReadonlySet<EngineCommandKind> = new Set(['train', 'step', 'advance', 'runTo'])

export class QuietTrial {
  /** What the engine has now. */
  threads: ThreadCount = ALL_THREADS
  private readonly host: TrialHost
  private readonly quietMs: number
  private timer: NodeJS.Timeout | undefined
  /** Engines that are timed. */
  private beside: EngineClient[] = []
  /** Rises when what is timed is of no use any more. */
  private turn = 0
  /** What a new engine could not be given: values that were changed by hand, a pass, a run. */
  private touched = false
  private net: NetSize | null = null
  /** What was said of a run since then. */
  private settings: TrainingOptions = {}
  /** For which net the number of threads was found. */
  private found: NetSize | null = null

  constructor(host: TrialHost, quietMs = QUIET_MS) {
    this.host = host
    this.quietMs = quietMs
  }

  /** Takes note of a command before it is given to the engine. */
  asked({ kind }: EngineCommandInput): void {
    if (ASIDE.has(kind)) return
    this.stop()
    // One thread was the quicker for another net.
    if (BEGINNING.has(kind) && !this.touched && this.found === null) this.have(ALL_THREADS, null)
  }

  /** Takes note of a command that was carried out. */
  done<K extends EngineCommandKind>(command: EngineCommandInput<K>, result: EngineResult<K>): void {
    const { kind } = command
    if (ASIDE.has(kind)) return
    if (kind === 'reset' || (kind === 'open' && (command as EngineCommandInput<'open'>).fresh))
      this.touched = false
    else if (!SETTING.has(kind)) this.touched = true
    if (kind === 'open') this.opened(command as EngineCommandInput<'open'>, result as OpenResult)
    if (kind === 'configure') this.configured(command as EngineCommandInput<'configure'>)
    if (SETTING.has(kind)) this.waitForQuiet()
  }

  /** Ends what is under way. */
  stop(): void {
    this.turn += 1
    clearTimeout(this.timer)
    for (const engine of this.beside.splice(0)) engine.close(true)
  }

  private opened({ document }: EngineCommandInput<'open'>, { parameters }: OpenResult): void {
    this.settings = {}
    this.isAbout(sizeOf(document, parameters))
  }

  private configured({ options }: EngineCommandInput<'configure'>): void {
    this.settings = { ...this.settings, ...options }
    if (this.net) this.isAbout({ ...this.net, batch: options.batchSize ?? this.net.batch })
  }

  private isAbout(net: NetSize): void {
    this.net = net
    if (this.found && !alike(this.found, net)) this.found = null
  }

  private waitForQuiet(): void {
    clearTimeout(this.timer)
    if (this.touched || this.found !== null) return
    this.timer = setTimeout(() => void this.find(), this.quietMs)
    this.timer.unref()
  }

  private async find(): Promise<void> {
    const engine = this.host.resting()
    if (!engine) return this.waitForQuiet()
    const { net } = this
    const turn = ++this.turn
    const choice = (await mayPay(engine, this.settings)) ? await this.time(turn) : null
    if (turn !== this.turn) return choice?.engine.close(true)
    this.found = net
    this.have(choice?.threads ?? ALL_THREADS, choice)
  }

  /** → what was the quicker of two engines beside; null: it makes no difference, or one of them failed. */
  private async time(turn: number): Promise<Found | null> {
    const start = async (threads: ThreadCount): Promise<EngineClient> => {
      const engine = await this.host.startBeside(threads)
      if (turn === this.turn) this.beside.push(engine)
      else engine.close(true)
      return engine
    }
    let choice: ThreadChoice | null = null
    try {
      const together = await start(ALL_THREADS)
      choice = await chooseThreads(together, this.settings, () => start(ONE_THREAD))
      return choice && { ...choice, threads: choice.engine === together ? ALL_THREADS : ONE_THREAD }
    } catch {
      return null
    } finally {
      if (turn === this.turn)
        for (const engine of this.beside.splice(0)) if (engine !== choice?.engine) engine.close(true)
    }
  }

  /** Has the engine exchanged where it has another number of threads, and nothing would be lost. */
  private have(threads: ThreadCount, found: Found | null): void {
    if (threads === this.threads || !this.host.resting()) return found?.engine.close(true)
    this.threads = threads
    this.host.exchange(found)
  }
}

/** Whether the net may be trained for long enough, and is not too large; no step is taken for it. */
async function mayPay(engine: EngineClient, options: TrainingOptions): Promise<boolean> {
  try {
    return (await hasChoice(engine)) && (await msOf(engine, options, 0)) !== null
  } catch {
    return false
  }
}

/** What decides whether threads pay. */
interface NetSize {
  /** What the net consists of, and what trains it. */
  types: string
  /** Of all parameters. */
  numbers: number
  /** Samples a step. */
  batch: number
}

function sizeOf(document: unknown, parameters: readonly ParameterInfo[]): NetSize {
  const types: string[] = []
  JSON.stringify(document, (key, value: unknown) => {
    if (key === 'type' && typeof value === 'string') types.push(value)
    return value
  })
  const { training } = document as { training?: { batch_size?: number } }
  return {
    types: types.toSorted().join(),
    numbers: parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    batch: training?.batch_size ?? 0,
  }
}

function alike(a: NetSize, b: NetSize): boolean {
  const ratio = (a.numbers + 1) / (b.numbers + 1)
  return a.types === b.types && a.batch === b.batch && ratio < ANOTHER && ratio > 1 / ANOTHER
}
