import { backend } from '../backend'
import { AccumulateGrad, edgeTo } from '../core/record'
import { exchangeGradMode, noGrad } from '../core/grad-mode'
import { tapeWatcher } from '../core/tape-watch'
import { closeScope, openScope, type Scope, type Storage } from '../core/storage'
import { fromHandle, inLayout, NO_GRADIENT, Tensor, type GradNode, type Gradients } from '../core/tensor'
import { sameShape, shapeText } from '../core/shape'
import { RuntimeError } from '../errors'

export interface BackwardRequest {
  roots: readonly Tensor[]
  gradients: readonly (Tensor | null)[]
  retainGraph: boolean
  /** Where given, the gradients of these are returned and no leaf's `grad` is touched. */
  inputs?: readonly Tensor[]
}

/** Runs the backward pass from `roots`, later operations first, and returns the gradients of `inputs`. */
export function runBackward(request: BackwardRequest): (Tensor | null)[] {
  const pass = new BackwardPass(request)
  const scope = openScope()
  let results: (Tensor | null)[] = []
  try {
    results = noGrad(() => pass.run(scope))
    return results
  } finally {
    closeScope(scope, pass.survivors(results))
  }
}

/**
 * A moment of a backward pass that is walked in visits: a node of the tape has its gradients whole and its hooks have run, or
 * it has passed them on. Until then `grads` may be changed: one entry for each output, null where nothing flowed.
 */
export interface TapeVisit {
  readonly when: 'before' | 'after'
  readonly node: GradNode
  readonly grads: (Tensor | null)[]
  /** As they came, before the hooks there. */
  readonly incoming: (Tensor | null)[]
  readonly sums: PendingSums
}

/** Gradients that wait for others, or for the turn of their operation. */
export interface PendingSums {
  /** What has come so far to an output of an operation, and from how many places; null: nothing. */
  soFar(node: GradNode, index: number): { sum: Tensor; come: number } | null
  /** Puts another in the place of the sum so far; what comes later is added to that. */
  replace(node: GradNode, index: number, sum: Tensor): void
  /** Puts another in the place of what `from` gave, and adds the shares up anew, in the order in which they came. */
  replaceShare(node: GradNode, index: number, from: GradNode, share: Tensor): Tensor
}

/** As {@link runBackward}, one node of the tape after the other. */
export function* visitTape(request: BackwardRequest): Generator<TapeVisit, (Tensor | null)[], void> {
  const pass = new BackwardPass(request)
  const scope = openScope()
  const mode = exchangeGradMode(false)
  let results: (Tensor | null)[] = []
  try {
    results = yield* pass.visits(scope)
    return results
  } finally {
    exchangeGradMode(mode)
    closeScope(scope, pass.survivors(results))
  }
}

class BackwardPass implements PendingSums {
  private readonly waiting = new Map<GradNode, number>()
  private readonly buffers = new Map<GradNode, (Tensor | null)[]>()
  /** How many buffers hold each block of memory. */
  private readonly uses = new Map<Storage, number>()
  private readonly ready: GradNode[] = []
  private readonly captures = new Map<GradNode, { index: number; slot: number }[]>()
  private readonly captured: (Tensor | null)[]
  private readonly outliving: Storage[] = []
  /** The nodes on a path to a wanted input; all of them where none are named. */
  private readonly needed: Set<GradNode> | null
  private scope: Scope | null = null
  /** In a pass that is walked in visits: what every operation was given, until its gradients are handed on. */
  private shares: Map<GradNode, Share[]> | null = null

  constructor(private readonly request: BackwardRequest) {
    this.captured = (request.inputs ?? []).map(() => null)
    request.inputs?.forEach((input, slot) => {
      const edge = edgeTo(input)
      if (!edge) throw new RuntimeError('One of the differentiated Tensors does not require grad')
      const wanted = this.captures.get(edge.node) ?? []
      this.captures.set(edge.node, [...wanted, { index: edge.index, slot }])
    })
    this.needed = request.inputs ? this.pathsTo(this.captures) : null
  }

  run(scope: Scope): (Tensor | null)[] {
    this.begin(scope)
    let node: GradNode | undefined
    while ((node = this.ready.pop())) this.leave(node, this.arrive(node))
    return this.captured
  }

  /** The same walk as `run`. */
  *visits(scope: Scope): Generator<TapeVisit, (Tensor | null)[], void> {
    this.shares = new Map()
    this.begin(scope)
    let node: GradNode | undefined
    while ((node = this.ready.pop())) {
      const arrived = this.arrive(node)
      const visit = { node, ...arrived, sums: this }
      yield { when: 'before', ...visit }
      this.shares.delete(node)
      this.leave(node, arrived)
      yield { when: 'after', ...visit }
    }
    return this.captured
  }

  soFar(node: GradNode, index: number): { sum: Tensor; come: number } | null {
    const total = this.buffers.get(node)?.[index]
    return total ? { sum: total, come: this.sharesAt(node, index).length } : null
  }

  replace(node: GradNode, index: number, total: Tensor): void {
    const buffer = this.buffers.get(node)
    const before = buffer?.[index]
    if (!buffer || !before || before === total) return
    buffer[index] = total
    this.uses.set(total.storage, (this.uses.get(total.storage) ?? 0) + 1)
    this.drop(before.storage)
  }

  replaceShare(node: GradNode, index: number, from: GradNode, share: Tensor): Tensor {
    const shares = this.sharesAt(node, index)
    for (const each of shares) if (each.from === from) each.grad = share
    const total = shares.map(({ grad }) => grad).reduce(sum)
    total.storage.held = true
    this.replace(node, index, total)
    return total
  }

  private sharesAt(node: GradNode, index: number): Share[] {
    return this.shares?.get(node)?.filter((share) => share.index === index) ?? []
  }

  private begin(scope: Scope): void {
    this.scope = scope
    this.countWaiting()
    this.request.roots.forEach((root, i) => {
      const edge = edgeTo(root)!
      this.give(edge.node, edge.index, this.request.gradients[i] ?? ones(root), null)
    })
    for (const { node } of new Set(this.request.roots.map((root) => edgeTo(root)!))) this.offer(node)
  }

  /** What outlives the pass: what was asked for, and what non-leaves retain. */
  survivors(results: readonly (Tensor | null)[]): Storage[] {
    for (const result of results) if (result) this.outliving.push(result.storage)
    return this.outliving
  }

  /** Takes the gradients of a node's outputs, which are whole, through its hooks. */
  private arrive(node: GradNode): Arrived {
    tapeWatcher?.visiting(node)
    const grads = this.buffers.get(node) ?? []
    this.buffers.delete(node)
    // Only hooks, and whoever walks in visits, put others in their place.
    const incoming = node.hooks || this.shares ? grads.slice() : grads
    this.runHooks(node, grads)
    return { grads, incoming }
  }

  /** Hands them on: to `grad` of a leaf, else through the operation to its inputs. */
  private leave(node: GradNode, { grads, incoming }: Arrived): void {
    if (this.captures.size > 0)
      for (const { index, slot } of this.captures.get(node) ?? []) this.captured[slot] = grads[index] ?? null
    if (node instanceof AccumulateGrad) {
      if (!this.request.inputs) this.accumulate(node, grads[0])
    } else if (!this.needed || this.needed.has(node)) {
      this.propagate(node, grads)
    }
    for (const grad of incoming) if (grad) this.drop(grad.storage)
  }

  private propagate(node: GradNode, grads: Gradients): void {
    const padded: (Tensor | null)[] = []
    for (let i = 0; i < node.outputs; i++) padded.push(grads[i] ?? null)
    const flows = padded.some((grad) => grad !== null)
    let results = flows ? this.apply(node, padded) : []
    if (flows) for (const hook of node.operationHooks) results = hook(results, padded) ?? results
    for (const [i, edge] of node.next.entries()) {
      if (!edge || (this.needed && !this.needed.has(edge.node))) continue
      const grad = results[i]
      if (grad) this.give(edge.node, edge.index, grad, node)
      this.finishOne(edge.node)
    }
    if (!this.request.retainGraph) node.release()
  }

  /** What an operation makes on its way back goes when it is done, but for the gradients that it gives. */
  private apply(node: GradNode, grads: Gradients): Gradients {
    const scope = openScope()
    const given: Storage[] = []
    try {
      const results = node.apply(grads)
      for (const grad of results) if (grad) given.push(grad.storage)
      return results
    } finally {
      closeScope(scope, given)
    }
  }

  private give(node: GradNode, index: number, grad: Tensor, from: GradNode | null): void {
    const buffer = this.buffers.get(node) ?? []
    this.buffers.set(node, buffer)
    if (this.shares) {
      // A share of a sum may be looked at and changed until the sum is used.
      if (buffer[index] || (this.waiting.get(node) ?? 0) > 1) grad.storage.held = true
      this.shares.set(node, [...(this.shares.get(node) ?? []), { index, from, grad }])
    }
    const before = buffer[index]
    const total = before ? sum(before, grad) : grad
    buffer[index] = total
    this.uses.set(total.storage, (this.uses.get(total.storage) ?? 0) + 1)
    if (before) this.drop(before.storage)
  }

  private drop(storage: Storage): void {
    const left = (this.uses.get(storage) ?? 1) - 1
    this.uses.set(storage, left)
    if (left > 0 || storage.held || !this.scope || !storage.belongsTo(this.scope)) return
    if (this.captured.some((grad) => grad?.storage === storage)) return
    this.uses.delete(storage)
    storage.free()
  }

  private runHooks(node: GradNode, grads: (Tensor | null)[]): void {
    if (node.hooks) {
      for (const [index, hooks] of node.hooks) {
        for (const hook of hooks) {
          const grad = grads[index]
          if (!grad) break
          grad.storage.held = true
          const replaced = hook(grad)
          if (replaced === NO_GRADIENT) grads[index] = null
          else if (replaced) grads[index] = checkedReplacement(replaced, grad)
        }
      }
    }
    if (node.retained) {
      for (const [index, tensor] of node.retained) {
        const grad = grads[index]
        if (!grad) continue
        tensor.grad = shared(grad)
        this.outliving.push(tensor.grad.storage)
      }
    }
  }

  private accumulate(node: AccumulateGrad, grad: Tensor | null | undefined): void {
    if (!grad) return
    const { variable } = node
    if (!sameShape(variable.shape, grad.shape)) {
      throw new RuntimeError(
        `a gradient of shape ${shapeText(grad.shape)} arrived at a tensor of shape ${shapeText(variable.shape)}`,
      )
    }
    const laid = inLayout(grad, variable.layout)
    if (variable.grad) {
      const { handle } = inLayout(sum(inLayout(variable.grad, variable.layout), laid), variable.grad.layout)
      handle.refs++
      variable.grad.storage.replace(handle)
    } else {
      variable.grad = shared(laid)
      variable.grad.storage.follow(variable.storage)
    }
    for (const hook of node.afterHooks) hook(variable)
  }

  private countWaiting(): void {
    const seen = new Set<GradNode>()
    const stack = this.request.roots.map((root) => edgeTo(root)!.node)
    while (stack.length > 0) {
      const node = stack.pop()!
      if (seen.has(node)) continue
      seen.add(node)
      for (const edge of node.next) {
        if (!edge || (this.needed && !this.needed.has(edge.node))) continue
        this.waiting.set(edge.node, (this.waiting.get(edge.node) ?? 0) + 1)
        stack.push(edge.node)
      }
    }
  }

  private finishOne(node: GradNode): void {
    const left = this.waiting.get(node)! - 1
    this.waiting.set(node, left)
    this.offer(node)
  }

  /** Puts a node whose gradients are whole among those ready, the latest operation last. */
  private offer(node: GradNode): void {
    if ((this.waiting.get(node) ?? 0) > 0 || this.ready.includes(node)) return
    let at = this.ready.length
    while (at > 0 && this.ready[at - 1]!.sequence > node.sequence) at--
    this.ready.splice(at, 0, node)
  }

  private pathsTo(targets: ReadonlyMap<GradNode, unknown>): Set<GradNode> {
    const needed = new Set<GradNode>()
    const visit = (root: GradNode): void => {
      const order: GradNode[] = []
      const seen = new Set<GradNode>([root])
      const stack = [root]
      while (stack.length > 0) {
        const node = stack.pop()!
        order.push(node)
        for (const edge of node.next) {
          if (!edge || seen.has(edge.node)) continue
          seen.add(edge.node)
          stack.push(edge.node)
        }
      }
      order.sort((a, b) => a.sequence - b.sequence)
      for (const node of order) if (node.sequence === Infinity && targets.has(node)) needed.add(node)
      for (const node of order) {
        if (targets.has(node) || node.next.some((edge) => edge && needed.has(edge.node))) needed.add(node)
      }
    }
    for (const root of this.request.roots) visit(edgeTo(root)!.node)
    return needed
  }
}

/** Gradients after hooks, and as they came, whose memory is done with afterwards. */
interface Arrived {
  grads: (Tensor | null)[]
  incoming: (Tensor | null)[]
}

/** What one operation (null: the root) gave to an output of another. */
interface Share {
  readonly index: number
  readonly from: GradNode | null
  grad: Tensor
}

/** The gradient of a single value with respect to itself; for a plain number the backend's own constant. */
function ones(like: Tensor): Tensor {
  if (like.shape.length === 0) {
    const one = backend.scalar(1, 'float32')
    one.refs++
    return fromHandle(one, [])
  }
  return fromHandle(backend.fill(like.shape, 1, 'float32'), like.shape)
}

function sum(a: Tensor, b: Tensor): Tensor {
  return fromHandle(backend.binary('Add', a.handle, inLayout(b, a.layout).handle), a.shape, a.layout)
}

function shared(x: Tensor): Tensor {
  return new Tensor(x.storage.share(), x.shape, x.dtype, x.layout)
}

function checkedReplacement(replaced: Tensor, grad: Tensor): Tensor {
  if (sameShape(replaced.shape, grad.shape)) return replaced
  throw new RuntimeError(
    `hook has changed the size of value: expected ${shapeText(grad.shape)}, got ${shapeText(replaced.shape)}`,
  )
}
