/** One definition of a graph as an `nn.Module`: children named as on the canvas, calls in the plan's order. */
import { isLearningLoss, isSlot, looseOutputs, portKey, roleOf } from '../../graph/plan/questions'
import type { ModulePlan, PlanCall, PlanInstance, PlanOperation, PlanSource } from '../../graph/plan/plan'
import { noGrad } from '../core/grad-mode'
import { record } from '../core/record'
import { alias, Tensor } from '../core/tensor'
import { Module } from '../nn/module'
import { Parameter } from '../nn/parameter'
import type { NetHooks } from '../hooks/net-hooks'
import { formOf } from './call-form'
import { hookedCall } from './call-hook'
import type { HookedCall } from './call-hook'
import type { Frame, Owned, PreparedCall, Step, Value } from './frame'
import { listOf, orderOf } from './instance-order'
import { callModule, moduleStep } from '../nn/node-builder'
import type { NodeBuilder } from '../nn/node-builder'
import { nodeBuilder } from './node-builders'
import { memoryProblem } from './out-of-memory'
import { NodeError } from './node-error'
import type { Pass } from './pass'
import type { TapeBook } from './tape-book'
import { placedHooks } from './placed-hooks'
import type { PlacedHooks } from './placed-hooks'
import { throughHooks } from './value-hook'
import type { HookMoment } from './value-hook'
import type { Taker } from './live-values'
import type { ProbeTarget } from '../protocol'
import type { Walk } from './visit'
import { tell } from '../../words/tell'

/**
 * Makes the module of a plan: of a class with the definition's name, as a person would write it. `pass` and `hooks` are shared by
 * all modules of a graph; whoever runs a pass sets the fields of the first.
 */
export function makeGraphModule(plan: ModulePlan, pass: Pass, hooks: NetHooks): GraphModule {
  const Definition = class extends GraphModule {}
  Object.defineProperty(Definition, 'name', { value: plan.module })
  return new Definition(plan, pass, hooks)
}

export class GraphModule extends Module {
  readonly #plan: ModulePlan
  readonly #pass: Pass
  readonly #calls: PreparedCall[]
  /** The inputs that each output feeds, by node and handle. */
  readonly #takers = new Map<string, Taker[]>()
  readonly #looseEnds: ReadonlySet<string>
  readonly #hooks: PlacedHooks
  readonly #net: NetHooks

  constructor(plan: ModulePlan, pass: Pass, hooks: NetHooks) {
    super()
    this.#plan = plan
    this.#pass = pass
    this.#hooks = placedHooks(plan, hooks)
    this.#net = hooks
    for (const { node, name, inputs } of plan.calls)
      for (const source of Object.values(inputs)) {
        const takers = this.#takers.get(portKey(source)) ?? []
        this.#takers.set(portKey(source), [...takers, { edge: source.edge, node, name }])
      }
    this.#looseEnds = new Set(looseOutputs(plan).map(portKey))
    // All modules first: a node may come before the one whose parameters it shares.
    const made = new Map<string, Owned>()
    for (const call of plan.calls) this.#make(call, made, hooks)
    this.#calls = plan.calls.map((call) => ({
      call,
      role: roleOf(call),
      run: this.#prepare(call, made),
      walk: this.#walkOf(call, made),
    }))
  }

  /**
   * Runs the calls. Arguments: one for each `Input` node and each output of a `Dataset` node, in the plan's order.
   * Returns the values of the `Output` nodes: one tensor, or several in the plan's order.
   */
  override forward(...args: Tensor[]): Tensor | Tensor[] {
    const frame: Frame = { args, taken: 0, values: new Map(), results: [] }
    for (const prepared of this.#calls) {
      if (this.#aside(prepared, frame)) continue
      const { call, run } = prepared
      const inputs = Object.values(call.inputs).map((source) => this.#arrive(source, frame))
      const outputs = this.#guarded(call, () => listOf(run(inputs)))
      this.#finish(prepared, frame, inputs)
      call.outputs.forEach((handle, i) => this.#depart(call.node, handle, outputs[i]!, frame))
    }
    return this.#results(frame)
  }

  /** The same calls, each stop on the way a visit. */
  protected override *forwardInVisits(args: readonly unknown[]): Walk<Tensor | Tensor[]> {
    const frame: Frame = { args: args as Tensor[], taken: 0, values: new Map(), results: [] }
    for (const prepared of this.#calls) {
      if (prepared.role !== 'metric') yield* this.#visit(prepared, frame)
      else if (this.#aside(prepared, frame)) this.#taken(prepared.call)
    }
    return this.#results(frame)
  }

  *#visit(prepared: PreparedCall, frame: Frame): Walk<void> {
    const { call, role } = prepared
    const { path } = this.#pass
    const book = this.#pass.book!
    if (role === 'loss' && !book.losses++) yield { kind: 'phase', phase: 'loss' }
    const inputs = yield* this.#arriveInVisits(call, frame, book)
    yield { kind: 'call', pass: 'forward', when: 'before', path, node: call.node }
    this.#taken(call)
    book.enter(path, call)
    const outputs = isSlot(call) ? this.#arguments(call, frame) : yield* this.#runInVisits(prepared, inputs)
    this.#finish(prepared, frame, inputs)
    book.leave()
    for (const [i, handle] of call.outputs.entries()) {
      const place: ProbeTarget = { kind: 'port', path: [...path], node: call.node, handle }
      const value = this.#depart(call.node, handle, outputs[i]!, frame)
      book.value(value, place)
      const key = portKey(place)
      const { losses } = this.#pass
      yield book.values.depart(place, value, this.#takers.get(key) ?? [], (next, before) => {
        frame.values.get(key)!.tensor = next
        for (const term of losses) if (term.value === before) term.value = next
      })
    }
    yield { kind: 'call', pass: 'forward', when: 'after', path, node: call.node }
  }

  *#arriveInVisits(call: PlanCall, frame: Frame, book: TapeBook): Walk<Tensor[]> {
    const inputs: Tensor[] = []
    const { path } = this.#pass
    for (const [i, source] of Object.values(call.inputs).entries()) {
      const { edge, node, handle } = source
      const place: ProbeTarget = { kind: 'edge', path: [...path], edge }
      const value = (inputs[i] = book.wire(path, () => this.#arrive(source, frame)))
      book.value(value, place)
      yield book.values.arrive(place, value, {
        taker: { edge, node: call.node, name: call.name },
        source: this.#hooks.edges.has(edge) ? null : { kind: 'port', path: [...path], node, handle },
        put: (next) => (inputs[i] = next),
      })
    }
    return inputs
  }

  *#runInVisits({ call, run, walk }: PreparedCall, inputs: Tensor[]): Walk<Tensor[]> {
    if (!walk) return this.#guarded(call, () => listOf(run(inputs)))
    try {
      return listOf(yield* walk(inputs))
    } catch (error) {
      throw this.#located(error, call)
    }
  }

  #taken({ inputs }: PlanCall): void {
    this.#pass.book!.values.take(this.#pass.path, Object.values(inputs))
  }

  /** Does what needs no node to run: takes arguments in, hands a metric what it looks at. */
  #aside({ call, role }: PreparedCall, frame: Frame): boolean {
    if (role === 'metric') this.#look(call as PlanOperation, frame)
    else if (isSlot(call)) {
      const given = this.#arguments(call, frame)
      call.outputs.forEach((handle, i) => this.#depart(call.node, handle, given[i]!, frame))
    } else return false
    return true
  }

  #arguments({ outputs }: PlanCall, frame: Frame): Tensor[] {
    return frame.args.slice(frame.taken, (frame.taken += outputs.length))
  }

  #finish({ role }: PreparedCall, { results }: Frame, inputs: readonly Tensor[]): void {
    if (role === 'output') results.push(...inputs)
  }

  #results({ values, results }: Frame): Tensor | Tensor[] {
    if (this.#pass.path.length === 0) this.#pass.results = results.length > 0 ? results : this.#loose(values)
    return results.length === 1 ? results[0]! : results
  }

  /** Makes what a call stands for in the tree, where it has something of its own. */
  #make(call: PlanCall, made: Map<string, Owned>, hooks: NetHooks): void {
    const own = this.#ownOf(call, hooks)
    if (!own) return
    this.#add(call, own)
    made.set(call.node, own)
  }

  #ownOf(call: PlanCall, hooks: NetHooks): Owned | null {
    try {
      return this.#newOf(call, hooks)
    } catch (error) {
      throw this.#located(error, call)
    }
  }

  #newOf(call: PlanCall, hooks: NetHooks): Owned | null {
    if (call.sharedWith !== undefined) return null
    if (call.kind === 'instance') return makeGraphModule(call.plan, this.#pass, hooks)
    if ((roleOf(call) !== undefined && !isLearningLoss(call)) || call.call !== 'module') return null
    const { module, attribute } = nodeBuilder(call.type)
    return (attribute ?? module)?.(call.params) ?? null
  }

  #prepare(call: PlanCall, made: ReadonlyMap<string, Owned>): Step {
    const child = made.get(call.sharedWith ?? call.node)
    if (child instanceof Tensor) return () => viewOf(child)
    if (call.kind === 'instance') return this.#instanceStep(call, child!)
    const role = roleOf(call)
    if (role !== undefined && role !== 'loss') return (inputs) => inputs
    const builder = nodeBuilder(call.type)
    const run = this.#hooked(call, this.#moduleOrFunction(call, builder, child ?? null))
    if (role !== 'loss') return run
    return (inputs) => {
      const value = run(inputs) as Tensor
      const [input, target] = inputs as [Tensor, Tensor]
      this.#pass.losses.push({ value, weight: call.lossWeight ?? 1, input, target, builder })
      return value
    }
  }

  /** Instances alone have visits inside. */
  #walkOf(call: PlanCall, made: ReadonlyMap<string, Owned>): PreparedCall['walk'] {
    const child = made.get(call.sharedWith ?? call.node)
    if (call.kind !== 'instance' || !(child instanceof GraphModule)) return null
    const { take, give } = orderOf(call)
    const pass = this.#pass
    const around = (given: Tensor[]): HookedCall | null => this.#around(call, given)
    return function* (wired) {
      const { path, losses } = pass
      const before = losses.length
      const given = take(wired)
      const hooked = around(given)
      pass.path = [...path, call.node]
      try {
        const result = yield* child.callInVisits(hooked?.inputs ?? given) as Walk<Tensor | Tensor[]>
        return give(hooked ? hooked.finish(result, losses.slice(before)) : result)
      } finally {
        pass.path = path
      }
    }
  }

  /** Tells what runs inside where it is: one module may stand for several instances. */
  #instanceStep(call: PlanInstance, child: Module): Step {
    const { take, give } = orderOf(call)
    return (wired) => {
      const { path, losses } = this.#pass
      const before = losses.length
      const given = take(wired)
      const hooked = this.#around(call, given)
      this.#pass.path = [...path, call.node]
      try {
        const result = callModule(child, hooked?.inputs ?? given)
        return give(hooked ? hooked.finish(result, losses.slice(before)) : result)
      } finally {
        this.#pass.path = path
      }
    }
  }

  /** A step with the hooks on its call. */
  #hooked(call: PlanOperation, run: Step): Step {
    if (!this.#hooks.calls.has(call.sharedWith ?? call.node)) return run
    return (given) => {
      const hooked = this.#around(call, given)
      return hooked ? hooked.finish(run(hooked.inputs), []) : run(given)
    }
  }

  /** The hooks on a call, for this time; null where there are none. */
  #around(call: PlanCall, given: readonly Tensor[]): HookedCall | null {
    const hooks = this.#hooks.calls.get(call.sharedWith ?? call.node)
    if (!hooks || this.#net.off) return null
    return hookedCall(hooks, { ...this.#moment(), node: call.node, form: formOf(call) }, given)
  }

  #moment(): HookMoment {
    return { path: this.#pass.path, training: this.training }
  }

  /** Hands a metric what it looks at: no value and no gradient comes of it. */
  #look(call: PlanOperation, frame: Frame): void {
    const rule = nodeBuilder(call.type).metric?.(call.params)
    const [input, target] = noGrad(() =>
      Object.values(call.inputs).map((source) => this.#arrive(source, frame)),
    )
    if (!rule || !input || !target) throw new TypeError(`The node type ${call.type} is no metric.`)
    const id = [...this.#pass.path, call.node].join('/')
    this.#pass.metrics.push({
      id,
      kind: `${call.type} ${JSON.stringify(call.params)}`,
      rule,
      input,
      target,
    })
  }

  #add(call: PlanCall, own: Owned): void {
    const { name } = call
    try {
      if (own instanceof Module) this.addModule(name, own)
      else if (own instanceof Parameter) this.registerParameter(name, own)
      else this.registerBuffer(name, own, { persistent: own.persistent })
    } catch (error) {
      throw this.#located(error, call, tell('engine.rename_node', 'Rename the node.'))
    }
  }

  /** Losses are modules too, but outside the tree unless they learn: PyTorch's nets do not contain their criterion. */
  #moduleOrFunction(call: PlanOperation, builder: NodeBuilder, module: Module | null): Step {
    const runner =
      module ?? (call.call === 'module' || !builder.run ? (builder.module?.(call.params) ?? null) : null)
    if (runner) return moduleStep(runner, builder, { handles: Object.keys(call.inputs), params: call.params })
    const { run } = builder
    if (!run) throw new TypeError(`The node type ${call.type} can neither be a module nor a function.`)
    return (inputs) => run(inputs, call.params, { training: this.training })
  }

  /**
   * The value at the end of a wire, through the hooks there: the source's own tensor, or a view of it whose gradient is this
   * wire's share. With {@link #depart} the place where values are looked at and changed.
   */
  #arrive(source: PlanSource, { values }: Frame): Tensor {
    const { tensor, lane } = values.get(portKey(source))!
    const { flow, path, book } = this.#pass
    const hooks = this.#net.off ? undefined : this.#hooks.edges.get(source.edge)
    const alone = this.#takers.get(portKey(source))?.length === 1
    if (!hooks && alone && !book) {
      if (flow && lane) flow.sameEdge(path, source.edge, lane)
      return tensor
    }
    // Several consumers have a view each, watched or not: so their shares add up in the same order.
    const view = viewOf(tensor)
    const value = hooks ? throughHooks(hooks, view, this.#moment()) : view
    flow?.edge(path, source.edge, value)
    return value
  }

  /** What a node gives leaves it, through the hooks there: for all that it goes to. */
  #depart(node: string, handle: string, given: Tensor, { values }: Frame): Tensor {
    const { flow, path, book } = this.#pass
    const key = portKey({ node, handle })
    const hooks = this.#net.off ? undefined : this.#hooks.ports.get(key)
    const tensor = hooks ? throughHooks(hooks, viewOf(given), this.#moment()) : given
    // A loss counts as it leaves its node.
    if (tensor !== given) for (const term of this.#pass.losses) if (term.value === given) term.value = tensor
    const lane = flow?.port(path, node, handle, tensor) ?? null
    // Who stops here sees it on the wires before their ends take it, but where hooks will change it.
    const ahead = lane && book ? (this.#takers.get(key) ?? []).map(({ edge }) => edge) : []
    for (const edge of ahead) if (!this.#hooks.edges.has(edge)) flow?.sameEdge(path, edge, lane!)
    values.set(key, { tensor, lane })
    return tensor
  }

  #guarded<T>(call: PlanCall, run: () => T): T {
    try {
      return run()
    } catch (error) {
      throw this.#located(error, call)
    }
  }

  /** An error with the place where it happened; the innermost place counts. */
  #located(error: unknown, call: PlanCall, remedy?: string): NodeError {
    if (error instanceof NodeError) return error
    const message = error instanceof Error ? error.message : String(error)
    const problem = memoryProblem(error) ?? { message, remedy }
    return new NodeError({ ...problem, module: this.#plan.module, node: call.node, name: call.name })
  }

  /** Outputs that nobody consumes, but for losses. */
  #loose(values: Map<string, Value>): Tensor[] {
    const losses = new Set(this.#pass.losses.map((loss) => loss.value))
    return [...values]
      .filter(([key, { tensor }]) => this.#looseEnds.has(key) && !losses.has(tensor))
      .map(([, { tensor }]) => tensor)
  }
}

/** A tensor of its own for this pass and place, with the same values: hooks on it go when the pass does. */
function viewOf(tensor: Tensor): Tensor {
  return record('AliasBackward0', [tensor], alias(tensor), (gradient) => [gradient])
}
