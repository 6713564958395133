/** How long a training step and a forward pass take. */
import type { Executor } from '../executor/executor'
import type { BenchResult, ProbeSubscription, Spread } from '../protocol'
import type { ModulePlan } from '../../graph/plan/plan'
import { ProbeBoard } from './probe-board'
import type { Samples } from './sample-store'
import { TrainingRun } from './training-run'
import type { RunSettings } from './training-run'

const WARM_UP = 3

/**
 * Times steps one by one. Probes are acknowledged at once and their frames thrown away, so
 * what is measured is what looking costs the engine.
 */
export function runBench(
  executor: Executor,
  settings: RunSettings,
  samples: Samples,
  options: {
    steps: number
    probes: readonly ProbeSubscription[]
    profile: boolean
    backend: string
    threads: number
  },
): BenchResult {
  const { kept } = executor
  const { probes } = options
  const board = new ProbeBoard(() => undefined)
  board.replace(probes, 10)
  const total = { ...settings, steps: options.steps + WARM_UP }
  const run = new TrainingRun(executor, total, samples, () => {
    kept.clear()
    return board.beforeStep() ? (board.thumbnailView ?? 'all') : 'nothing'
  })
  const times: number[] = []
  let started = performance.now()
  for (const unit of run.units()) {
    if (unit.kind === 'step') {
      board.afterStep(kept.hasStep ? executor.look() : null, unit.point.step)
      board.acknowledge(probes.map(({ id }) => id))
      times.push(performance.now() - started)
    }
    started = performance.now()
  }
  kept.clear()
  const batch = Math.min(settings.batchSize, samples.train.count)
  return {
    backend: options.backend,
    batch,
    threads: options.threads,
    ms_per_step: spread(times.slice(WARM_UP)),
    ms_forward: spread(forwardTimes(executor, samples, batch, options.steps)),
    ...(options.profile ? { profile: executor.profile(samples.train.batch(0, batch), options.steps) } : {}),
  }
}

function forwardTimes(executor: Executor, { train }: Samples, batch: number, steps: number): number[] {
  const times = Array.from({ length: steps + WARM_UP }, () => {
    const started = performance.now()
    executor.forward(train.batch(0, batch))
    return performance.now() - started
  })
  return times.slice(WARM_UP)
}

/** Both lanes of every wire, each with the picture that the canvas shows. */
export function everyProbe(plan: ModulePlan, path: string[], first = 0): ProbeSubscription[] {
  const probes: ProbeSubscription[] = []
  for (const call of plan.calls) {
    for (const { edge } of Object.values(call.inputs))
      for (const direction of ['forward', 'backward'] as const)
        probes.push({
          id: first + probes.length,
          target: { kind: 'edge', path, edge },
          direction,
          view: { kind: 'maps', sample: 0, channel: 0, tiles: 9, size: 16 },
          thumbnail: true,
        })
    if (call.kind === 'instance')
      probes.push(...everyProbe(call.plan, [...path, call.node], first + probes.length))
  }
  return probes
}

function spread(times: number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}
