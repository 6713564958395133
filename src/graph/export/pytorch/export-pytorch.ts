/** A document as a folder that runs on PyTorch. */
import type { Training } from '../../document/document'
import type { Finding } from '../../document/finding'
import type { Inference } from '../../infer/inference'
import { hooksIn } from '../../plan/hook-label'
import { planGraph } from '../../plan/make-plan'
import { nodeDefinition } from '../../nodes/index'
import { optimizerDefinition } from '../../training/optimizers'
import { schedulerDefinition } from '../../training/schedulers'
import type { ModulePlan } from '../../plan/plan'
import { roleOf } from '../../plan/questions'
import { outerLosses } from './loss-terms'
import { modelText, namedSlots } from './model'
import type { ModelText } from './model'
import { codeText } from '../code-line'
import type { CodeLine } from '../code-line'
import { plainText } from '../../pytorch/python'
import { readmeText } from './readme'
import type { PyTorchTensors } from './readme'
import { TENSOR_FILE } from './tensor-file'
import { hasBatchNorm, trainLines } from './train'
import { tell, told } from '../../../words/tell'

export type PyTorchExport =
  /** Text files by name. Weights and data are not among them: they are the engine's. */
  { kind: 'files'; files: Record<string, string> } | { kind: 'refused'; findings: Finding[] }

/** What a person reads of an export, line by line; `train` is null for a graph without a loss. */
export type PyTorchCode =
  { kind: 'code'; model: CodeLine[]; train: CodeLine[] | null } | { kind: 'refused'; findings: Finding[] }

/** `model.py` and `train.py` as they are exported, with the nodes that their lines are about. Errors: as {@link exportPyTorch}. */
export function pytorchCode(inference: Inference): PyTorchCode {
  const written = writtenCode(inference)
  if (written.kind === 'refused') return written
  return { kind: 'code', model: written.model.lines, train: written.train }
}

/**
 * `model.py`, `train.py` (where there is a loss), `tensor_file.py`, `requirements.txt` and `README.md`.
 *
 * - `beside`: which files of tensors there will be, too
 *
 * Errors: whatever stands in the way of a plan; a Dataset inside a module.
 */
export function exportPyTorch(
  inference: Inference,
  beside: PyTorchTensors = { weights: true, samples: true },
): PyTorchExport {
  const { document, main } = inference
  const written = writtenCode(inference)
  if (written.kind === 'refused') return written
  const { plan, title, model, train } = written
  const inputs = new Map(
    namedSlots(plan).map(({ node, handle, name }) => [name, main.nodes.get(node)?.outputs[handle] ?? null]),
  )
  const lesson = document.meta?.lesson
  return {
    kind: 'files',
    files: {
      'model.py': model.source,
      ...(train === null ? {} : { 'train.py': codeText(train) }),
      'tensor_file.py': TENSOR_FILE,
      'requirements.txt': `torch>=${oldestVersion(plan, document.training)}\n`,
      'README.md': readmeText(model, {
        title,
        lesson: lesson === undefined ? undefined : plainText(lesson),
        inputs,
        trains: train !== null,
        batchNorm: hasBatchNorm(model),
        hooks: hooksIn(plan),
        beside,
      }),
    },
  }
}

interface WrittenCode {
  kind: 'written'
  plan: ModulePlan
  title: string
  model: ModelText
  train: CodeLine[] | null
}

function writtenCode(inference: Inference): WrittenCode | { kind: 'refused'; findings: Finding[] } {
  const { document } = inference
  const planned = planGraph(inference)
  if (planned.kind === 'refused') return planned
  const { plan } = planned
  const findings = problemsOf(plan, true)
  if (findings.length > 0) return { kind: 'refused', findings }
  const title = plainText(document.meta?.title ?? document.main)
  const model = modelText(plan, `${title}. Made with Gradwire.`)
  const train = trainLines(plan, model, {
    title: `Trains ${model.className}: ${title}. Made with Gradwire.`,
    training: document.training,
    classLosses: classLosses(plan, inference),
  })
  return { kind: 'written', plan, title, model, train }
}

/** The first version of PyTorch that has everything in a plan. */
function oldestVersion(plan: ModulePlan, training: Pick<Training, 'optimizer' | 'scheduler'>): string {
  const { optimizer, scheduler } = training
  const versions = plan.calls.map((call) =>
    call.kind === 'instance'
      ? oldestVersion(call.plan, training)
      : (nodeDefinition(call.type)?.pytorch.since?.(call.params) ?? '1.13'),
  )
  versions.push(optimizerDefinition(optimizer.type)?.since?.(optimizer.params) ?? '1.13')
  if (scheduler !== undefined)
    versions.push(schedulerDefinition(scheduler.type)?.since?.(scheduler.params, optimizer.type) ?? '1.13')
  const number = (version: string): number =>
    Number(version.split('.')[0]) * 1000 + Number(version.split('.')[1])
  return versions.reduce((oldest, version) => (number(version) > number(oldest) ? version : oldest), '1.13')
}

function problemsOf(plan: ModulePlan, main: boolean): Finding[] {
  return plan.calls.flatMap((call): Finding[] => {
    if (call.kind === 'instance') return problemsOf(call.plan, false)
    if (main || roleOf(call) !== 'data') return []
    const { node, name } = call
    const { module } = plan
    const message = told('pytorch_export.inner_dataset', 'A Dataset inside a module has no place in PyTorch.')
    const remedy = tell(
      'remedy.move_dataset',
      "Move it to the main module, and give '{{module}}' an Input instead.",
      { module },
    )
    return [{ severity: 'error', module, node, name, ...message, remedy }]
  })
}

/** Losses whose targets are class numbers, for which an accuracy means something. */
function classLosses(plan: ModulePlan, { main }: Inference): Set<string> {
  const judged = outerLosses(plan).filter(({ node }) => {
    const { input, target } = main.nodes.get(node)?.inputs ?? {}
    return (
      target?.dtype === 'int64' &&
      input?.dtype === 'float32' &&
      input.shape.length === target.shape.length + 1 &&
      target.shape.length > 0
    )
  })
  return new Set(judged.map(({ node }) => node))
}
