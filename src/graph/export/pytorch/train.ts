/** `train.py`: the training of a document, as the engine does it. */
import { dequal } from 'dequal'
import type { Training } from '../../document/document'
import { nodeDefinition } from '../../nodes/index'
import { paramFields } from '../../params/param-types'
import { optimizerDefinition } from '../../training/optimizers'
import { schedulerDefinition } from '../../training/schedulers'
import type { ModulePlan, PlanHook, PlanOperation } from '../../plan/plan'
import { STEPS } from '../../hooks/expression'
import { isHookedLoss } from './forward'
import { countsSteps, HookWriter } from './hook-writer'
import { portKey, slotsOf } from '../../plan/questions'
import type { CodeLine } from '../code-line'
import { metricsOf, outerLosses, outerMetrics, trains } from './loss-terms'
import type { Metric } from './loss-terms'
import { MEASURED, watchLines } from './measured'
import { metricLines } from './metric-text'
import { namedSlots } from './model'
import type { ModelText } from './model'
import { constructorText, functionText } from './node-text'
import { callText, indented, literal } from '../../pytorch/python'
import { schedulerFunction } from './scheduler-text'
import { BATCHES, chosen, MAIN } from './train-text'

export interface TrainOptions {
  title: string
  training: Training
  /** Ids of the losses that compare scores with class numbers. */
  classLosses: ReadonlySet<string>
}

/** The script, line by line; null for a graph without a loss. */
export function trainLines(plan: ModulePlan, model: ModelText, options: TrainOptions): CodeLine[] | null {
  const losses = outerLosses(plan)
  if (!trains(plan)) return null
  const names = new Names(plan, model, losses)
  const metrics = metricsOf(plan)
  const inside = metrics.filter(({ path }) => path.length > 1).map(({ path }) => path.join('.'))
  const { scheduler } = options.training
  const criteria = criteriaOf(losses, plan)
  const hooks = new HookWriter()
  const about = new LineNodes()
  const apart = lossHooks(losses, plan)
  const hookLines = criterionHooks({ criteria, apart, plan, hooks, about })
  const body = [
    ...criteria.flatMap(({ node, name, text }) => about.note([node], [`${name} = ${text}`])),
    ...hookLines,
    ...(criteria.length + hookLines.length > 0 ? ['', ''] : []),
    ...metricLines(metrics),
    ...watchLines(inside),
    ...computeFunction({ losses, plan, hooks: apart, writer: hooks }, model, names, {
      ...options,
      metrics,
      about,
    }),
    '',
    '',
    ...optimizerFunction(options.training.optimizer),
    '',
    '',
    ...schedulerFunction(scheduler),
  ]
  const criterionNames = criteria.map(({ name }) => name)
  const moves = criterionNames.map((name) => `${name}.to(device)`)
  const code = [
    ...body,
    BATCHES,
    '',
    '',
    chosen(mainText(plan, options.training), flagsOf(metrics, inside, options.training, plan)).replace(
      '    MOVES\n',
      moves.map((line) => `    ${line}\n`).join(''),
    ),
  ].join('\n')
  const known = new Set(model.hooks.names)
  const own = hooks.sources(known).flatMap((source) => [source, '', ''])
  const text = [...own, code].join('\n').replaceAll('MODEL', model.className)
  const counted = known.has(STEPS.name) || hooks.names.includes(STEPS.name)
  const borrowed = [
    ...(counted && known.has(STEPS.name) ? [STEPS.name] : []),
    ...hooks.names.filter((name) => known.has(name)),
  ]
  const imported = [...(inside.length > 0 ? [MEASURED.name] : []), model.className, ...new Set(borrowed)]
  const data = slotsOf(plan).map(({ call }) => call.node)
  const head = headLines(text, imported, options)
  const inputs = about.note(data, inputsLines(names, options.training))
  return about.lines([...head, ...inputs, '', ...text.split('\n')], plan)
}

interface CriterionHooks {
  criteria: readonly Criterion[]
  apart: readonly PlanHook[]
  plan: ModulePlan
  hooks: HookWriter
  about: LineNodes
}

/** Registers the hooks on the calls of the losses that the script makes. */
function criterionHooks({ criteria, apart, plan, hooks, about }: CriterionHooks): string[] {
  return [
    ...hooks.shared(plan, apart),
    ...criteria.flatMap(({ node, name }) => {
      const own = apart.filter(({ place }) => place.kind === 'node' && place.node === node)
      return about.note([node], hooks.onCall(name, own, plan, ''))
    }),
  ]
}

/** Which nodes the lines of the script are about, by what the lines say, wherever they come to stand. */
class LineNodes {
  private readonly nodes = new Map<string, readonly string[]>()

  /** Notes lines and gives them back. */
  note(nodes: readonly string[], lines: readonly string[]): string[] {
    for (const line of lines) this.nodes.set(line.trim(), nodes)
    return [...lines]
  }

  /** The lines of the script with what they are about. */
  lines(texts: readonly string[], { module }: ModulePlan): CodeLine[] {
    return texts.map((text) => ({
      text,
      places: (this.nodes.get(text.trim()) ?? []).map((node) => ({ module, node })),
    }))
  }
}

/** Docstring, imports and constants of the script `text`. */
function headLines(text: string, imported: readonly string[], { title, training }: TrainOptions): string[] {
  const { batch_size: batchSize, epochs, seed } = training
  return [
    `"""${title}`,
    '',
    '    python train.py                            on a GPU where there is one',
    '    torchrun --nproc_per_node=2 train.py       on several, with DistributedDataParallel',
    '"""',
    'import argparse',
    ...(/\bmath\./.test(text) ? ['import math'] : []),
    'import os',
    '',
    'import torch',
    'import torch.distributed as dist',
    ...(/\bnn\./.test(text) ? ['import torch.nn as nn'] : []),
    ...(/\bF\./.test(text) ? ['import torch.nn.functional as F'] : []),
    'from torch.nn.parallel import DistributedDataParallel',
    'from torch.utils.data import DataLoader, TensorDataset',
    '',
    `from model import ${imported.join(', ')}`,
    'from tensor_file import load_tensors, save_tensors',
    '',
    'FOLDER = os.path.dirname(os.path.abspath(__file__))',
    `SEED = ${seed}`,
    `EPOCHS = ${epochs}`,
    `BATCH_SIZE = ${batchSize}`,
    '# The tensors of data.safetensors; those for evaluation have held_out. in front.',
  ]
}

function inputsLines({ inputs }: Names, { accumulate = 1 }: Training): string[] {
  return [
    `INPUTS = [${inputs.map((name) => JSON.stringify(name)).join(', ')}]`,
    ...(accumulate === 1
      ? []
      : [
          '# The optimiser steps after so many batches, whose gradients add up.',
          `ACCUMULATE = ${accumulate}`,
        ]),
  ]
}

/** The loop, with what follows a batch: the optimiser's step, hooks on the parameters, a schedule of steps. */
function mainText(plan: ModulePlan, { accumulate = 1 }: Training): string {
  const lines = [
    'optimizer.step()',
    ...(hooksIn(plan).some(({ pass }) => pass === 'after_step') ? ['run_after_step(net)'] : []),
  ]
  const every = accumulate > 1
  const update = [
    ...(every ? ['            if step % ACCUMULATE == 0:'] : []),
    ...indented(lines, every ? 4 : 3),
    ...indented(['scheduler.step()'], every ? 4 : 3).map((line) => `?step|${line}`),
  ]
  const steps = every ? 'steps // ACCUMULATE' : 'steps'
  const main = MAIN.replace('UPDATE', update.map((line) => `${line}\n`).join('')).replace(
    'OPTIMIZER_STEPS',
    steps,
  )
  return lines.length > 1 ? `${RUN_AFTER_STEP}\n\n\n${main}` : main
}

const RUN_AFTER_STEP = `@torch.no_grad()
def run_after_step(model):
    """Runs the hooks on values of parameters."""
    for parameter in model.parameters():
        for hook in getattr(parameter, "after_step", []):
            parameter.copy_(hook(parameter.detach()))`

/** Those of a plan and of every instance in it. */
function hooksIn(plan: ModulePlan): PlanHook[] {
  return [
    ...plan.hooks,
    ...plan.calls.flatMap((call) => (call.kind === 'instance' ? hooksIn(call.plan) : [])),
  ]
}

function isAnyFrozen(plan: ModulePlan): boolean {
  return plan.calls.some(
    (call) => call.frozen !== undefined || (call.kind === 'instance' && isAnyFrozen(call.plan)),
  )
}

/** Hooks on the losses that this script computes: on their calls and their values. */
function lossHooks(losses: readonly PlanOperation[], plan: ModulePlan): PlanHook[] {
  const nodes = new Set(losses.map(({ node }) => node))
  return plan.hooks.filter(({ place }) => place.kind !== 'edge' && nodes.has(place.node))
}

/** What the script has besides loss and steps. */
function flagsOf(
  metrics: readonly Metric[],
  inside: readonly string[],
  { scheduler, zero_grad: clears = true, accumulate = 1 }: Training,
  plan: ModulePlan,
): Set<string> {
  const every = scheduler && schedulerDefinition(scheduler.type)?.every
  return new Set([
    metrics.length > 0 ? 'metrics' : 'bare',
    ...(inside.length > 0 ? ['inside'] : []),
    ...(every === undefined ? ['constant'] : ['scheduler', every]),
    ...(clears ? [accumulate === 1 ? 'zero' : 'every'] : []),
    isAnyFrozen(plan) ? 'frozen' : 'learning',
    ...(hooksIn(plan).some(countsSteps) ? ['counts'] : []),
  ])
}

/** What `compute` uses itself. */
const TAKEN = [
  'model', 'batch', 'loss', 'accuracy', 'metrics', 'INSIDE', 'SEEN', 'name', 'seen', 'zip', 'torch', 'nn', 'F',
] // prettier-ignore

/** What the tensors are called in the script. */
class Names {
  /** The tensors of a batch, in order, as the file calls them. */
  readonly inputs: string[]
  /** The same as variables. */
  readonly unpacked: string[]
  /** What the model takes, in order. */
  readonly given: string[]
  /** What the model returns, in order; the inner losses last. */
  readonly results: string[]
  private readonly bySlot: Map<string, string>
  private readonly byResult = new Map<string, string>()

  constructor(plan: ModulePlan, model: ModelText, outer: readonly PlanOperation[]) {
    const watching = [...outer, ...outerMetrics(plan)]
    const looked = new Set(watching.flatMap((call) => Object.values(call.inputs).map(portKey)))
    const given = new Set(model.arguments.map(portKey))
    const slots = namedSlots(plan).filter((slot) => looked.has(portKey(slot)) || given.has(portKey(slot)))
    const taken = new Set([...TAKEN, ...outer.map((call) => criterionName(call, outer))])
    const free = (wanted: string, then = `${wanted}_output`): string => {
      let name = taken.has(wanted) ? then : wanted
      for (let number = 2; taken.has(name); number++) name = `${then}_${number}`
      taken.add(name)
      return name
    }
    this.inputs = slots.map(({ name }) => name)
    this.unpacked = this.inputs.map((name) => free(name, `${name}_`))
    this.bySlot = new Map(slots.map((slot, index) => [portKey(slot), this.unpacked[index] ?? slot.name]))
    this.given = model.arguments.map((slot) => this.bySlot.get(portKey(slot)) ?? slot.name)
    const alone = model.returned.length + model.innerLosses.length === 1
    const results = model.returned.map(({ source, key }) => {
      const node = plan.calls.find((call) => call.node === source.node)?.name ?? 'output'
      const name = free(alone ? 'output' : node)
      this.byResult.set(key, name)
      return name
    })
    const losses = model.innerLosses.map(({ path }) => free(path.join('_')))
    this.results = [...results, ...losses]
  }

  /** The tensor that comes over a wire into a loss. */
  source(source: { node: string; handle: string; edge: string }): string {
    const key = portKey(source)
    return (
      this.byResult.get(`${key}\n${source.edge}`) ?? this.byResult.get(key) ?? this.bySlot.get(key) ?? 'None'
    )
  }
}

interface Criterion {
  node: string
  name: string
  text: string
}

/** Losses that are modules; they stay outside the model, so that its state_dict holds nothing of theirs. */
function criteriaOf(losses: readonly PlanOperation[], plan: ModulePlan): Criterion[] {
  return losses
    .filter((call) => isCriterion(call, plan))
    .map((call) => {
      const { name, args } = constructorText(definitionOf(call), call.params)
      return { node: call.node, name: criterionName(call, losses), text: callText(name, args) }
    })
}

/** Hooks on the call of a loss need a module too. */
function isCriterion(call: PlanOperation, plan: ModulePlan): boolean {
  return call.call === 'module' || isHookedLoss(call, plan)
}

function criterionName(call: PlanOperation, losses: readonly PlanOperation[]): string {
  return losses.length === 1 ? 'criterion' : `${call.name}_criterion`
}

function definitionOf(call: PlanOperation) {
  const definition = nodeDefinition(call.type)
  if (definition === undefined) throw new RangeError(`There is no node type '${call.type}'.`)
  return definition
}

/** The losses of the script with their hooks. */
interface Losses {
  losses: readonly PlanOperation[]
  plan: ModulePlan
  hooks: readonly PlanHook[]
  writer: HookWriter
}

function computeFunction(
  { losses, plan, hooks, writer }: Losses,
  model: ModelText,
  names: Names,
  {
    classLosses,
    metrics,
    about,
  }: Pick<TrainOptions, 'classLosses'> & { metrics: readonly Metric[]; about: LineNodes },
): string[] {
  const outer = losses.map((call) => {
    const text = lossText(call, { losses, plan }, names)
    const own = hooks.filter(({ place }) => place.kind === 'port' && place.node === call.node)
    return weighted(writer.onValue(text, own, plan, ''), call.lossWeight ?? 1)
  })
  const inner = model.innerLosses.map(({ weight }, index) =>
    weighted(names.results[model.returned.length + index] ?? 'None', weight),
  )
  const judged = losses.find((call) => classLosses.has(call.node))
  const inputs = names.given.join(', ')
  const inside = metrics.some(({ path }) => path.length > 1)
  const outside = metrics.filter(({ path }) => path.length === 1)
  const updates = outside.flatMap(({ call }) => {
    const args = Object.values(call.inputs).map((source) => names.source(source))
    return about.note([call.node], [`metrics[${JSON.stringify(call.name)}].update(${args.join(', ')})`])
  })
  if (inside) updates.push('for name, seen in zip(INSIDE, SEEN):', '    metrics[name].update(*seen)')
  const unpacked = names.unpacked.length === 1 ? `(${names.unpacked[0]},)` : names.unpacked.join(', ')
  return [
    metrics.length > 0 ? 'def compute(model, batch, metrics=None):' : 'def compute(model, batch):',
    ...indented([
      judged === undefined
        ? '"""The loss of a batch; there are no classes whose accuracy could be told."""'
        : '"""The loss of a batch, and the share of it that was classified rightly."""',
      `${unpacked} = batch`,
      ...(inside ? ['SEEN.clear()'] : []),
      ...resultLines(names.results, `model(${inputs})`),
      ...about.note(
        losses.map(({ node }) => node),
        sumLines([...outer, ...inner]),
      ),
      ...(updates.length > 0 ? ['if metrics is not None:', ...indented(updates)] : []),
      judged === undefined ? 'return loss, None' : `return loss, ${accuracyText(judged, names)}`,
    ]),
  ]
}

function resultLines(results: readonly string[], call: string): string[] {
  if (results.length === 0) return [call]
  const line = `${results.join(', ')} = ${call}`
  return line.length <= 100 ? [line] : ['(', ...indented(results.map((name) => `${name},`)), `) = ${call}`]
}

function sumLines(terms: readonly string[]): string[] {
  const line = `loss = ${terms.join(' + ')}`
  if (line.length <= 90) return [line]
  return ['loss = (', ...indented(terms.map((term, index) => (index === 0 ? term : `+ ${term}`))), ')']
}

function lossText(
  call: PlanOperation,
  { losses, plan }: Pick<Losses, 'losses' | 'plan'>,
  names: Names,
): string {
  const inputs = Object.values(call.inputs).map((source) => names.source(source))
  if (isCriterion(call, plan)) return `${criterionName(call, losses)}(${inputs.join(', ')})`
  return functionText(definitionOf(call), inputs, call.params)
}

function weighted(text: string, weight: number): string {
  return weight === 1 ? text : `${literal(weight)} * ${text}`
}

function accuracyText(call: PlanOperation, names: Names): string {
  const [scores, target] = Object.values(call.inputs).map((source) => names.source(source))
  return `(${scores}.argmax(1) == ${target}).float().mean()`
}

function optimizerFunction({ type, params }: Training['optimizer']): string[] {
  const definition = optimizerDefinition(type)
  if (definition === undefined) throw new RangeError(`There is no optimizer '${type}'.`)
  const values: Record<string, unknown> = definition.params.parse(params)
  // Older versions of PyTorch know this Adam only under its own name.
  const decoupled = type === 'Adam' && values['decoupled_weight_decay'] === true
  const name = decoupled ? 'AdamW' : type
  const args = paramFields(definition.params)
    .filter((field) => !(decoupled && field.name === 'decoupled_weight_decay'))
    .filter((field) => field.name === 'lr' || decoupled || !dequal(values[field.name], field.default))
    .map((field) => `${field.name}=${literal(values[field.name])}`)
  return [
    'def make_optimizer(parameters):',
    ...indented([`return ${callText(`torch.optim.${name}`, ['parameters', ...args])}`]),
  ]
}
