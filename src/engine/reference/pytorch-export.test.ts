/** What is exported to PyTorch gives the engine's outputs and gradients: every node type, and whole graphs. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { exportDocuments, trainingDocuments } from '../../graph/export/pytorch/documents.fixture'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { inferDocument } from '../../graph/infer/infer'
import { nodeDefinition, nodeDefinitions } from '../../graph/nodes/index'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { manualSeed, ready } from '../index'
import { freeModel, makeModel } from '../session/make-model'
import { runOnce } from '../session/run-once'
import { toTensor } from '../session/tensor-file'
import { packWeights } from '../session/weights'
import { inputsFor, nodeGraph, nodeRows } from './node-graphs.fixture'
import type { NodeRow } from './node-graphs.fixture'
import { isOlder, pythonWithTorch, sayNotRun } from './python-with-torch.fixture'

interface Case {
  title: string
  /** Null for whole graphs. */
  type: string | null
  document: GraphDocument
  inputs: SafeTensors
  mode: 'train' | 'eval'
  frozen?: string[]
}

/** Sizes of whole graphs' batches. */
const BATCH = 3

function rowCases(row: NodeRow, index: number): Case[] {
  return (['module', 'functional'] as const)
    .flatMap((call) => nodeGraph(row, call, { index, cubed: true }))
    .filter(({ document }) => exportPyTorch(document).kind === 'files' && hasGradient(document))
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

const python = pythonWithTorch()
const folder = mkdtempSync(join(tmpdir(), 'gradwire-export-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The export, and what the engine says, in a folder of their own. */
function writeCase({ document, inputs, mode, frozen = [] }: Case, path: string): void {
  const result = exportPyTorch(document)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  mkdirSync(path)
  for (const [name, text] of Object.entries(result.files)) writeFileSync(join(path, name), text)
  const seed = 5
  const model = makeModel(document)
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

function runAll(cases: readonly Case[]): void {
  cases.forEach((each, index) => writeCase(each, join(folder, `case${index}`)))
  const folders = cases.map((_, index) => join(folder, `case${index}`))
  const script = new URL('run_export.py', import.meta.url).pathname
  const output = execFileSync(python!.path, [script, ...folders], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  for (const line of output.trim().split('\n')) {
    const { folder: name, problems: found } = JSON.parse(line) as { folder: string; problems: string[] }
    problems.set(name, found)
  }
}

if (python === null) {
  describe('what is exported to PyTorch', () => {
    it('was not compared with the engine, for want of a Python with PyTorch', () => {
      sayNotRun('the comparison of exported graphs with the engine')
      expect(python).toBeNull()
    })
  })
} else {
  await ready()
  const all = nodeRows({ fewer: true }).flatMap(rowCases)
  const graphs = Object.entries({ ...exportDocuments, ...trainingDocuments }).map(([title, document]) =>
    graphCase(title, document),
  )
  const needs = ({ document }: Case): string => {
    const result = exportPyTorch(document)
    return result.kind === 'files' ? result.files['requirements.txt']!.replace('torch>=', '').trim() : ''
  }
  const cases = [...all, ...graphs].filter((each) => !isOlder(python.version, needs(each)))

  describe(`what is exported to PyTorch ${python.version}`, () => {
    beforeAll(() => runAll(cases), 300_000)

    it('holds every node type that can be exported', () => {
      // What has no inputs is in whole graphs.
      const sources = graphs.flatMap(({ document }) =>
        Object.values(document.modules).flatMap(({ nodes }) =>
          nodes.filter(
            (node) => nodeDefinition(node.type)?.inputs(node.params, { modules: {} }).length === 0,
          ),
        ),
      )
      const proved = new Set([...cases, ...sources].map(({ type }) => type))
      const types = nodeDefinitions.filter(
        ({ role, instanceOf }) => (role === undefined || role === 'loss') && instanceOf === undefined,
      )
      expect(types.map(({ type }) => type).filter((type) => !proved.has(type))).toEqual([])
      expect(readdirSync(folder)).toHaveLength(cases.length)
    })

    it.each(cases.map((each, index) => ({ ...each, index })))('equals the engine: $title', ({ index }) => {
      const found = problems.get(`case${index}`)
      const source = found?.length === 0 ? '' : readFileSync(join(folder, `case${index}`, 'model.py'), 'utf8')
      expect(found, source).toEqual([])
    })
  })
}
