/** `model.py`: the classes of a plan. */
import { nodeDefinition, nodeDefinitions } from '../../nodes/index'
import type { ModulePlan, PlanCall, PlanHook, PlanOperation, PlanSource } from '../../plan/plan'
import { suggestName } from '../../document/identifiers'
import { classPlans } from './class-arguments'
import { ClassAttributes } from './attributes'
import type { Held } from './attributes'
import { isChain, isMainChain } from './chain'
import type { ClassPlan, ClassPlans } from './class-arguments'
import { RESERVED } from './variables'
import { ForwardWriter, isHookedLoss, isModule } from './forward'
import type { ReturnedValue } from './forward'
import { innerLosses, isConsumed, isInnerLoss, outerLosses, outerMetrics, trains } from './loss-terms'
import { looseOutputs, ownerOf, portKey, roleOf, slotsOf } from '../../plan/questions'
import type { InnerLoss } from './loss-terms'
import { MEASURED, measuredText } from './measured'
import { constructorText } from './node-text'
import { codeLines, codeText, indentedCode, stacked } from '../code-line'
import type { CodeLine } from '../code-line'
import { callText, literal } from '../../pytorch/python'
import type { PythonSupport } from '../../pytorch/rule'
import { HookWriter, hookNamesOf } from './hook-writer'
import { constructorHooks, registeredEdges } from './constructor-hooks'

/** One tensor of a batch: an `Input` node's, or an output of the `Dataset` node. */
export interface Slot {
  node: string
  handle: string
  /** Its name as an argument and in files. */
  name: string
}

export interface ModelText {
  source: string
  /** The same, line by line. */
  lines: CodeLine[]
  /** Name of the main class. */
  className: string
  /** What `forward` takes, in order. */
  arguments: Slot[]
  /** What `forward` returns, in order; behind them the inner losses. */
  returned: ReturnedValue[]
  innerLosses: InnerLoss[]
  /** Has written the hooks, and knows which functions the file has for them. */
  hooks: HookWriter
}

/** Everything that a plan takes in, in its order, under its name in Python. */
export function namedSlots(plan: ModulePlan): Slot[] {
  const slots = slotsOf(plan)
  const inputs = new Set(slots.flatMap(({ call }) => (roleOf(call) === 'input' ? [call.name] : [])))
  return slots.map(({ call, handle }) => {
    const isInput = roleOf(call) === 'input'
    const plain = isInput ? call.name : handle
    const name = !isInput && inputs.has(plain) ? `${call.name}_${handle}` : plain
    return { node: call.node, handle, name }
  })
}

/** `title` is the first line of the file. */
export function modelText(plan: ModulePlan, title: string): ModelText {
  const plans = classPlans(plan)
  const hookNames = hookNamesOf(plan)
  const names = classNames(plans, hookNames)
  const hooks = new HookWriter()
  const supports = new Map<string, PythonSupport>()
  const writer: ClassWriter = { plans, names, hooks, hookNames, supports, main: plan }
  const returned = returnedBy(plan)
  const args = argumentsOf(plan, returned)
  const classes = plans.classes.map((entry) => classText(entry, args, returned, writer))
  const shared = [...[...supports.values()].map(({ source }) => source), ...hooks.sources()]
  const lines = fileLines(title, [...shared.map((source) => codeLines(source)), ...classes])
  return {
    source: codeText(lines),
    lines,
    className: names.get(plan.module) ?? plan.module,
    arguments: args,
    returned,
    innerLosses: innerLosses(plan, false),
    hooks,
  }
}

interface ClassWriter {
  plans: ClassPlans
  /** Class name by definition. */
  names: ReadonlyMap<string, string>
  hooks: HookWriter
  hookNames: readonly string[]
  supports: Map<string, PythonSupport>
  main: ModulePlan
}

function fileLines(title: string, blocks: readonly (readonly CodeLine[])[]): CodeLine[] {
  const body = stacked(blocks, 2)
  const code = codeText(body)
  const imports = [
    ...(/\bmath\./.test(code) ? ['import math', ''] : []),
    ...(/\btorch\./.test(code) ? ['import torch'] : []),
    'import torch.nn as nn',
    ...(/\bF\./.test(code) ? ['import torch.nn.functional as F'] : []),
  ]
  return [...codeLines(`"""${title}"""\n${imports.join('\n')}\n\n`), ...body, ...codeLines('')]
}

/** Definitions may be called as what the file itself uses. */
function classNames({ classes }: ClassPlans, hookNames: readonly string[]): Map<string, string> {
  const metrics = nodeDefinitions.filter(({ role }) => role === 'metric').map(({ type }) => type)
  const taken = new Set([
    'torch',
    'nn',
    'F',
    'Metric',
    MEASURED.name,
    ...metrics,
    'RMSNorm',
    'LayerNormWithoutBias',
    ...hookNames,
  ])
  const names = new Map<string, string>()
  for (const { plan } of classes) {
    const name = suggestName(taken.has(plan.module) ? `${plan.module}Module` : plan.module, taken)
    taken.add(name)
    names.set(plan.module, name)
  }
  return names
}

/**
 * What the main module returns: its `Output` nodes, else, without a loss, what nobody consumes; and what the losses
 * and metrics outside it look at, once each.
 */
function returnedBy(plan: ModulePlan): ReturnedValue[] {
  const hooked = new Set(plan.hooks.flatMap(({ place }) => (place.kind === 'edge' ? [place.edge] : [])))
  const ports = new Set(plan.hooks.flatMap(({ place }) => (place.kind === 'port' ? [portKey(place)] : [])))
  const slots = new Set(namedSlots(plan).map(portKey))
  const value = (source: PlanSource): ReturnedValue => ({
    source,
    key: portKey(source) + (hooked.has(source.edge) ? `\n${source.edge}` : ''),
  })
  const outputs = plan.calls
    .filter((call) => roleOf(call) === 'output')
    .flatMap((call) => Object.values(call.inputs))
  const losses = outerLosses(plan).flatMap((call) => Object.values(call.inputs))
  const trained = trains(plan)
  const measured = trained ? outerMetrics(plan).flatMap((call) => Object.values(call.inputs)) : []
  const watched = [...losses, ...measured].filter(
    (source) => hooked.has(source.edge) || ports.has(portKey(source)) || !slots.has(portKey(source)),
  )
  const results = outputs.length > 0 || trained ? outputs : looseOutputs(plan)
  const returned = results.map(value)
  for (const source of watched)
    if (!returned.some(({ key }) => key === value(source).key)) returned.push(value(source))
  return returned
}

/** The slots that a step of `forward` or its result needs. */
function argumentsOf(plan: ModulePlan, returned: readonly ReturnedValue[]): Slot[] {
  const inside = plan.calls.filter((call) => roleOf(call) === undefined || isInnerLoss(call, plan, false))
  const needed = new Set([
    ...inside.flatMap((call) => Object.values(call.inputs).map(portKey)),
    ...returned.map(({ source }) => portKey(source)),
  ])
  return namedSlots(plan).filter((slot) => needed.has(portKey(slot)))
}

/** The arguments of a `forward`, under names that hide nothing of what it uses. */
function apart(slots: readonly Slot[], reserved: readonly string[]): Slot[] {
  const taken = new Set([...reserved, ...slots.map(({ name }) => name)])
  return slots.map((slot) => {
    if (!reserved.includes(slot.name)) return slot
    const name = suggestName(`${slot.name}_`, taken)
    taken.add(name)
    return { ...slot, name }
  })
}

function classText(
  entry: ClassPlan,
  args: readonly Slot[],
  returned: readonly ReturnedValue[],
  writer: ClassWriter,
): CodeLine[] {
  const { plan } = entry
  const main = plan === writer.main
  const reserved = [...RESERVED, ...writer.hookNames, ...writer.names.values()]
  const slots = apart(main ? args : namedSlots(plan), reserved)
  const outputs = plan.calls.filter((call) => roleOf(call) === 'output')
  const registered = registeredEdges(plan)
  const attributes = new ClassAttributes(plan, heldBy(entry, writer))
  // A main class shows its forward, but where the source is a Sequential itself.
  const chain = main
    ? attributes.areNumbered && isMainChain(plan, args, returned)
    : isChain(plan) && attributes.areFlat
  const numbered = chain && attributes.areNumbered
  const forward = new ForwardWriter(plan, {
    arguments: new Map(slots.map((slot) => [portKey(slot), slot.name])),
    returned: main
      ? returned
      : outputs.flatMap((call) => Object.values(call.inputs)).map((source) => ({ source, key: '' })),
    nested: !main,
    reserved,
    hooks: writer.hooks,
    registered,
    attributes,
  })
  const made = [
    ...(numbered ? [] : attributes.lines()),
    ...constructorHooks(
      { ...plan, hooks: outerHooksApart(plan, main) },
      registered,
      writer.hooks,
      attributes,
    ),
  ]
  const ofClass = [{ module: plan.module }]
  const given = slots.map(({ node }) => ({ module: plan.module, node }))
  const forwardLines = [
    ...(made.length === 0 ? [] : codeLines('')),
    ...codeLines(`def forward(${['self', ...slots.map(({ name }) => name)].join(', ')}):`, given),
    ...indentedCode(forward.write()),
  ]
  const base = chain ? 'nn.Sequential' : 'nn.Module'
  const shared = writer.hooks.shared(plan, outerHooksApart(plan, main))
  const lines = [
    ...(shared.length === 0 ? [] : [...shared, ''].flatMap((text) => codeLines(text))),
    ...constructorLines(entry, numbered ? attributes.arguments() : [], made),
    ...(chain ? [] : forwardLines),
  ]
  // A chain calls what it takes and gives by no line of its own.
  const ends = chain ? [...slots, ...outputs].map(({ node }) => ({ module: plan.module, node })) : []
  return [
    ...codeLines(`class ${writer.names.get(plan.module)}(${base}):`, [...ofClass, ...ends]),
    ...indentedCode(lines),
  ]
}

/** The hooks of a class; those on a loss of the main module that `train.py` computes are that script's. */
function outerHooksApart(plan: ModulePlan, main: boolean): PlanHook[] {
  if (!main) return plan.hooks
  const outer = new Set(outerLosses(plan).map(({ node }) => node))
  return plan.hooks.filter(({ place }) => place.kind === 'edge' || !outer.has(place.node))
}

/** `__init__`, where there is anything to make; a Sequential is `given` its modules. */
function constructorLines(
  { plan, arguments: args }: ClassPlan,
  given: readonly CodeLine[],
  made: readonly CodeLine[],
): CodeLine[] {
  if (given.length + made.length === 0) return []
  const ofClass = [{ module: plan.module }]
  const called =
    given.length === 0
      ? codeLines('super().__init__()', ofClass)
      : [...codeLines('super().__init__(', ofClass), ...indentedCode(given), ...codeLines(')', ofClass)]
  return [
    ...codeLines(`def __init__(${['self', ...args].join(', ')}):`, ofClass),
    ...indentedCode([...called, ...made]),
  ]
}

/** The modules, tensors and places of metrics that a class makes, in the order in which it calls them. */
function heldBy(entry: ClassPlan, writer: ClassWriter): Held[] {
  const { plan } = entry
  const main = plan === writer.main
  const held = plan.calls.flatMap((call): Held[] => {
    if (ownerOf(call, plan) !== call) return []
    if (call.kind === 'instance')
      return [{ call, kind: 'module', text: madeText(instanceText(call.plan, call, entry, writer)) }]
    const { tensor } = nodeDefinition(call.type)?.pytorch ?? {}
    if (tensor !== undefined) {
      const persistent = tensor.persistent?.(call.params) === true
      const kind = persistent ? 'persistent buffer' : tensor.kind
      return [{ call, kind, text: tensor.text(call.params) }]
    }
    if (!isModule(call) && !isInnerHookedLoss(call, plan, main)) return []
    return [{ call, kind: 'module', text: madeText(layerText(call, entry, writer)) }]
  })
  const metrics = main ? [] : outerMetrics(plan)
  if (metrics.length > 0) writer.supports.set(MEASURED.name, MEASURED)
  return [...held, ...metrics.map((call): Held => ({ call, kind: 'module', text: measuredText(call) }))]
}

interface Made {
  name: string
  args: string[]
}

function madeText({ name, args }: Made): string {
  return callText(name, args)
}

function instanceText(
  inner: ModulePlan,
  call: PlanCall,
  entry: ClassPlan,
  { plans, names }: ClassWriter,
): Made {
  const variables = entry.variables.get(call.node) ?? {}
  const values = plans.valuesOf.get(inner) ?? {}
  const args = Object.entries(values).map(([name, value]) => `${name}=${variables[name] ?? literal(value)}`)
  return { name: names.get(inner.module) ?? inner.module, args }
}

function layerText(call: PlanOperation, entry: ClassPlan, { supports }: ClassWriter): Made {
  const definition = nodeDefinition(call.type)
  if (definition === undefined) throw new RangeError(`There is no node type '${call.type}'.`)
  const support = definition.pytorch.support?.(call.params)
  if (support !== undefined) supports.set(support.name, support)
  const params =
    call.params['inplace'] === true && !usesOf(call, entry.plan).every((use) => mayOverwrite(use, entry.plan))
      ? { ...call.params, inplace: false }
      : call.params
  return constructorText(definition, params, entry.variables.get(call.node))
}

/** All calls of the module that this call makes. */
function usesOf(call: PlanOperation, plan: ModulePlan): PlanOperation[] {
  return plan.calls.filter(
    (other): other is PlanOperation =>
      other === call || (other.kind === 'operation' && other.sharedWith === call.node),
  )
}

/**
 * Whether a module may overwrite its input as `inplace` asks: only what a layer made for this one user. Elsewhere PyTorch
 * would change what others see, or refuse to run backward; the engine overwrites nothing.
 */
function mayOverwrite(call: PlanOperation, plan: ModulePlan): boolean {
  const [source] = Object.values(call.inputs)
  const maker = plan.calls.find(({ node }) => node === source?.node)
  if (source === undefined || maker?.kind !== 'operation' || maker.outputs.length > 1) return false
  const users = plan.calls.flatMap((other) =>
    Object.values(other.inputs).filter((input) => portKey(input) === portKey(source)),
  )
  const category = nodeDefinition(maker.type)?.category ?? ''
  return (
    users.length === 1 &&
    ['layer', 'normalization'].includes(category) &&
    !plan.hooks.some(({ place }) =>
      place.kind === 'edge'
        ? place.edge === source.edge
        : place.kind === 'port' && portKey(place) === portKey(source),
    )
  )
}

/** A loss with hooks on its call that this class computes, not `train.py`. */
function isInnerHookedLoss(call: PlanCall, plan: ModulePlan, main: boolean): boolean {
  return isHookedLoss(call, plan) && (!main || isConsumed(plan, call.node))
}
