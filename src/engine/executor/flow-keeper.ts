/** Keeps what flowed in the last step until the next one begins, and of that what somebody watches for longer. */
import type { FlowTarget } from '../protocol'
import type { Keeps, KeptSteps, KeptValues, TensorValues } from './executor'

/** What flowed in one pass, as an executor has it. */
export interface KeptFlow {
  /** Whether the pass came there. */
  has(target: FlowTarget): boolean
  /** Null where it came by without a gradient. */
  values(target: FlowTarget, direction: 'forward' | 'backward'): TensorValues | null
  /** Lets go of all but these. */
  keepOnly(targets: readonly FlowTarget[]): void
  dispose(): void
}

export class FlowKeeper<F extends KeptFlow> implements KeptSteps {
  /** What flowed in the last step; null: it was not kept. */
  current: F | null = null
  /** What flowed in a pass by hand, which is shown instead until training goes on. */
  private hand: F | null = null
  step = 0
  whole = false
  /** What is left of the last step that was kept. */
  private watched: { step: number; flow: F } | null = null

  onHand: (shown: boolean) => void = () => undefined

  /** @param make What nothing has flowed in yet; `whole`: it is to take the parameters down that the step computes with. */
  constructor(private readonly make: (whole: boolean) => F) {}

  /** What is looked at: a pass by hand, else the last step. */
  get shown(): F | null {
    return this.hand ?? this.current
  }

  get hasStep(): boolean {
    return this.current !== null
  }

  get shows(): boolean {
    return this.shown !== null
  }

  get byHand(): boolean {
    return this.hand !== null
  }

  /** Shows a pass by hand. The flow is freed when it is no longer shown. */
  show(hand: F): void {
    this.exchangeHand(hand)
  }

  endByHand(): void {
    if (this.hand) this.exchangeHand(null)
  }

  private exchangeHand(hand: F | null): void {
    this.hand?.dispose()
    this.hand = hand
    this.onHand(hand !== null)
  }

  /** Frees the last step's tensors and makes room for those of `step`; null: nothing of it is kept. */
  begin(step: number): F
  begin(step: number, keeps: Keeps): F | null
  begin(step: number, keeps: Keeps = 'all'): F | null {
    if (keeps === 'nothing') return null
    this.clear()
    this.step = step
    this.whole = keeps === 'all'
    this.current = this.make(this.whole)
    return this.current
  }

  /** Of what flowed before, only the lanes that somebody watches stay to be read. */
  passOver(targets: () => readonly FlowTarget[]): void {
    // Most steps are not kept, and there is nothing to do.
    if (!this.current) return
    this.watched?.flow.dispose()
    this.watched = { step: this.step, flow: this.current }
    this.current = null
    this.watch(targets())
  }

  watch(targets: readonly FlowTarget[]): void {
    this.watched?.flow.keepOnly(targets)
  }

  read(target: FlowTarget, direction: 'forward' | 'backward'): KeptValues | null {
    const { current, step, watched, hand } = this
    if (hand) return hand.has(target) ? { step, values: hand.values(target, direction) } : null
    if (current?.has(target)) return { step, values: current.values(target, direction) }
    if (current || !watched?.flow.has(target)) return null
    return { step: watched.step, values: watched.flow.values(target, direction) }
  }

  clear(): void {
    this.endByHand()
    this.current?.dispose()
    this.current = null
    this.watched?.flow.dispose()
    this.watched = null
  }
}
