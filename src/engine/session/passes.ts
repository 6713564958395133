/** Passes that train nothing: over given samples, over what a person gives by hand, and timed. */
import type { InputSlot } from '../../graph/plan/input-slots'
import type { ModulePlan } from '../../graph/plan/plan'
import type { Executor } from '../executor/executor'
import { readTensors } from '../executor/named-tensors'
import type {
  BackendInfo,
  BenchResult,
  ByHandResult,
  EngineCommand,
  EngineCommandKind,
  RunResult,
} from '../protocol'
import { everyProbe, runBench } from './bench'
import { handBatch, withInputs } from './hand-inputs'
import { sourceOf } from './sample-store'
import type { SampleStore } from './sample-store'
import type { RunSettings } from './training-run'

type Command<K extends EngineCommandKind> = Extract<EngineCommand, { kind: K }>

/** What a pass needs of a session. */
export interface PassScene {
  readonly executor: Executor
  readonly plan: ModulePlan
  readonly slots: InputSlot[]
  readonly samples: SampleStore
  /** The document's training part with what was overridden since. */
  readonly settings: RunSettings
}

const DEFAULT_BENCH_STEPS = 20

/** Errors: tensors that do not fit the inputs; no samples. */
export async function passOnce(
  { executor, slots, samples, settings }: PassScene,
  { inputs, mode, grad }: Command<'run'>,
): Promise<RunResult> {
  const source = inputs ? sourceOf(readTensors(inputs), slots) : (await samples.for(slots)).train
  const count = inputs ? source.count : Math.min(settings.batchSize, source.count)
  return executor.runOnce(source.batch(0, count), { mode, grad })
}

/** Errors: an input that does not fit; a sample that there is not. */
export async function passByHand(
  { executor, slots, samples: store }: PassScene,
  command: Command<'byHand'>,
): Promise<ByHandResult> {
  const fromData = new Set(slots.filter(({ role }) => role === 'data').map(({ node }) => node))
  const wanted = command.inputs.some(
    ({ node, from }) =>
      from.kind === 'sample' || (from.kind === 'tensor' && from.picture === true && fromData.has(node)),
  )
  const samples = await store.for(slots).catch((error: unknown) => {
    if (wanted) throw error
    return null
  })
  const batch = handBatch(command, slots, samples)
  const result = executor.byHand(batch, command)
  return {
    ...result,
    tensors: withInputs(result.tensors, batch, slots),
    samples: samples && samples.train.count + (samples.heldOut?.count ?? 0),
    classes: samples?.classes ?? null,
  }
}

/** Times another net of the same plan, so that nothing is left of it. Errors: no samples; what training refuses. */
export async function passesTimed(
  { executor, plan, slots, samples, settings }: PassScene,
  { batch, steps, probes, profile = false }: Command<'bench'>,
  { backend, threads }: BackendInfo,
): Promise<BenchResult> {
  const { train } = await samples.for(slots)
  const options = {
    steps: steps ?? DEFAULT_BENCH_STEPS,
    probes: probes === 'all' ? everyProbe(plan, []) : [],
    profile,
    backend,
    threads,
  }
  const spare = executor.spare()
  try {
    const sized = { ...settings, batchSize: batch ?? settings.batchSize }
    return runBench(spare, sized, { train, heldOut: null }, options)
  } finally {
    spare.close()
  }
}
