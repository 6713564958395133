/** The gradients of a backward pass that is walked in visits: shares and sums so far, and how another is put in their place. */
import type { PendingSums, TapeVisit } from '../autograd/engine'
import { AccumulateGrad } from '../core/record'
import type { Edge, GradNode, Tensor } from '../core/tensor'
import type { ProbeTarget } from '../protocol'
import { targetKey } from './flow'
import type { ChangedPlace, LiveValue, Reach } from './live-values'

/** Where the gradient of a place lies on the tape. */
export interface GradientPlace {
  readonly place: ProbeTarget
  readonly node: GradNode
  readonly index: number
}

/** A gradient that went on unchanged, into a sum or to the operation that takes it. */
interface Passed extends GradientPlace {
  value: Tensor
  readonly to: Edge
}

/** A gradient that can be put back too. */
export interface LiveGradient extends LiveValue {
  /** Puts back what was there before it was changed. */
  restore(value: Tensor): ChangedPlace[]
}

/** How much of a sum over consumers has come. */
export interface SumSoFar {
  place: ProbeTarget
  value: Tensor
  come: number
}

export class LiveGradients {
  private readonly places = new Map<string, GradientPlace>()
  private readonly byNode = new Map<GradNode, GradientPlace[]>()
  private readonly passed = new Map<string, Passed>()
  /** How often a person has changed a sum: shares that are changed later would undo that. */
  private readonly changedSums = new Map<GradNode, number>()
  private readonly gone = new Set<GradNode>()
  private sums: PendingSums | null = null
  private current: TapeVisit | null = null

  /** @param nameOf What the operation belongs to, for people. */
  constructor(private readonly nameOf: (node: GradNode) => string) {}

  /** The gradient of this place comes to that output of that operation. */
  add(place: GradientPlace): void {
    this.places.set(targetKey(place.place), place)
    this.byNode.set(place.node, [...(this.byNode.get(place.node) ?? []), place])
  }

  begin(sums: PendingSums): void {
    this.sums = sums
  }

  /** Gradients are whole at an operation. */
  arrive(visit: TapeVisit): void {
    this.current = visit
  }

  /** They have been handed on: those of wires' ends unchanged, into the sums that they are shares of. */
  leave({ node, grads }: TapeVisit): void {
    this.current = null
    this.gone.add(node)
    const to = node.name === PASSES_ON ? node.next[0] : undefined
    for (const place of this.byNode.get(node) ?? []) {
      const value = grads[place.index]
      if (to && value) this.passed.set(targetKey(place.place), { ...place, value, to })
    }
  }

  /** Sums over several consumers of which some have come and some have not. */
  *partial(): Generator<SumSoFar, void, void> {
    for (const { place, node, index } of this.places.values()) {
      if (this.gone.has(node) || node === this.current?.node) continue
      const found = this.sums?.soFar(node, index)
      if (found) yield { place, value: found.sum, come: found.come }
    }
  }

  /** The gradient of a place, as long as it is not used up; `gone`: by what; null: nothing has come there. */
  find(place: ProbeTarget): LiveGradient | { gone: string } | null {
    const at = this.places.get(targetKey(place))
    if (!at) return null
    if (at.node === this.current?.node) return this.atHand(at)
    const passed = this.passed.get(targetKey(place))
    if (passed) return this.share(passed)
    if (this.gone.has(at.node)) return { gone: this.nameOf(at.node) }
    return this.sums?.soFar(at.node, at.index) ? this.sum(at) : null
  }

  /** What is about to be added to the `grad` of a leaf, where the pass stands before that; null: it does not. */
  arriving(leaf: Tensor): { read: () => Tensor; put: (value: Tensor) => void } | null {
    const visit = this.current
    if (!(visit?.node instanceof AccumulateGrad) || visit.node.variable !== leaf || !visit.grads[0])
      return null
    return { read: () => visit.grads[0]!, put: (value) => void (visit.grads[0] = value) }
  }

  /** At the operation that the pass stands before. */
  private atHand(at: GradientPlace): LiveGradient | null {
    const { grads } = this.current!
    if (!grads[at.index]) return null
    return this.sumAt(at, {
      read: () => grads[at.index]!,
      put: (value) => (grads[at.index] = value),
    })
  }

  private sum(at: GradientPlace): LiveGradient {
    const { node, index } = at
    const sums = this.sums!
    return this.sumAt(at, {
      read: () => sums.soFar(node, index)!.sum,
      put: (value) => sums.replace(node, index, value),
    })
  }

  private sumAt(
    at: GradientPlace,
    { read, put }: { read: () => Tensor; put: (value: Tensor) => void },
  ): LiveGradient {
    const changed = (value: Tensor, times: number): ChangedPlace[] => {
      put(value)
      this.changedSums.set(at.node, (this.changedSums.get(at.node) ?? 0) + times)
      return this.changedAt(at, value)
    }
    return {
      read,
      write: (make) => changed(make(read()), 1),
      restore: (value) => changed(value, -1),
      reach: () => this.awaitedBy(at.node),
    }
  }

  /** A share that has gone into a sum which is not used yet: the sum is added up anew. */
  private share(passed: Passed): LiveGradient | { gone: string } {
    const { node, to } = passed
    const sums = this.sums!
    const visit = to.node === this.current?.node ? this.current : null
    const hooked = visit && visit.grads[to.index] !== visit.incoming[to.index]
    if (this.gone.has(to.node) || hooked || (this.changedSums.get(to.node) ?? 0) > 0)
      return { gone: this.nameOf(to.node) }
    const put = (value: Tensor): ChangedPlace[] => {
      const sum = sums.replaceShare(to.node, to.index, node, value)
      if (visit) visit.grads[to.index] = visit.incoming[to.index] = sum
      const shares = this.changedAt(passed, value)
      for (const { place } of shares) {
        const there = this.passed.get(targetKey(place))
        if (there) there.value = value
      }
      return [...shares, ...this.changedAt({ node: to.node, index: to.index }, sum)]
    }
    return {
      read: () => passed.value,
      write: (make) => put(make(passed.value)),
      restore: put,
      reach: () => this.awaitedBy(to.node),
    }
  }

  /** All places that have this gradient. */
  private changedAt({ node, index }: Omit<GradientPlace, 'place'>, value: Tensor): ChangedPlace[] {
    const places = this.byNode.get(node) ?? []
    return places.filter((each) => each.index === index).map(({ place }) => ({ place, value }))
  }

  private awaitedBy(node: GradNode): Reach {
    return { taken: [], awaited: [this.nameOf(node)] }
  }
}

/** The end of a wire hands its gradient on as it is. */
const PASSES_ON = 'AliasBackward0'
