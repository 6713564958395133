/** What is exported to PyTorch gives the engine's outputs and gradients: every node type, and whole graphs. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document'
import { exportDocuments } from '../../graph/export/pytorch/documents.fixture'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { expandHandles } from '../../graph/handles'
import { nodeDefinition, nodeDefinitions } from '../../graph/nodes/index'
import layerShapes from '../../graph/reference/layer-shapes.json'
import shapes from '../../graph/reference/shapes.json'
import { testDocument } from '../../graph/test-graph'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { Generator, manualSeed, ready, scope } from '../index'
import { freeModel, makeModel } from '../session/make-model'
import { runOnce } from '../session/run-once'
import { toTensor } from '../session/tensor-file'
import { packWeights } from '../session/weights'
import { restore, savedRows, type SavedTensor } from './compare'
import { pythonWithTorch, sayNotRun } from './python-with-torch.fixture'

interface Case {
  title: string
  /** Null for whole graphs. */
  type: string | null
  document: GraphDocument
  inputs: SafeTensors
  mode: 'train' | 'eval'
  /** Inputs whose gradient is no number in PyTorch. */
  frozen?: string[]
}

interface Row {
  type: string
  params: Record<string, unknown>
  inputs: SavedTensor[] | Record<string, SavedTensor>
  training?: boolean
  error?: string
  gradInputs?: (SavedTensor | null)[] | Record<string, SavedTensor | null>
}

/** Types that the version of PyTorch which made the saved rows did not have. */
const NEWER: Row[] = [4, [3, 4]].flatMap((shape) =>
  [{}, { eps: 0.1 }, { elementwise_affine: false }].map((more) => ({
    type: 'RMSNorm',
    params: { normalized_shape: shape, ...more },
    inputs: [],
  })),
)

/** Sizes of whole graphs' batches. */
const BATCH = 3
const random = new Generator(7)

/** Normal values, or class numbers 0 and 1. */
function made(shape: readonly number[], dtype: string): SavedTensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const values = Array.from({ length: count }, (_, i) => (dtype === 'int64' ? i % 2 : random.normal()))
  return { shape: [...shape], dtype: dtype as 'float32', values }
}

function rowsOfShapes(): Row[] {
  const cases = [...shapes.cases, ...layerShapes.cases] as {
    type: string
    params: Record<string, unknown>
    inputs: { shape: number[]; dtype: string }[]
    error?: string
  }[]
  // Of rows that differ in sizes only, a few are enough.
  const seen = new Map<string, number>()
  return cases.flatMap((row) => {
    const count = (seen.get(row.type) ?? 0) + (row.error === undefined ? 1 : 0)
    seen.set(row.type, count)
    if (row.error !== undefined || (count > 12 && count % 10 !== 0)) return []
    return [{ ...row, inputs: row.inputs.map(({ shape, dtype }) => made(shape, dtype)) }]
  })
}

function rows(): Row[] {
  const saved = ['activations', 'losses', 'sequences', 'attention'].flatMap((name) => savedRows<Row>(name))
  const newer = NEWER.map((row) => ({ ...row, inputs: [made([2, 3, 4], 'float32')] }))
  return [...saved, ...newer, ...rowsOfShapes()].filter(
    (row) => row.error === undefined && row.params['reduction'] !== 'none',
  )
}

/** One node between Input nodes and an Output node; results are cubed: the sum of normalised ones, or of their squares, is a constant. */
function rowCase(
  { type, params, inputs: given, training = true, gradInputs }: Row,
  call: 'module' | 'functional',
  index: number,
): Case[] {
  const definition = nodeDefinition(type)
  if (!definition?.calls.includes(call)) return []
  const context = { modules: {} }
  const parsed = definition.params.parse(params)
  const names = Array.isArray(given) ? given.map((_, i) => `tensors.${i}`) : Object.keys(given)
  const handles = expandHandles(definition.inputs(parsed, context), names).map(({ name }) => name)
  const tensors = Array.isArray(given)
    ? given.map((tensor, i) => [handles[i]!, tensor] as const)
    : Object.entries(given)
  // An Input holds numbers of a batch.
  if (tensors.some(([, { shape, dtype }]) => shape.length === 0 || dtype === 'bool')) return []
  const inputs = tensors.map(([handle, tensor], i) => ({ handle, tensor, name: `x${i}` }))
  const loss = definition.role === 'loss'
  const outputs = loss ? [] : definition.outputs(parsed, context).map(({ name }) => name)
  const document = testDocument(
    [
      ...inputs.map(
        ({ name, tensor }) =>
          [`${name}: Input`, { shape: tensor.shape.slice(1), dtype: tensor.dtype }] as const,
      ),
      [`node: ${type}`, params, { call }],
      ...outputs.flatMap(
        (handle) =>
          [[`${handle}_square: Mul`], [`${handle}_cube: Mul`], [`${handle}_result: Output`]] as const,
      ),
    ],
    [
      ...inputs.map(({ name, handle }) => `${name} → node.${handle}`),
      ...outputs.flatMap((handle) => [
        `node.${handle} → ${handle}_square`,
        `node.${handle} → ${handle}_square.other`,
        `${handle}_square → ${handle}_cube`,
        `node.${handle} → ${handle}_cube.other`,
        `${handle}_cube → ${handle}_result`,
      ]),
    ],
  )
  if (exportPyTorch(document).kind === 'refused') return []
  const title = `${type} ${JSON.stringify(params)} as a ${call} (${index})`
  const file = new Map(inputs.map(({ name, tensor }) => [name, stored(tensor)]))
  const frozen = inputs
    .filter((_, i) => Array.isArray(gradInputs) && gradInputs[i] === null)
    .map(({ name }) => name)
  return [{ title, type, document, inputs: file, mode: training ? 'train' : 'eval', frozen }]
}

function stored(tensor: SavedTensor): {
  dtype: 'F32' | 'I64'
  shape: number[]
  values: Float32Array | Int32Array
} {
  return scope(() => {
    const values = restore(tensor).data() as Float32Array | Int32Array
    return { dtype: tensor.dtype === 'int64' ? 'I64' : 'F32', shape: tensor.shape, values }
  })
}

function graphCase(title: string, document: GraphDocument): Case {
  const nodes = document.modules[document.main]!.nodes.filter(({ type }) => type === 'Input')
  const inputs = nodes.map(({ name, params }) => {
    const { shape, dtype = 'float32' } = params as { shape: number[]; dtype?: string }
    return [name, stored(made([BATCH, ...shape], dtype))] as const
  })
  return { title, type: null, document, inputs: new Map(inputs), mode: 'train' }
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
      .filter(({ inputs: none, outputs }) => Object.keys(none).length === 0 && outputs.length > 0)
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

function isOlder(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number)) as [number[], number[]]
  return a[0]! !== b[0]! ? a[0]! < b[0]! : a[1]! < b[1]!
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
  const all = rows().flatMap((row, index) => [
    ...rowCase(row, 'module', index),
    ...rowCase(row, 'functional', index),
  ])
  const graphs = Object.entries(exportDocuments).map(([title, document]) => graphCase(title, document))
  const needs = ({ document }: Case): string => {
    const result = exportPyTorch(document)
    return result.kind === 'files' ? result.files['requirements.txt']!.replace('torch>=', '').trim() : ''
  }
  const cases = [...all, ...graphs].filter((each) => !isOlder(python.version, needs(each)))

  describe(`what is exported to PyTorch ${python.version}`, () => {
    beforeAll(() => runAll(cases), 300_000)

    it('holds every node type that can be exported', () => {
      const proved = new Set(cases.map(({ type }) => type))
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
