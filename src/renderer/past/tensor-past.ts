/** What was seen of each tensor that somebody looks at, look after look: its numbers and its histogram. */
import type { FlowFrame, FlowHistogram } from '../../graph/frames/frame'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import type { FlowStore } from '../probes/flow-store'

/** One look at one tensor. */
export interface PastLook {
  step: number
  statistics: TensorStatistics
  histogram: FlowHistogram
}

/** So many looks are kept of a tensor: beyond that every second one of those goes, so that they reach back to the first. */
export const MOST_PAST = 256

/** Of the tensors of one document, by the key of their lane. */
export class TensorPast {
  private readonly lanes = new Map<string, PastLook[]>()

  /** Adds a look; of a step that was seen the last one counts, and one of a run that began anew forgets the run before. */
  add(key: string, { step, statistics, histogram }: FlowFrame): void {
    let looks = this.lanes.get(key) ?? []
    const last = looks.at(-1)
    if (last && last.step >= step) looks = last.step === step ? looks.slice(0, -1) : []
    if (looks.length >= MOST_PAST) looks = looks.filter((_, at) => at % 2 === 0)
    // The frame's bytes hold its picture too, and are not kept.
    this.lanes.set(key, [
      ...looks,
      { step, statistics, histogram: { ...histogram, counts: histogram.counts.slice() } },
    ])
  }

  /** From the first to the last step. */
  looks(key: string): readonly PastLook[] {
    return this.lanes.get(key) ?? []
  }
}

const pasts = new WeakMap<FlowStore, TensorPast>()

/** That of a document, which stays while its panels are closed. */
export function pastOf(flow: FlowStore): TensorPast {
  const past = pasts.get(flow) ?? new TensorPast()
  pasts.set(flow, past)
  return past
}
