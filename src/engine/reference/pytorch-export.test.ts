/** What is exported to PyTorch gives the engine's outputs and gradients: every node type, and whole graphs. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
import { ready } from '../index'
import { inputsFor, nodeGraph, nodeRows } from './node-graphs.fixture'
import type { NodeRow } from './node-graphs.fixture'
import { initialParams } from '../../graph/params/param-types'
import { runOnPyTorch, runsOn, writeExport } from './run-export.fixture'
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

/** What no gradient comes back through; it is in whole graphs, with what has one. */
const WITHOUT_GRADIENT: ReadonlySet<string> = new Set(['Compare', 'Logical', 'LogicalNot', 'OneHot', 'To'])

/** Sizes of whole graphs' batches. */
const BATCH = 3

function rowCases(row: NodeRow, index: number): Case[] {
  if (clampsAtItsBound(row)) return []
  return (['module', 'functional'] as const)
    .flatMap((call) => nodeGraph(row, call, { index, cubed: true }))
    .filter(
      ({ document }) => exportPyTorch(inferDocument(document)).kind === 'files' && hasGradient(document),
    )
}

/** Rows of losses in which a value is just at its bound: the gradient of `clamp` is 1 there before PyTorch 2.14, and 0 since (docs/engine.md). */
const AT_ITS_BOUND: Readonly<Record<string, (params: NodeRow['params']) => boolean>> = {
  CosineEmbeddingLoss: () => true,
  MarginRankingLoss: () => true,
  TripletMarginLoss: ({ eps }) => eps === 0,
}

function clampsAtItsBound({ type, params, kinks }: NodeRow): boolean {
  const isOld = python !== null && isOlder(python.version, '2.14')
  return isOld && kinks === true && AT_ITS_BOUND[type]?.(params) === true
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
  cases.forEach((each, i) => writeExport(each, folders[i]!))
  folders.push(writeMoved(folders[cases.findLastIndex(({ title }) => title in trainingDocuments)]!))
  for (const [name, answer] of runOnPyTorch(python!.path, folders)) problems.set(name, answer.problems)
}

await ready()
const all = nodeRows({ fewer: true }).flatMap(rowCases)
const graphs = Object.entries({ ...exportDocuments, ...trainingDocuments }).map(([title, document]) =>
  graphCase(title, document),
)
const cases = [...all, ...graphs].map((each, index) => ({ ...each, index }))

describe.skipIf(python === null)(`what is exported to PyTorch ${python?.version}`, () => {
  const known = cases.filter((each) => runsOn(python?.version, each))
  beforeAll(() => runAll(known), 300_000)

  it('holds every node type that can be exported', () => {
    // What has no inputs is in whole graphs, too.
    const sources = graphs.flatMap(({ document }) =>
      Object.values(document.modules).flatMap(({ nodes }) =>
        nodes.filter(
          ({ type, params }) =>
            WITHOUT_GRADIENT.has(type) || nodeDefinition(type)?.inputs(params, { modules: {} }).length === 0,
        ),
      ),
    )
    const proved = new Set([...known, ...sources].map(({ type }) => type))
    // Noise is another in every pass.
    const types = nodeDefinitions.filter(
      ({ type, role, instanceOf }) =>
        (role === undefined || role === 'loss') && instanceOf === undefined && type !== 'RandnLike',
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
