/** Keeps what flowed in the last step until the next one begins, for whoever asks in between. */
import { Flow } from '../build/flow'

export class FlowKeeper {
  current: Flow | null = null
  /** The step in which it flowed; 0 before any training. */
  step = 0

  /** Frees the last step's tensors and makes room for those of `step`. */
  begin(step: number): Flow {
    this.clear()
    this.step = step
    this.current = new Flow()
    return this.current
  }

  clear(): void {
    this.current?.dispose()
    this.current = null
  }
}
