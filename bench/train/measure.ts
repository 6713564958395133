/** One row: the programs of a case are started, checked against each other, and timed in turns. */
import { setTimeout as pause } from 'node:timers/promises'
import { waitForQuiet } from './busy'
import type { Case, Pass } from './cases'
import { blockLength, difference, median, ratioOf, type Ratio } from './figures'
import type { About, Order } from './messages'
import { Program } from './program'

/** What was found of one program. */
export interface Timed {
  readonly about: About
  /** The median step of each round, in milliseconds. */
  readonly rounds: readonly number[]
  readonly ms: number
  readonly steps: number
  readonly peakBytes: number | null
  readonly leaked: number
  /** Seconds until the first two steps were done: a compiler works then. */
  readonly firstSeconds: number
}

export type WayName = 'gradwire' | 'eager' | 'compiled'

export interface Row {
  readonly id: string
  readonly title: string
  readonly pass: Pass
  /** The most that a program may have had; `about` says how many it had. */
  readonly threads: number
  readonly gradwire: Timed | null
  readonly eager: Timed | null
  readonly compiled: Timed | null
  /** Beside PyTorch as it is usually run. */
  readonly ratio: Ratio | null
  /** Beside the quicker of PyTorch's two ways. */
  readonly toBetter: Ratio | null
  /** The share of the processors that something else took just before, 0 to 1. */
  readonly busy: number
  /** Why there is no row, or a part of it is missing. */
  readonly faults: readonly string[]
}

export interface Settings {
  readonly rounds: number
  /** The length of a block. */
  readonly seconds: number
  /** How long each program runs before it is timed. */
  readonly warmSeconds: number
  /** How long it is waited for others to end. */
  readonly patienceSeconds: number
  readonly threads: number
  /** Whether a program has one thread where it is quicker so; those of large cases never have. */
  readonly orOne: boolean
  readonly backend: string | null
  readonly graph: boolean
  readonly compile: boolean
  readonly python: string | null
}

/** Blocks of each, to find out whether a program is quicker with one thread. */
const TRIES = 3

/** Threads of the program that had its turn still wait for work for some milliseconds: they shall not take part in the next turn. */
const BETWEEN_MS = 30

/**
 * Times a pass of a case. What fails is said in the row; nothing is thrown.
 *
 * @param seeds of the weights and the batch, in Gradwire and in PyTorch; a test gives them different ones
 */
export async function measure(
  each: Case,
  pass: Pass,
  settings: Settings,
  seeds: { readonly own: number; readonly theirs: number } = { own: 0, theirs: 0 },
): Promise<Row> {
  const faults: string[] = []
  const busy = await waitForQuiet(settings.patienceSeconds)
  const order: Order = {
    case: each,
    pass,
    seed: seeds.own,
    threads: settings.threads,
    compile: false,
    backend: settings.backend,
    graph: settings.graph,
  }
  const ways = waysOf(order, settings, seeds.theirs)
  const chooses = settings.orOne && settings.threads > 1 && !each.large
  const single: Ways = chooses ? waysOf({ ...order, threads: 1 }, settings, seeds.theirs) : new Map()
  const losses = pass === 'train' && !each.random
  for (const some of [ways, single]) await stand(some, faults)
  // Nothing is timed beside a program that does something else.
  if ([ways, single].every((some) => agree(some, losses, faults)) && ways.has('gradwire')) {
    for (const some of [ways, single]) await inTurn(some, faults, (way) => way.warm(settings.warmSeconds))
    await keepQuicker(ways, single, settings, faults)
    await takeTurns(ways, settings, faults)
  }
  for (const { program } of [...ways.values(), ...single.values()]) await program.end()
  return rowOf(each, pass, ways, { threads: settings.threads, busy, faults })
}

function waysOf(order: Order, { python, compile }: Settings, seed: number): Ways {
  const ways: Ways = new Map([['gradwire', new Way(Program.gradwire(order))]])
  if (!python) return ways
  ways.set('eager', new Way(Program.torch(python, { ...order, seed })))
  if (compile) ways.set('compiled', new Way(Program.torch(python, { ...order, seed, compile: true })))
  return ways
}

function rowOf(
  { id, title }: Case,
  pass: Pass,
  ways: Ways,
  { threads, busy, faults }: Pick<Row, 'threads' | 'busy' | 'faults'>,
): Row {
  const timed = (name: WayName): Timed | null => ways.get(name)?.timed() ?? null
  const [gradwire, eager, compiled] = [timed('gradwire'), timed('eager'), timed('compiled')]
  const better = eager && compiled && compiled.ms < eager.ms ? compiled : (eager ?? compiled)
  const leaks =
    gradwire && gradwire.leaked > 0 ? [`Gradwire: ${gradwire.leaked} tensors are left behind`] : []
  return {
    id,
    title,
    pass,
    threads,
    gradwire,
    eager,
    compiled,
    ratio: gradwire && eager ? ratioOf(gradwire.rounds, eager.rounds) : null,
    toBetter: gradwire && better ? ratioOf(gradwire.rounds, better.rounds) : null,
    busy,
    faults: [...faults, ...leaks],
  }
}

const NAMES: Record<WayName, string> = {
  gradwire: 'Gradwire',
  eager: 'PyTorch',
  compiled: 'PyTorch compiled',
}

/** A program and what it has said so far. */
class Way {
  about: About | null = null
  values: readonly number[] = []
  firstSeconds = 0
  stepMs = 0
  rounds: number[] = []
  steps = 0
  peakBytes: number | null = null
  leaked = 0

  constructor(readonly program: Program) {}

  async block(count: number): Promise<void> {
    const times = await this.program.steps(count)
    this.stepMs = median(times)
    this.rounds.push(this.stepMs)
    this.steps += count
  }

  async warm(seconds: number): Promise<void> {
    let left = seconds * 1000
    for (let count = 1; left > 0; count = Math.max(1, Math.ceil(left / this.stepMs))) {
      const times = await this.program.steps(count)
      this.stepMs = Math.max(median(times), 1e-3)
      left -= times.reduce((a, b) => a + b, 0)
    }
  }

  timed(): Timed | null {
    const { about, rounds, steps, peakBytes, leaked, firstSeconds } = this
    if (!about || rounds.length === 0) return null
    return { about, rounds, ms: median(rounds), steps, peakBytes, leaked, firstSeconds }
  }
}

type Ways = Map<WayName, Way>

/** Does something with each, one after the other; who fails is out, and the row says why. */
async function inTurn(
  ways: Ways,
  faults: string[],
  work: (way: Way) => Promise<void>,
  order = [...ways],
): Promise<void> {
  for (const [name, way] of order) {
    try {
      if (ways.has(name)) await work(way)
    } catch (error) {
      await drop(ways, name)
      faults.push(`${NAMES[name]}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function drop(ways: Ways, name: WayName): Promise<void> {
  await ways.get(name)?.program.end()
  ways.delete(name)
}

/** They start side by side; the first steps, in which compilers work, are one after the other. */
async function stand(ways: Ways, faults: string[]): Promise<void> {
  await inTurn(ways, faults, async (way) => {
    way.about = await way.program.about()
  })
  await inTurn(ways, faults, async (way) => {
    const started = performance.now()
    way.values = await way.program.check()
    way.firstSeconds = (performance.now() - started) / 1000
  })
}

/** Whether PyTorch's programs give the numbers of Gradwire's. */
function agree(ways: Ways, losses: boolean, faults: string[]): boolean {
  const own = ways.get('gradwire')
  const wrong = (['eager', 'compiled'] as const).flatMap((name) => {
    const way = ways.get(name)
    const what = own && way ? difference(own.values, way.values, losses) : null
    return what ? [`${NAMES[name]}: ${what}`] : []
  })
  faults.push(...wrong)
  return wrong.length === 0
}

async function aBlock(way: Way, seconds: number): Promise<void> {
  await pause(BETWEEN_MS)
  await way.block(blockLength(way.stepMs, seconds))
}

/** Leaves in `ways` what is quicker of each program: it, or the same with one thread. */
async function keepQuicker(ways: Ways, single: Ways, { seconds }: Settings, faults: string[]): Promise<void> {
  for (let round = 0; round < TRIES && single.size > 0; round++)
    for (const some of round % 2 === 0 ? [ways, single] : [single, ways])
      await inTurn(some, faults, (way) => aBlock(way, seconds / TRIES))
  for (const [name, one] of single) {
    const all = ways.get(name)
    const [kept, other] = all && median(one.rounds) < median(all.rounds) ? [one, all] : [all, one]
    if (kept) ways.set(name, kept)
    await other.program.end()
  }
  single.clear()
  for (const way of ways.values()) Object.assign(way, { rounds: [], steps: 0 })
}

async function takeTurns(ways: Ways, { rounds, seconds }: Settings, faults: string[]): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes.
    const order = round % 2 === 0 ? [...ways] : [...ways].reverse()
    await inTurn(ways, faults, (way) => aBlock(way, seconds), order)
  }
  await inTurn(ways, faults, async (way) => {
    const { peak, leaked } = await way.program.memory()
    way.peakBytes = peak
    way.leaked = leaked
  })
}
