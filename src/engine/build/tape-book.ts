/** Which node of the graph recorded each operation on the tape, so that the way back can be told in nodes too. */
import { AccumulateGrad } from '../core/record'
import { watchTape } from '../core/tape-watch'
import type { GradNode, Tensor } from '../core/tensor'
import type { CallVisit, Place, Visit } from './visit'

/** One call of a node in this pass, or the end of one wire. */
interface Entry {
  readonly path: readonly string[]
  /** Null: a wire, whose share of the gradient is a value but no call. */
  readonly node: string | null
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
  /** Calls whose last operation is done; told when the gradients of their parameters are there too. */
  private finished: Entry[] = []

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
  enter(path: readonly string[], node: string): void {
    this.current = { path, node, around: this.current, left: 0, entered: false }
  }

  leave(): void {
    this.current = this.current?.around ?? null
  }

  /** What `record` records is no node's, but the end of a wire. */
  wire<T>(path: readonly string[], record: () => T): T {
    const { current } = this
    this.current = { path, node: null, around: current, left: 0, entered: false }
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
  *before(node: GradNode, grads: (Tensor | null)[]): Generator<Visit, void, void> {
    if (!(node instanceof AccumulateGrad)) yield* this.tellFinished()
    for (const { index, place } of this.gradientsAt(node)) {
      const value = grads[index]
      if (!value) continue
      const visit = { kind: 'value' as const, pass: 'backward' as const, place, value }
      yield visit
      grads[index] = visit.value
    }
    for (const entry of this.around(node).toReversed()) {
      if (entry.entered) continue
      entry.entered = true
      yield* callVisit(entry, 'before')
    }
  }

  /** An operation has handed its gradients on. */
  after(node: GradNode): void {
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
    const found: Entry[] = []
    for (let entry = this.entries.get(node) ?? null; entry; entry = entry.around) found.push(entry)
    return found
  }

  private gradientsAt(node: GradNode): Gradient[] {
    const place = node instanceof AccumulateGrad ? this.parameters.get(node.variable) : undefined
    return place ? [{ index: 0, place }] : (this.gradients.get(node) ?? [])
  }
}

function* callVisit({ path, node }: Entry, when: CallVisit['when']): Generator<Visit, void, void> {
  if (node !== null) yield { kind: 'call', pass: 'backward', when, path, node }
}
