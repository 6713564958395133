/** Keeps what flowed in the last step until the next one begins, and of that what somebody watches for longer. */
import { Flow } from '../build/flow'
import type { KeptLane, KeptSteps } from '../executor/executor'
import type { ProbeTarget } from '../protocol'

export class FlowKeeper implements KeptSteps {
  current: Flow | null = null
  /** The step in which it flowed; 0 before any training. */
  step = 0
  /** What is left of the last step that was kept. */
  private watched: { step: number; flow: Flow } | null = null

  /** Frees the last step's tensors and makes room for those of `step`. */
  begin(step: number): Flow {
    this.clear()
    this.step = step
    this.current = new Flow()
    return this.current
  }

  /** A step begins of which nothing is kept: of what flowed before, only the lanes that somebody watches stay to be read. */
  passOver(targets: () => readonly ProbeTarget[]): void {
    // Most steps are not kept, and there is nothing to do.
    if (!this.current) return
    this.watched?.flow.dispose()
    this.watched = { step: this.step, flow: this.current }
    this.current = null
    this.watch(targets())
  }

  /** Lets go of what is left of an earlier step elsewhere than at these places. */
  watch(targets: readonly ProbeTarget[]): void {
    this.watched?.flow.keepOnly(targets)
  }

  /** What flowed at a place when it was last kept. */
  lane(target: ProbeTarget): KeptLane | null {
    const { current, step, watched } = this
    const lane = current?.lane(target)
    if (lane) return { step, lane }
    const before = current ? undefined : watched?.flow.lane(target)
    return before ? { step: watched!.step, lane: before } : null
  }

  clear(): void {
    this.current?.dispose()
    this.current = null
    this.watched?.flow.dispose()
    this.watched = null
  }
}
