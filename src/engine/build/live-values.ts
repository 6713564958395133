/**
 * The values of a pass that is walked in visits, for as long as another can be put in their place: forward until everybody who
 * takes a value has run, so that what follows is computed from the new one.
 */
import type { Tensor } from '../core/tensor'
import type { ProbeTarget } from '../protocol'
import { targetKey } from './flow'
import type { ValueVisit } from './visit'

/** A call that takes a value at the end of a wire. */
export interface Taker {
  readonly edge: string
  readonly node: string
  readonly name: string
}

/** Who has computed with a value already, by name, and who is still to come. */
export interface Reach {
  taken: string[]
  awaited: string[]
}

/** A place whose value is another now. */
export interface ChangedPlace {
  place: ProbeTarget
  value: Tensor
}

/** A value that exists in a step that is stopped. */
export interface LiveValue {
  /** What whoever comes next computes with. */
  read(): Tensor
  /** Puts what `make` gives of a value in its place. */
  write(make: (value: Tensor) => Tensor): ChangedPlace[]
  reach(): Reach
}

/** One value on its way forward. It is the visit of its place too: whoever stands there may set `value`. */
export class ForwardValue implements ValueVisit, LiveValue {
  readonly kind = 'value'
  readonly pass = 'forward'
  /** Who has begun to compute with it, by wire. */
  readonly taken = new Set<string>()
  /** At the ends of wires that have no hook: what has arrived there, and goes with this value until it is taken. */
  readonly arrived = new Map<string, ForwardValue>()

  constructor(
    readonly place: ProbeTarget,
    private current: Tensor,
    private readonly takers: readonly Taker[],
    private readonly put: (value: Tensor, before: Tensor) => void,
  ) {}

  get value(): Tensor {
    return this.current
  }

  set value(value: Tensor) {
    this.put(value, this.current)
    this.current = value
  }

  read(): Tensor {
    return this.current
  }

  /** What has arrived at the ends of wires, and is not taken yet, is changed with it. */
  write(make: (value: Tensor) => Tensor): ChangedPlace[] {
    this.value = make(this.current)
    return [{ place: this.place, value: this.current }, ...this.waiting().flatMap((end) => end.write(make))]
  }

  /** What lies here and there now, to be put back: `later` makes what has arrived since from a value and that which it had here. */
  hold(later: (value: Tensor, before: Tensor) => Tensor): () => ChangedPlace[] {
    const before = this.current
    const held = new Map(this.waiting().map((end) => [end, end.current] as const))
    return () => {
      this.value = before
      const ends = this.waiting().map((end) => {
        end.value = held.get(end) ?? later(end.current, before)
        return { place: end.place, value: end.current }
      })
      return [{ place: this.place, value: before }, ...ends]
    }
  }

  private waiting(): ForwardValue[] {
    return [...this.arrived].flatMap(([edge, end]) => (this.taken.has(edge) ? [] : [end]))
  }

  reach(): Reach {
    const named = (taken: boolean): string[] =>
      this.takers.filter(({ edge }) => this.taken.has(edge) === taken).map(({ name }) => name)
    return { taken: named(true), awaited: named(false) }
  }
}

/** What has come by on the way forward. */
export class ForwardValues {
  private readonly values = new Map<string, ForwardValue>()

  /** A value leaves a node for those that take it. */
  depart(
    place: ProbeTarget,
    value: Tensor,
    takers: readonly Taker[],
    put: ForwardValue['put'],
  ): ForwardValue {
    return this.add(new ForwardValue(place, value, takers, put))
  }

  /** A value is at the end of a wire; `source`: the output that it is a view of, null where hooks came between. */
  arrive(
    place: ProbeTarget,
    value: Tensor,
    { taker, source, put }: { taker: Taker; source: ProbeTarget | null; put: ForwardValue['put'] },
  ): ForwardValue {
    const arrived = this.add(new ForwardValue(place, value, [taker], put))
    if (source) this.find(source)?.arrived.set(taker.edge, arrived)
    return arrived
  }

  /** A call begins to compute with what lies at the ends of its wires. */
  take(path: readonly string[], sources: readonly { edge: string; node: string; handle: string }[]): void {
    for (const { edge, node, handle } of sources) {
      this.find({ kind: 'edge', path: [...path], edge })?.taken.add(edge)
      this.find({ kind: 'port', path: [...path], node, handle })?.taken.add(edge)
    }
  }

  find(place: ProbeTarget): ForwardValue | undefined {
    return this.values.get(targetKey(place))
  }

  private add(value: ForwardValue): ForwardValue {
    this.values.set(targetKey(value.place), value)
    return value
  }
}
