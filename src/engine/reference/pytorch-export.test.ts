/** What is exported to PyTorch gives the engine's outputs and gradients: every node type, and whole graphs. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import type { GraphDocument } from '../../graph/document/document'
import { exportDocuments, trainingDocuments } from '../../graph/export/pytorch/documents.fixture'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { inferDocument } from '../../graph/infer/infer'
import { nodeDefinition, nodeDefinitions } from '../../graph/nodes/index'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { manualSeed, ready } from '../index'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import { runOnce } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { packWeights } from '../visited/weights'
import { inputsFor, nodeGraph, nodeRows } from './node-graphs.fixture'
import type { NodeRow } from './node-graphs.fixture'
import { initialParams } from '../../graph/params/param-types'
import { isOlder } from './torch-version.fixture'

interface Case {
  title: string
  /** Null for whole graphs. */
  type: string | null
  document: GraphDocument
  inputs: SafeTensors
  mode: 'train' | 'eval'
  frozen?: string[]
}

const python = pythonForTests()

/** Sizes of whole graphs' batches. */
const BATCH = 3

function rowCases(row: NodeRow, index: number): Case[] {
  return (['module', 'functional'] as const)
    .flatMap((call) => nodeGraph(row, call, { index, cubed: true }))
    .filter(
      ({ document }) => exportPyTorch(inferDocument(document)).kind === 'files' && hasGradient(document),
    )
    .map((each) => (clampsAtItsBound(row) ? { ...each, frozen: [...each.frozen, 'x0'] } : each))
}

/** A cosine that is just the margin: the gradient of `clamp` at its bound is 1 in PyTorch 2.13, and 0 in 2.15 (docs/engine.md). */
function clampsAtItsBound({ type, kinks }: NodeRow): boolean {
  return (
    type === 'CosineEmbeddingLoss' && kinks === true && python !== null && !isOlder(python.version, '2.14')
  )
}

/** Whether a backward pass has something to begin with. */
function hasGradient(document: GraphDocument): boolean {
  const { main } = inferDocument(document)
  const inputs = [...main.nodes.values()].filter(({ definition }) => definition?.role === 'input')
  const learns = main.parameterCount > 0 || inputs.some(({ node }) => node.params['dtype'] !== 'int64')
  const outputs = Object.values(main.outputs)
  return learns && (outputs.length === 0 || outputs.some((type) => type?.dtype === 'float32'))
}

function graphCase(title: string, document: GraphDocument): Case {
  return { title, type: null, document, inputs: inputsFor(document, BATCH), mode: 'train' }
}

const folder = mkdtempSync(join(tmpdir(), 'gradwire-export-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The export, and what the engine says, in a folder of their own. */
function writeCase({ document, inputs, mode, frozen = [] }: Case, path: string): void {
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
  writeFileSync(join(path, 'weights.safetensors'), packWeights(model))
  manualSeed(seed)
  const { tensors } = runOnce(model.compiled, feed, { mode, grad: true })
  writeFileSync(join(path, 'engine.safetensors'), tensors)
  const { calls } = model.compiled.plan
  const text = {
    class: /class (\w+)\(nn\.Module\):(?![\s\S]*\nclass )/.exec(result.files['model.py']!)![1],
    mode,
    seed,
    frozen,
    trains: 'train.py' in result.files,
    arguments: calls
      .filter((call) => call.kind === 'operation' && nodeDefinition(call.type)?.role === 'input')
      .map(({ name }) => name),
    results: calls.filter(({ outputs }) => outputs.length === 0).map(({ name }) => name),
  }
  writeFileSync(join(path, 'case.json'), JSON.stringify(text))
  freeModel(model)
}

const problems = new Map<string, string[]>()

/** A case that trains again, with the engine's loss moved by 10⁻⁵ of itself. */
function writeMoved(path: string): string {
  const moved = join(folder, 'moved')
  cpSync(path, moved, { recursive: true })
  const file = join(moved, 'engine.safetensors')
  const tensors = readSafetensors(new Uint8Array(readFileSync(file)))
  const loss = tensors.get('loss')!
  tensors.set('loss', { ...loss, values: Float32Array.from(loss.values, (value) => value * (1 + 1e-5)) })
  writeFileSync(file, writeSafetensors(tensors))
  return moved
}

function runAll(cases: readonly (Case & { index: number })[]): void {
  const folders = cases.map(({ index }) => join(folder, `case${index}`))
  cases.forEach((each, i) => writeCase(each, folders[i]!))
  folders.push(writeMoved(folders[cases.findLastIndex(({ title }) => title in trainingDocuments)]!))
  const script = new URL('run_export.py', import.meta.url).pathname
  const output = execFileSync(python!.path, [script, ...folders], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  for (const line of output.trim().split('\n')) {
    const { folder: name, problems: found } = JSON.parse(line) as { folder: string; problems: string[] }
    problems.set(name, found)
  }
}

await ready()
const all = nodeRows({ fewer: true }).flatMap(rowCases)
const graphs = Object.entries({ ...exportDocuments, ...trainingDocuments }).map(([title, document]) =>
  graphCase(title, document),
)
const cases = [...all, ...graphs].map((each, index) => ({ ...each, index }))

/** What the export needs a newer version for cannot be compared on this one. */
function canRun({ document }: Case): boolean {
  const result = exportPyTorch(inferDocument(document))
  const needs = result.kind === 'files' ? result.files['requirements.txt']!.replace('torch>=', '').trim() : ''
  return python !== null && !isOlder(python.version, needs)
}

describe.skipIf(python === null)(`what is exported to PyTorch ${python?.version}`, () => {
  const known = cases.filter(canRun)
  beforeAll(() => runAll(known), 300_000)

  it('holds every node type that can be exported', () => {
    // What has no inputs is in whole graphs.
    const sources = graphs.flatMap(({ document }) =>
      Object.values(document.modules).flatMap(({ nodes }) =>
        nodes.filter((node) => nodeDefinition(node.type)?.inputs(node.params, { modules: {} }).length === 0),
      ),
    )
    const proved = new Set([...known, ...sources].map(({ type }) => type))
    const types = nodeDefinitions.filter(
      ({ role, instanceOf }) => (role === undefined || role === 'loss') && instanceOf === undefined,
    )
    // What only a newer version has, or goes back through, is compared there.
    const here = types.filter(({ params, pytorch }) => {
      const since = pytorch.since?.(initialParams(params))
      return since === undefined || !isOlder(python!.version, since)
    })
    expect(here.map(({ type }) => type).filter((type) => !proved.has(type))).toEqual([])
    expect(readdirSync(folder)).toHaveLength(known.length + 1)
  })

  it('would find a loss that is 10⁻⁵ of itself off', () => {
    expect(problems.get('moved')).toEqual([
      expect.stringMatching(/^loss: value 0 is .* of terms that add up/),
    ])
  })

  for (const each of cases)
    it.skipIf(!known.includes(each))(`equals the engine: ${each.title}`, () => {
      const found = problems.get(`case${each.index}`)
      const source =
        found?.length === 0 ? '' : readFileSync(join(folder, `case${each.index}`, 'model.py'), 'utf8')
      expect(found, source).toEqual([])
    })
})
