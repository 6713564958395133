/** What is saved with a graph; kept on this machine. */
import { create } from 'zustand'

interface SavingState {
  /** Whether trained weights are saved beside a graph; null: nobody has said yet. */
  weights: boolean | null
}

const KEY = 'gradwire.saving'

function kept(): SavingState {
  try {
    const { weights } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<SavingState>
    return { weights: typeof weights === 'boolean' ? weights : null }
  } catch {
    return { weights: null }
  }
}

export const useSavingStore = create<SavingState>(kept)

useSavingStore.subscribe(({ weights }) => localStorage.setItem(KEY, JSON.stringify({ weights })))

export function saveWeightsToo(weights: boolean): void {
  useSavingStore.setState({ weights })
}
