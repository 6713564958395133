/** `train.py`: the training of a document, as the engine does it. */
import type { Training } from '../../document/document'
import { schedulerDefinition } from '../../training/schedulers'
import type { ModulePlan, PlanHook } from '../../plan/plan'
import { STEPS } from '../../hooks/expression'
import { countsSteps, HookWriter } from './hook-writer'
import { slotsOf } from '../../plan/questions'
import type { CodeLine } from '../code-line'
import { computeFunction } from './compute-text'
import { criteriaOf, criterionHooks, lossHooks } from './criteria'
import { LineNodes } from './line-nodes'
import { metricsOf, outerLosses, trains } from './loss-terms'
import type { Metric } from './loss-terms'
import { MEASURED, watchLines } from './measured'
import { metricLines } from './metric-text'
import type { ModelText } from './model'
import { optimizerFunction } from './optimizer-text'
import { indented } from '../../pytorch/python'
import { schedulerFunction } from './scheduler-text'
import { TrainNames } from './train-names'
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
  const names = new TrainNames(plan, model, losses)
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
    chosen(
      mainText(plan, options.training),
      new Set([
        ...flagsOf(metrics, inside, options.training, plan),
        ...(hasBatchNorm(model) ? ['norm'] : []),
      ]),
    ).replace('    MOVES\n', moves.map((line) => `    ${line}\n`).join('')),
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

/** Whether several processes train otherwise than one, each with the statistics of its share. */
export function hasBatchNorm({ source }: ModelText): boolean {
  return /\bnn\.BatchNorm\dd\(/.test(source)
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

function inputsLines({ inputs }: TrainNames, { accumulate = 1 }: Training): string[] {
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
