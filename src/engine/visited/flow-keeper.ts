/** Keeps what flowed in the last step until the next one begins, and of that what somebody watches for longer. */
import { Flow } from '../build/flow'
import type { Lane } from '../build/flow'
import type { KeptSteps, KeptTensor } from '../executor/executor'
import type { FlowTarget } from '../protocol'

export class FlowKeeper implements KeptSteps {
  current: Flow | null = null
  /** What flowed in a pass by hand, which is shown instead until training goes on. */
  private hand: Flow | null = null
  /** The step in which it flowed; 0 before any training. */
  step = 0
  /** What is left of the last step that was kept. */
  private watched: { step: number; flow: Flow } | null = null

  onHand: (shown: boolean) => void = () => undefined

  /** What is looked at: a pass by hand, else the last step. */
  get shown(): Flow | null {
    return this.hand ?? this.current
  }

  get byHand(): boolean {
    return this.hand !== null
  }

  /** Shows a pass by hand, or with null what flowed in the run again. The flow is freed when it is no longer shown. */
  show(hand: Flow | null): void {
    if (!this.hand && !hand) return
    this.hand?.dispose()
    this.hand = hand
    this.onHand(hand !== null)
  }

  /** Frees the last step's tensors and makes room for those of `step`. */
  begin(step: number): Flow {
    this.clear()
    this.step = step
    this.current = new Flow()
    return this.current
  }

  /** A step begins of which nothing is kept: of what flowed before, only the lanes that somebody watches stay to be read. */
  passOver(targets: () => readonly FlowTarget[]): void {
    // Most steps are not kept, and there is nothing to do.
    if (!this.current) return
    this.watched?.flow.dispose()
    this.watched = { step: this.step, flow: this.current }
    this.current = null
    this.watch(targets())
  }

  /** Lets go of what is left of an earlier step elsewhere than at these places. */
  watch(targets: readonly FlowTarget[]): void {
    this.watched?.flow.keepOnly(targets)
  }

  /** What flowed at a place when it was last kept. */
  tensor(target: FlowTarget, direction: keyof Lane): KeptTensor | null {
    const { current, step, watched, hand } = this
    if (hand) return hand.has(target) ? { step, tensor: hand.tensor(target, direction) } : null
    if (current?.has(target)) return { step, tensor: current.tensor(target, direction) }
    if (current || !watched?.flow.has(target)) return null
    return { step: watched.step, tensor: watched.flow.tensor(target, direction) }
  }

  clear(): void {
    this.show(null)
    this.current?.dispose()
    this.current = null
    this.watched?.flow.dispose()
    this.watched = null
  }
}
