/** Passes that train nothing: over given samples, over what a person gives by hand, and timed. */
import type { InputSlot } from '../../graph/plan/input-slots'
import type { ModulePlan } from '../../graph/plan/plan'
import { hasLoss } from '../../graph/plan/questions'
import { tell } from '../../words/tell'
import type { Executor } from '../executor/executor'
import { readTensors } from '../executor/named-tensors'
import { noLoss } from '../executor/problem'
import type {
  BackendInfo,
  BenchResult,
  ByHandResult,
  EngineCommand,
  EngineCommandKind,
  EvaluationResult,
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

/** Errors: no loss; tensors that do not fit the inputs; no samples. */
export async function passesJudged(
  { executor, plan, slots, samples, settings }: PassScene,
  { inputs }: Command<'evaluate'>,
): Promise<EvaluationResult> {
  if (!hasLoss(plan))
    throw noLoss(
      tell('engine.no_loss_to_judge', 'The graph has no loss, so there is nothing to judge it by.'),
    )
  const own = inputs ? null : await samples.for(slots)
  const source = own ? (own.heldOut ?? own.train) : sourceOf(readTensors(inputs!), slots)
  const judged = executor.evaluation()
  const sum = { loss: 0, right: 0, total: 0 }
  for (let start = 0; start < source.count; start += settings.batchSize) {
    const end = Math.min(start + settings.batchSize, source.count)
    const { loss, hits } = judged.add(source.batch(start, end))
    sum.loss += loss * (end - start)
    sum.right += hits?.right ?? 0
    sum.total += hits?.total ?? 0
  }
  return {
    of: own ? (own.heldOut ? 'heldOut' : 'train') : 'inputs',
    samples: source.count,
    loss: sum.loss / source.count,
    accuracy: sum.total > 0 ? sum.right / sum.total : null,
    metrics: judged.metrics,
  }
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
