/** Training as a session runs it, in any checkout since e25664c: with nobody looking, and looked at in several ways. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Nobody looks; tensors are kept; both lanes of every wire are drawn; an inspector is open besides. */
export const WAYS = ['nobody', 'kept', 'wires', 'inspector'] as const
export type Way = (typeof WAYS)[number]

export interface Looking {
  /** From now on it is looked at in that way. */
  turnTo(way: Way): void
  /** A training step, with what is sent of it; frames are acknowledged at once. */
  step(): void
}

const RATE = 10
const INSPECTOR = { view: { kind: 'maps', sample: 0, channel: 0, tiles: 32, size: 28 }, thumbnail: false }

interface Probe {
  readonly id: number
  readonly target: object
  readonly direction: string
}
interface Board {
  replace(probes: readonly object[], rate: number): void
  beforeStep(): boolean
  afterStep(look: unknown, step: number): void
  acknowledge(ids: unknown): void
}
type Units = Iterator<{ kind: string; point: { step: number } }>
type Keep = (step: number) => unknown

/** What checkouts do each in their own way. */
interface Engine {
  readonly newBoard: () => Board
  /** The probes of all wires and ports. */
  readonly probes: readonly Probe[]
  /** The steps of a run; `keep` is asked as each begins. */
  readonly units: (keep: Keep) => Units
  /** Lets go of what was kept. */
  readonly clear: () => void
  /** What a run answers as a step begins: keeps what flows, or not. */
  readonly keeping: (wanted: boolean, step: number) => unknown
  /** What was kept of the last step; null: nothing. */
  readonly look: () => unknown
  /** How many values flow at a place of what was kept; null: there is nothing. */
  readonly sizeAt: (probe: Probe) => number | null
  readonly acknowledged: (id: number) => unknown
}

/** Of another version, which no types are known of. */
// oxlint-disable-next-line typescript/no-explicit-any
type Module = Record<string, any>

/** Errors: a checkout that is laid out in another way, or a sample that it has not. */
export async function lookingAt(root: string, sample: string, batch: number | null): Promise<Looking> {
  const load = (path: string): Promise<Module> =>
    import(pathToFileURL(join(root, 'src', 'engine', path)).href) as Promise<Module>
  const json: unknown = JSON.parse(readFileSync(join(root, 'resources', 'samples', `${sample}.json`), 'utf8'))
  await (await load('backend/index.ts'))['ready']()
  const visited = await load('visited/visited-executor.ts').catch(() => null)
  const engine = visited ? await visitedEngine(visited, load, json, batch) : await closures(load, json, batch)
  return looking(engine)
}

/** Steps in visits, behind an executor. */
async function visitedEngine(
  { visitedExecutor }: Module,
  load: (path: string) => Promise<Module>,
  json: unknown,
  batch: number | null,
): Promise<Engine> {
  const { readDocument } = await load('executor/planned-document.ts')
  const { SampleStore } = await load('session/sample-store.ts')
  const { TrainingRun } = await load('session/training-run.ts')
  const { everyProbe } = await load('session/bench.ts')
  const { ProbeBoard } = await load('session/probe-board.ts')
  const { inputSlots } = await load('../graph/plan/input-slots.ts')
  const planned = readDocument(json)
  const { train } = await new SampleStore().for(inputSlots(planned.plan))
  const executor = visitedExecutor({ print: () => undefined, log: () => undefined, changed: () => undefined })
  executor.open(planned, { fresh: true })
  const settings = settingsOf(batch ?? planned.document.training.batch_size)
  return {
    newBoard: () => new ProbeBoard(() => undefined),
    probes: everyProbe(planned.plan, []),
    units: (keep) => new TrainingRun(executor, settings, { train, heldOut: null }, keep).units(),
    clear: () => executor.kept.clear(),
    // Earlier versions keep all or nothing.
    keeping: (wanted) => ('whole' in executor.kept ? (wanted ? 'all' : 'nothing') : wanted),
    look: () => (executor.kept.hasStep ? executor.look() : null),
    sizeAt: ({ target, direction }) => sizeOf(executor.look().at(target, direction)?.shape),
    acknowledged: (id) => [id],
  }
}

/** As e25664c has it: a step is one closure. */
async function closures(
  load: (path: string) => Promise<Module>,
  json: unknown,
  batch: number | null,
): Promise<Engine> {
  const { makeModel, readDocument } = await load('session/make-model.ts')
  const { SampleStore } = await load('session/sample-store.ts')
  const { TrainingRun } = await load('session/training-run.ts')
  const { everyProbe } = await load('session/bench.ts')
  const { FlowKeeper } = await load('session/flow-keeper.ts')
  const { ProbeBoard } = await load('probe/probe-board.ts')
  const document = readDocument(json)
  const model = makeModel(document)
  const { train } = await new SampleStore().for(model.compiled.slots)
  const keeper = new FlowKeeper()
  const settings = settingsOf(batch ?? document.training.batch_size)
  return {
    newBoard: () => new ProbeBoard(() => undefined),
    probes: everyProbe(model.compiled.plan, []),
    units: (keep) => new TrainingRun(model, settings, { train, heldOut: null }, keep).units(),
    clear: () => keeper.clear(),
    keeping: (wanted, step) => (wanted ? keeper.begin(step) : null),
    look: () => keeper.current,
    sizeAt: ({ target, direction }) => sizeOf(keeper.current?.lane(target)?.[direction]?.shape),
    acknowledged: (id) => id,
  }
}

function settingsOf(batchSize: number): object {
  return { batchSize, epochs: 1, steps: Infinity, shuffle: true, seed: 0, lr: null }
}

function sizeOf(shape: readonly number[] | undefined): number | null {
  return shape ? shape.reduce((product, size) => product * size, 1) : null
}

function looking(engine: Engine): Looking {
  let way: Way = 'kept'
  let board = engine.newBoard()
  let watched: readonly Probe[] = []
  const steps = engine.units((step) => {
    engine.clear()
    return engine.keeping(way === 'kept' || board.beforeStep(), step)
  })
  const step = (): void => {
    for (;;) {
      const { value } = steps.next()
      if (value?.kind !== 'step') continue
      board.afterStep(engine.look(), value.point.step)
      for (const { id } of watched) board.acknowledge(engine.acknowledged(id))
      return
    }
  }
  step()
  // What comes from data has no gradient.
  const lanes = engine.probes.filter((probe) => engine.sizeAt(probe) !== null)
  const largest = lanes.toSorted((a, b) => engine.sizeAt(b)! - engine.sizeAt(a)!)[0]!
  const same = (probe: Probe): boolean => JSON.stringify(probe.target) === JSON.stringify(largest.target)
  const open = lanes.filter(same).map((probe) => ({ ...probe, ...INSPECTOR, id: lanes.length + probe.id }))
  const probes: Record<Way, readonly Probe[]> = {
    nobody: [],
    kept: [],
    wires: lanes,
    inspector: [...lanes, ...open],
  }
  return {
    turnTo(next) {
      way = next
      board = engine.newBoard()
      watched = probes[way]
      board.replace(watched, RATE)
      // First frames are due at once; what is measured is how it goes on.
      step()
    },
    step,
  }
}
