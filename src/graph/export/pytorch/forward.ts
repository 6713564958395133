/** The `forward` of one class: a line for each step, with layers and what directly follows them on one line. */
import { nodeDefinition } from '../../nodes/index'
import type { ModulePlan, PlanCall, PlanHook, PlanOperation, PlanSource } from '../../plan/plan'
import { isLearningLoss, portKey, roleOf } from '../../plan/questions'
import { codeLines } from '../code-line'
import type { CodeLine } from '../code-line'
import { innerLosses, isInnerLoss } from './loss-terms'
import { functionText, moduleInputs, moduleTargets } from './node-text'
import type { ClassAttributes } from './attributes'
import type { HookWriter } from './hook-writer'
import { Variables } from './variables'

/** What `forward` returns besides the values of the `Output` nodes. */
export interface ForwardOptions {
  /** Input handles of the main module: by node and handle, the argument's name. Nested ones take their `Input` nodes. */
  arguments: ReadonlyMap<string, string>
  /** Sources that the caller needs too, e.g. what a loss looks at. */
  returned: readonly ReturnedValue[]
  nested: boolean
  /** Names that may not be variables. */
  reserved: readonly string[]
  hooks: HookWriter
  /** Edges whose hooks the constructor registers on the module they lead to. */
  registered: ReadonlySet<string>
  attributes: ClassAttributes
}

export interface ReturnedValue {
  source: PlanSource
  /** With the hooks of the wire. */
  key: string
}

/** So many calls inside each other, and so long, a line may be. */
const MAX_DEPTH = 3
const MAX_LENGTH = 88
const FOLLOWERS = new Set(['activation', 'normalization'])

/** A value: a variable, or an expression that its one user takes in. */
interface Value {
  text: string
  /** Variables that the text reads. */
  reads: string[]
  /** Calls inside each other; 0: a variable. */
  depth: number
  /** Nodes whose calls stand in the text. */
  nodes: readonly string[]
}

export class ForwardWriter {
  readonly lines: CodeLine[] = []
  private readonly plan: ModulePlan
  private readonly options: ForwardOptions
  private readonly values = new Map<string, Value>()
  private readonly lastUse = new Map<string, number>()
  private readonly uses = new Map<string, number>()
  private readonly edgeHooks: ReadonlyMap<string, PlanHook[]>
  private readonly portHooks: ReadonlyMap<string, PlanHook[]>
  private readonly variables: Variables
  /** For each call the place of the step that comes next; -1: there is none. */
  private readonly nextSteps: readonly number[]
  private readonly losses: string[] = []

  constructor(plan: ModulePlan, options: ForwardOptions) {
    this.plan = plan
    this.options = options
    this.variables = new Variables([...options.arguments.values()], options.reserved)
    this.edgeHooks = grouped(plan.hooks, ({ place }) => (place.kind === 'edge' ? place.edge : null))
    this.portHooks = grouped(plan.hooks, ({ place }) => (place.kind === 'port' ? portKey(place) : null))
    this.countUses()
    this.nextSteps = this.stepsAfter()
    for (const [key, name] of options.arguments) {
      this.variables.argument(name, this.lastUse.get(key) ?? -1)
      this.values.set(key, variable(name))
      if (this.portHooks.has(key))
        this.push(`${name} = ${this.leaving(key, name)}`, [key.split('\n')[0] ?? ''])
    }
  }

  /** Writes all steps and the `return`. */
  write(): CodeLine[] {
    this.plan.calls.forEach((call, index) => {
      if (this.isStep(call)) this.step(call, index)
    })
    this.writeReturn()
    return this.lines
  }

  /** Adds a line with the nodes that it is about. */
  private push(text: string, nodes: readonly string[]): void {
    const { module } = this.plan
    const places = [...new Set(nodes)].map((node) => ({ module, node }))
    this.lines.push(...codeLines(text, places))
  }

  /** Losses that the training script computes are none, nor are the metrics of the main module. */
  private isStep(call: PlanCall): boolean {
    const role = roleOf(call)
    const { nested } = this.options
    if (role === 'metric') return nested
    return role === undefined || isInnerLoss(call, this.plan, nested)
  }

  private stepsAfter(): number[] {
    const { calls } = this.plan
    const after = calls.map(() => -1)
    for (let at = calls.length - 2; at >= 0; at--)
      after[at] = this.isStep(calls[at + 1]!) ? at + 1 : after[at + 1]!
    return after
  }

  private countUses(): void {
    const count = (source: PlanSource, index: number): void => {
      const key = portKey(source)
      this.uses.set(key, (this.uses.get(key) ?? 0) + 1)
      this.lastUse.set(key, Math.max(index, this.lastUse.get(key) ?? -1))
    }
    this.plan.calls.forEach((call, index) => {
      if (this.isStep(call)) for (const source of Object.values(call.inputs)) count(source, index)
    })
    for (const { source } of this.options.returned) count(source, Infinity)
  }

  private step(call: PlanCall, index: number): void {
    if (isAttribute(call)) {
      this.attribute(call, index)
      return
    }
    const inputs = Object.fromEntries(
      Object.entries(call.inputs).map(([handle, source]) => [handle, this.arrive(source)]),
    )
    if (roleOf(call) === 'metric') {
      const seen = Object.values(inputs).map((input) => input.text)
      this.push(`self.${call.name}(${seen.join(', ')})`, nodesOf(call, inputs))
      return
    }
    const called = this.expression(call, inputs)
    const reads = [...new Set(Object.values(inputs).flatMap((input) => input.reads))]
    const depth = 1 + Math.max(0, ...Object.values(inputs).map((input) => input.depth))
    const nodes = nodesOf(call, inputs)
    const inner = call.kind === 'instance' ? innerLosses(call.plan, true) : []
    if (call.outputs.length + inner.length > 1 || outputsRule(call, this.options.nested) !== undefined)
      return this.assignSeveral(call, index, { text: called, reads, nodes })
    const [handle = 'output'] = call.outputs
    const key = portKey({ node: call.node, handle })
    const text = this.leaving(key, called)
    if (roleOf(call) !== 'loss' && text === called && this.isTakenIn(key, index, { text, depth })) {
      this.values.set(key, { text, reads, depth, nodes })
      return
    }
    if (roleOf(call) !== 'loss' && inner.length === 0 && !this.uses.has(key)) {
      this.push(text, nodes)
      return
    }
    const lost = inner.length > 0
    const last = roleOf(call) === 'loss' || lost ? Infinity : (this.lastUse.get(key) ?? index)
    const name = this.variables.bind(index, last, roleOf(call) === 'loss' ? [] : reads, wantedNames(call))
    if (roleOf(call) === 'loss' || lost) this.losses.push(name)
    this.push(`${name} = ${text}`, nodes)
    if (!lost) this.values.set(key, variable(name))
  }

  /** What leaves an output, behind its hooks. */
  private leaving(key: string, text: string): string {
    const hooks = this.portHooks.get(key)
    return hooks === undefined ? text : this.options.hooks.onValue(text, hooks, this.plan)
  }

  /** A tensor of the class; with hooks on it a variable, so that these run once. */
  private attribute(call: PlanOperation, index: number): void {
    const text = this.options.attributes.access(call)
    for (const handle of call.outputs) {
      const key = portKey({ node: call.node, handle })
      const hooked = this.leaving(key, text)
      if (hooked === text) {
        this.values.set(key, { text, reads: [], depth: 0, nodes: [call.node] })
        continue
      }
      const name = this.variables.bind(
        index,
        this.lastUse.get(key) ?? index,
        [],
        [call.name, `${call.name}_out`],
      )
      this.push(`${name} = ${hooked}`, [call.node])
      this.values.set(key, variable(name))
    }
  }

  private assignSeveral(call: PlanCall, index: number, value: Omit<Value, 'depth'>): void {
    const { text, reads, nodes } = value
    const names = resultsOf(call).map((handle, number) => {
      const key = portKey({ node: call.node, handle })
      const isLoss = roleOf(call) === 'loss'
      const last = isLoss ? Infinity : this.lastUse.get(key)
      if (last === undefined) return '_'
      const wanted = number === 0 ? wantedNames(call) : laterNames(call.name, handle)
      const name = this.variables.bind(index, last, number === 0 && !isLoss ? reads : [], wanted)
      if (isLoss) this.losses.push(name)
      this.values.set(key, variable(name))
      return name
    })
    const inner = call.kind === 'instance' ? innerLosses(call.plan, true) : []
    const losses = inner.map(({ path }) =>
      this.variables.bind(index, Infinity, [], [path.at(-1) ?? 'loss', [call.name, ...path].join('_')]),
    )
    this.losses.push(...losses)
    const all = [...names, ...losses]
    const assigned = outputsRule(call, this.options.nested)?.(names) ?? all.join(', ')
    this.push(all.every((name) => name === '_') ? text : `${assigned} = ${text}`, nodes)
    for (const handle of resultsOf(call)) {
      const key = portKey({ node: call.node, handle })
      const name = this.values.get(key)?.text
      if (name !== undefined && this.portHooks.has(key))
        this.push(`${name} = ${this.leaving(key, name)}`, [call.node])
    }
  }

  /** Whether the one user of a value comes next and takes it in on the same line. */
  private isTakenIn(key: string, index: number, { text, depth }: Pick<Value, 'text' | 'depth'>): boolean {
    if (this.uses.get(key) !== 1 || depth >= MAX_DEPTH) return false
    const last = this.lastUse.get(key)
    if (last === Infinity) return this.isLastStep(index) && this.losses.length === 0
    const next = this.nextSteps[index] ?? -1
    const user = this.plan.calls[next]
    if (next !== last || user?.kind !== 'operation' || text.length > MAX_LENGTH - 30) return false
    const [source, more] = Object.values(user.inputs)
    const category = nodeDefinition(user.type)?.category ?? ''
    return FOLLOWERS.has(category) && more === undefined && !this.edgeHooks.has(source?.edge ?? '')
  }

  private isLastStep(index: number): boolean {
    const later = this.plan.calls.slice(index + 1)
    return this.options.returned.length === 1 && !later.some((call) => this.isStep(call))
  }

  private expression(call: PlanCall, inputs: Readonly<Record<string, Value>>): string {
    const texts = Object.fromEntries(Object.entries(inputs).map(([handle, { text }]) => [handle, text]))
    const attribute = this.options.attributes.access(call)
    if (call.kind === 'instance') {
      const args = call.plan.calls.filter((inner) => roleOf(inner) === 'input').map(({ name }) => texts[name])
      return `${attribute}(${args.join(', ')})`
    }
    const definition = nodeDefinition(call.type)
    if (definition === undefined) throw new RangeError(`There is no node type '${call.type}'.`)
    if (isModule(call) || isHookedLoss(call, this.plan))
      return `${attribute}(${moduleInputs(definition, texts, call.params).join(', ')})`
    const params = { ...call.params, ...('inplace' in call.params ? { inplace: false } : {}) }
    return functionText(definition, Object.values(texts), params)
  }

  private arrive(source: PlanSource): Value {
    const value = this.values.get(portKey(source))
    if (value === undefined)
      throw new RangeError(`Nothing comes from node '${source.node}' at '${source.handle}'.`)
    const hooks = this.edgeHooks.get(source.edge)
    if (hooks === undefined || this.options.registered.has(source.edge)) return value
    return { ...value, text: this.options.hooks.onValue(value.text, hooks, this.plan), depth: MAX_DEPTH }
  }

  private writeReturn(): void {
    const values = this.options.returned.map(({ source }) => this.arrive(source))
    const all = [...values.map(({ text }) => text), ...this.losses]
    const outputs = this.plan.calls.filter((call) => roleOf(call) === 'output').map(({ node }) => node)
    const nodes = [...values.flatMap((value) => value.nodes), ...outputs]
    if (all.length > 0) this.push(`return ${all.join(', ')}`, nodes)
    else if (this.lines.length === 0) this.push('pass', [])
  }
}

function variable(name: string): Value {
  return { text: name, reads: [name], depth: 0, nodes: [] }
}

/** The node of a call and of those whose calls it takes in on its line, in their order. */
function nodesOf(call: PlanCall, inputs: Readonly<Record<string, Value>>): string[] {
  return [...Object.values(inputs).flatMap(({ nodes }) => nodes), call.node]
}

function grouped(
  hooks: readonly PlanHook[],
  keyOf: (hook: PlanHook) => string | null,
): Map<string, PlanHook[]> {
  const groups = new Map<string, PlanHook[]>()
  for (const hook of hooks) {
    const key = keyOf(hook)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), hook])
  }
  return groups
}

/** How the results of a type are assigned that does not return them one after another. */
function outputsRule(call: PlanCall, nested: boolean): ((names: readonly string[]) => string) | undefined {
  if (call.kind === 'instance') return undefined
  const { results, outputs } = nodeDefinition(call.type)?.pytorch ?? {}
  const slots = results?.(call.params)
  if (slots !== undefined)
    return (names) => moduleTargets(slots, (handle) => names[call.outputs.indexOf(handle)] ?? '_')
  return outputs && ((names) => outputs(names, call.params, nested))
}

/** The outputs in the order in which the call returns them. */
function resultsOf(call: PlanCall): string[] {
  if (call.kind === 'operation') return call.outputs
  return call.plan.calls.filter((inner) => roleOf(inner) === 'output').map(({ name }) => name)
}

/** Whether the call is an attribute of the class. Losses are not unless they learn: PyTorch's nets do not contain their criterion. */
export function isModule(call: PlanOperation): boolean {
  return call.call === 'module' && (roleOf(call) === undefined || isLearningLoss(call)) && !isAttribute(call)
}

/** A loss that the class computes itself is a function, unless hooks on its call want a module. */
export function isHookedLoss(call: PlanCall, plan: ModulePlan): boolean {
  if (roleOf(call) !== 'loss') return false
  return plan.hooks.some(({ place }) => place.kind === 'node' && place.node === call.node)
}

/** Whether the call is no call, but a tensor that the class holds. */
export function isAttribute(call: PlanCall): call is PlanOperation {
  return call.kind === 'operation' && nodeDefinition(call.type)?.pytorch.tensor !== undefined
}

/** Names for a result behind the first; the second of several alike (`outputs.1`) goes by the node's name. */
function laterNames(node: string, handle: string): string[] {
  const [, number] = /\.(\d+)$/.exec(handle) ?? []
  return number === undefined ? [handle, `${node}_${handle}`] : [`${node}_${number}`]
}

function wantedNames(call: PlanCall): string[] {
  return roleOf(call) === 'loss'
    ? [call.name, `${call.name}_value`]
    : ['x', 'out', call.name, `${call.name}_out`]
}
