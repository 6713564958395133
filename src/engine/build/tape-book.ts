/** Which node of the graph recorded each operation on the tape, so that the way back can be told in nodes too. */
import type { TapeVisit } from '../autograd/engine'
import { AccumulateGrad, RecordedOperation } from '../core/record'
import { release } from '../core/storage'
import type { HeldValues } from '../core/storage'
import { watchTape } from '../core/tape-watch'
import type { GradNode, Tensor } from '../core/tensor'
import { LiveGradients } from './live-gradients'
import { ForwardValues } from './live-values'
import type { CallVisit, Place, ValueVisit, Visit } from './visit'

/** One call of a node in this pass, or the end of one wire. */
interface Entry {
  readonly path: readonly string[]
  /** Null: a wire, whose share of the gradient is a value but no call. */
  readonly node: string | null
  readonly name: string
  /** The instance that it ran in. */
  readonly around: Entry | null
  /** Operations on the way back that are still to come, with those of everything inside. */
  left: number
  entered: boolean
}

/** Where a gradient is that of a value that a person can see. */
interface Gradient {
  readonly index: number
  readonly place: Place
}

export class TapeBook {
  /** Losses that this pass has come to. */
  losses = 0
  private readonly entries = new Map<GradNode, Entry>()
  private readonly gradients = new Map<GradNode, Gradient[]>()
  private current: Entry | null = null
  /** The operation that hands its gradients on. */
  private visited: GradNode | null = null
  /** Calls whose last operation is done; told when the gradients of their parameters are there too. */
  private finished: Entry[] = []
  /** What can be looked at and changed while the pass stands still. */
  readonly values = new ForwardValues()
  readonly live = new LiveGradients((node) => this.nameOf(node))
  private readonly pins: HeldValues[] = []

  /** @param parameters Where each parameter of the net belongs. */
  constructor(private readonly parameters: ReadonlyMap<Tensor, Place>) {}

  /** Books what is recorded from here on, until somebody else watches the tape. */
  open(): void {
    watchTape({
      recorded: (node) => void (this.current && this.entries.set(node, this.current)),
      visiting: () => undefined,
    })
  }

  close(): void {
    watchTape(null)
  }

  /** What is recorded until `leave` belongs to this node. */
  enter(path: readonly string[], { node, name }: { node: string; name: string }): void {
    this.current = { path, node, name, around: this.current, left: 0, entered: false }
  }

  leave(): void {
    this.current = this.current?.around ?? null
  }

  /** What `record` records is no node's, but the end of a wire; outside of every instance where it is a person who changes a value. */
  wire<T>(path: readonly string[], record: () => T, around = this.current): T {
    const { current } = this
    this.current = { path, node: null, name: '', around, left: 0, entered: false }
    try {
      return record()
    } finally {
      this.current = current
    }
  }

  /** The gradient of this tensor is that of this place. Where two places have one tensor, the gradient comes to the later one first. */
  value(value: Tensor, place: Place): void {
    const { gradFn, outputIndex } = value
    if (!gradFn) return
    const there = this.gradients.get(gradFn) ?? []
    this.gradients.set(gradFn, [{ index: outputIndex, place }, ...there])
    if (place.kind !== 'parameter') this.live.add({ place, node: gradFn, index: outputIndex })
  }

  /** The values of a tensor are about to change: what was recorded until now goes back through those that it has. */
  pin(tensor: Tensor): void {
    const values = tensor.storage.hold()
    let pinned = false
    for (const node of this.entries.keys())
      if (node instanceof RecordedOperation && node.pin(tensor, values)) pinned = true
    if (pinned) this.pins.push(values)
    else release(values.handle)
  }

  /** Lets go of what was pinned; the pass is over. */
  free(): void {
    for (const { handle } of this.pins.splice(0)) release(handle)
  }

  /** The dotted name of the node that computes now, forward or on the way back; '' where none does. */
  get atWork(): string {
    return dotted(this.visited ? this.around(this.visited) : chainOf(this.current))
  }

  /** The dotted name of the node whose call has recorded an operation; '' for one that is no node's. */
  private nameOf(node: GradNode): string {
    return dotted(this.around(node))
  }

  /** Counts what every call has on the way back from `root`. */
  begin(root: Tensor): void {
    const seen = new Set<GradNode>()
    const stack = root.gradFn ? [root.gradFn] : []
    while (stack.length > 0) {
      const node = stack.pop()!
      if (seen.has(node)) continue
      seen.add(node)
      for (const entry of this.around(node)) entry.left++
      for (const edge of node.next) if (edge) stack.push(edge.node)
    }
  }

  /** Gradients are at an operation's outputs: the values that they are, then the calls that begin with it. */
  *before(visit: TapeVisit): Generator<Visit, void, void> {
    const { node, grads } = visit
    this.visited = node
    if (!(node instanceof AccumulateGrad)) yield* this.tellFinished()
    this.live.arrive(visit)
    for (const { index, place } of this.gradientsAt(node))
      if (grads[index]) yield gradientVisit(place, grads, index)
    for (const entry of this.around(node).toReversed()) {
      if (entry.entered) continue
      entry.entered = true
      yield* callVisit(entry, 'before')
    }
  }

  /** An operation has handed its gradients on. */
  after(visit: TapeVisit): void {
    const { node } = visit
    this.visited = null
    this.live.leave(visit)
    for (const entry of this.around(node)) if (--entry.left === 0) this.finished.push(entry)
  }

  /** The calls whose last operation is done; also at the end of the pass. */
  *tellFinished(): Generator<Visit, void, void> {
    const { finished } = this
    this.finished = []
    for (const entry of finished) yield* callVisit(entry, 'after')
  }

  /** The entry that recorded an operation, and those around it, the innermost first. */
  private around(node: GradNode): Entry[] {
    return chainOf(this.entries.get(node) ?? null)
  }

  private gradientsAt(node: GradNode): Gradient[] {
    const place = node instanceof AccumulateGrad ? this.parameters.get(node.variable) : undefined
    return place ? [{ index: 0, place }] : (this.gradients.get(node) ?? [])
  }
}

function chainOf(innermost: Entry | null): Entry[] {
  const found: Entry[] = []
  for (let entry = innermost; entry; entry = entry.around) found.push(entry)
  return found
}

function dotted(entries: readonly Entry[]): string {
  return entries
    .flatMap(({ name }) => (name === '' ? [] : [name]))
    .toReversed()
    .join('.')
}

/** Whoever stands there may put another gradient in its place until the operation has handed it on. */
function gradientVisit(place: Place, grads: (Tensor | null)[], index: number): ValueVisit {
  return {
    kind: 'value',
    pass: 'backward',
    place,
    get value() {
      return grads[index]!
    },
    set value(value) {
      grads[index] = value
    },
  }
}

function* callVisit({ path, node }: Entry, when: CallVisit['when']): Generator<Visit, void, void> {
  if (node !== null) yield { kind: 'call', pass: 'backward', when, path, node }
}
