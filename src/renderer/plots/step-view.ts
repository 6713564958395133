/** Which steps the plots of a window show, all of them the same. */
import { create } from 'zustand'
import type { StepRange } from './step-range'

/** - `part`: null for all steps; `whole`: those of the plot that leads the others, null where none does */
export const useStepView = create<{ part: StepRange | null; whole: StepRange | null }>(() => ({
  part: null,
  whole: null,
}))
