/** Runs exported models on PyTorch beside the engine: one pass forward and back, with what hooks print. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GraphDocument } from '../../graph/document/document'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { pytorchStateDict } from '../../graph/export/pytorch/state-dict'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import type { ModulePlan } from '../../graph/plan/plan'
import { pytorchKeys } from '../../graph/plan/pytorch-names'
import { nodeDefinition } from '../../graph/nodes/index'
import { manualSeed } from '../index'
import { planned } from '../executor/planned-document'
import { freeModel, makeModel } from '../visited/make-model'
import { runOnce } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { packWeights } from '../visited/weights'
import { isOlder } from './torch-version.fixture'

export interface ExportCase {
  document: GraphDocument
  inputs: SafeTensors
  mode: 'train' | 'eval'
  /** Inputs whose gradients are not compared. */
  frozen?: string[]
}

/** What PyTorch gave otherwise than the engine by the rule of docs/testing.md, and what was printed there. */
export interface OnPyTorch {
  problems: string[]
  printed: string
}

/** What the export needs a newer version for cannot be compared on this one. */
export function runsOn(version: string | undefined, { document }: Pick<ExportCase, 'document'>): boolean {
  const result = exportPyTorch(inferDocument(document))
  const needs = result.kind === 'files' ? result.files['requirements.txt']!.replace('torch>=', '').trim() : ''
  return version !== undefined && !isOlder(version, needs)
}

/** Writes the export, and what the engine gives, into a folder of their own; what its hooks print. */
export function writeExport({ document, inputs, mode, frozen = [] }: ExportCase, path: string): string {
  const result = exportPyTorch(inferDocument(document))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  mkdirSync(path)
  for (const [name, text] of Object.entries(result.files)) writeFileSync(join(path, name), text)
  const seed = 5
  const model = makeModel(planned(inferDocument(document)))
  const feed = () =>
    new Map(
      model.compiled.slots.map(({ node, name, handle }) => [node, { [handle]: toTensor(inputs.get(name)!) }]),
    )
  writeFileSync(join(path, 'inputs.safetensors'), writeSafetensors(inputs))
  const { plan } = model.compiled
  writeFileSync(join(path, 'weights.safetensors'), pytorchStateDict(packWeights(model), plan))
  const printed: string[] = []
  model.compiled.hooks.say = (text) => printed.push(`${text}\n`)
  manualSeed(seed)
  const { tensors } = runOnce(model.compiled, feed, { mode, grad: true })
  writeFileSync(join(path, 'engine.safetensors'), withPytorchGradients(tensors, plan))
  const { calls } = plan
  const text = {
    class: /class (\w+)\(nn\.(?:Module|Sequential)\):(?![\s\S]*\nclass )/.exec(result.files['model.py']!)![1],
    mode,
    seed,
    frozen,
    trains: 'train.py' in result.files,
    lists: /nn\.(Module|Parameter)(List|Dict)\(/.test(result.files['model.py']!),
    arguments: calls
      .filter((call) => call.kind === 'operation' && nodeDefinition(call.type)?.role === 'input')
      .map(({ name }) => name),
    results: calls.filter(({ outputs }) => outputs.length === 0).map(({ name }) => name),
  }
  writeFileSync(join(path, 'case.json'), JSON.stringify(text))
  freeModel(model)
  return printed.join('')
}

/** The gradients of parameters by the keys that the exported class has for these. */
function withPytorchGradients(file: Uint8Array, plan: ModulePlan): Uint8Array {
  const prefix = 'param_grad/'
  const named = [...readSafetensors(file)].map(([name, tensor]): [string, SafeTensor] => {
    if (!name.startsWith(prefix)) return [name, tensor]
    const key = name.slice(prefix.length)
    return [prefix + (pytorchKeys(plan, [key]).get(key) ?? key), tensor]
  })
  return writeSafetensors(new Map(named))
}

/** Runs what lies in the folders; the answers by the folders' names. */
export function runOnPyTorch(python: string, folders: readonly string[]): Map<string, OnPyTorch> {
  const script = new URL('run_export.py', import.meta.url).pathname
  const output = execFileSync(python, [script, ...folders], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => {
        const { folder, ...answer } = JSON.parse(line) as OnPyTorch & { folder: string }
        return [folder, answer]
      }),
  )
}
