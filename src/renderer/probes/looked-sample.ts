/** The sample of the batch that this window follows through the net: every picture of it shows the same one. */
import { create } from 'zustand'

interface LookedSample {
  /** From 0; a batch that has fewer shows its last one. */
  sample: number
}

export const useLookedSample = create<LookedSample>(() => ({ sample: 0 }))

export function lookAtSample(sample: number): void {
  useLookedSample.setState({ sample })
}
