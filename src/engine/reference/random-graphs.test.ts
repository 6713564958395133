/** Graphs that no test holds: random nested nets of all node types give on PyTorch what they give here, and come back equal. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import type { GraphDocument } from '../../graph/document/document'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { readPython } from '../../graph/import/python/read-python'
import { plainModel, withInputsOf } from '../../graph/import/python/round-trip.fixture'
import { ready } from '../index'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import type { Model } from '../visited/model'
import { runOnce } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { packWeights, takeWeights } from '../visited/weights'
import { inferDocument } from '../../graph/infer/infer'
import { inputsFor } from './node-graphs.fixture'
import { randomGraph } from './random-graphs.fixture'
import { COMPARING, MEASURING, randomTraining } from './random-training.fixture'
import { isOlder } from './torch-version.fixture'

const SEEDS = times(12)
const BATCHES = [2, 5]

const documents = Array.from({ length: SEEDS }, (_, seed): [string, GraphDocument][] => [
  [`a random net (seed ${seed})`, randomGraph(seed + 300, 20)],
  [`a random net that trains (seed ${seed})`, randomTraining(seed + 400, 20)],
]).flat()

function filesOf(document: GraphDocument): Record<string, string> {
  const result = exportPyTorch(inferDocument(document))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result.files
}

function run({ compiled }: Model, inputs: SafeTensors, grad: boolean): Uint8Array {
  const feed = () =>
    new Map(compiled.slots.map(({ node, name, handle }) => [node, { [handle]: toTensor(inputs.get(name)!) }]))
  return runOnce(compiled, feed, { mode: 'eval', grad }).tensors
}

function outputsOf(document: GraphDocument): string[] {
  return document.modules[document.main]!.nodes.flatMap(({ type, name }) => (type === 'Output' ? [name] : []))
}

beforeAll(() => ready())

it('holds losses, metrics, hooks and two uses of one module', () => {
  const blocks = documents.map(([, { modules }]) => modules['Block']!)
  const types = new Set(blocks.flatMap(({ nodes }) => nodes.map(({ type }) => type)))
  expect(types.size).toBeGreaterThan(50)
  expect([...COMPARING, ...MEASURING].filter((type) => !types.has(type))).toEqual([])
  expect(blocks.filter(({ hooks }) => hooks !== undefined)).toHaveLength(SEEDS)
  const shared = documents.filter(([, { modules }]) =>
    modules['Net']!.nodes.some((node) => node.shared_with !== undefined),
  )
  expect(shared).toHaveLength(SEEDS / 2)
})

describe.each(documents)('the PyTorch export of %s', (_, document) => {
  const source = filesOf(document)['model.py']!
  const back = readPython(source)
  if (back.kind === 'refused') throw new Error(JSON.stringify(back.findings))
  const again = withInputsOf(back.document, document)

  it('is read whole, as the same net', () => {
    expect(back.notes.filter(({ line }) => line !== undefined)).toEqual([])
    expect(plainModel(filesOf(again)['model.py']!)).toEqual(plainModel(source))
  })

  it('gives the same values with the same weights', () => {
    const [before, after] = [
      makeModel(planned(inferDocument(document))),
      makeModel(planned(inferDocument(again))),
    ]
    takeWeights(after, packWeights(before))
    for (const batch of BATCHES) {
      const inputs = inputsFor(document, batch)
      const [wanted, found] = [before, after].map((model) => readSafetensors(run(model, inputs, false)))
      const names = outputsOf(again)
      outputsOf(document).forEach((name, index) => {
        expect(found!.get(`act/${names[index]}`), name).toEqual(wanted!.get(`act/${name}`))
      })
    }
    freeModel(before)
    freeModel(after)
  })
})

interface Case {
  title: string
  folder: string
  document: GraphDocument
  batch: number
}

const python = pythonForTests()
const root = mkdtempSync(join(tmpdir(), 'gradwire-random-'))
afterAll(() => rmSync(root, { recursive: true }))

const cases = documents.flatMap(([title, document], index) =>
  BATCHES.map((batch): Case => {
    return { title: `${title}, batch ${batch}`, folder: `case${index}-${batch}`, document, batch }
  }),
)

/** What the export needs a newer version for cannot be compared on this one. */
function canRun({ document }: Case): boolean {
  const needs = filesOf(document)['requirements.txt']!.replace('torch>=', '').trim()
  return python !== null && !isOlder(python.version, needs)
}

function writeCase({ folder, document, batch }: Case): void {
  const path = join(root, folder)
  mkdirSync(path)
  const files = filesOf(document)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  const model = makeModel(planned(inferDocument(document)))
  const inputs = inputsFor(document, batch)
  writeFileSync(join(path, 'inputs.safetensors'), writeSafetensors(inputs))
  writeFileSync(join(path, 'weights.safetensors'), packWeights(model))
  writeFileSync(join(path, 'engine.safetensors'), run(model, inputs, true))
  const about = {
    class: 'Net',
    mode: 'eval',
    seed: 5,
    frozen: [],
    trains: 'train.py' in files,
    arguments: model.compiled.slots.map(({ name }) => name),
    results: outputsOf(document),
  }
  writeFileSync(join(path, 'case.json'), JSON.stringify(about))
  freeModel(model)
}

describe.skipIf(python === null)(`on PyTorch ${python?.version}`, () => {
  const problems = new Map<string, string[]>()

  beforeAll(() => {
    const known = cases.filter(canRun)
    known.forEach(writeCase)
    const script = new URL('run_export.py', import.meta.url).pathname
    const folders = known.map(({ folder }) => join(root, folder))
    const output = execFileSync(python!.path, [script, ...folders], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    for (const line of output.trim().split('\n')) {
      const { folder, problems: found } = JSON.parse(line) as { folder: string; problems: string[] }
      problems.set(folder, found)
    }
  }, times(300_000))

  for (const each of cases)
    it.skipIf(!canRun(each))(`${each.title} gives what it gives here`, () => {
      expect(problems.get(each.folder)).toEqual([])
    })
})
