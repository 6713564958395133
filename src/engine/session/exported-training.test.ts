/** Optimisers, schedulers and metrics of a document train alike here and as an exported script on PyTorch. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { optimizerDefinitions } from '../../graph/training/optimizers'
import { schedulerDefinitions } from '../../graph/training/schedulers'
import { initialParams } from '../../graph/params/param-types'
import { ready } from '../index'
import type { EpochPoint, MetricInfo, MetricPoint } from '../protocol'
import { trainOnPyTorch, writeNumbers } from '../reference/run-training.fixture'
import type { OnPyTorch } from '../reference/run-training.fixture'
import { isOlder } from '../reference/torch-version.fixture'
import { readDocument } from '../executor/planned-document'
import { branched, documentOf, newSession } from './session-harness'
import type { TestNode } from './session-harness'
import { inferDocument } from '../../graph/infer/infer'

interface Case {
  title: string
  document: ReturnType<typeof documentOf>
}

type Choice = { type: string; params: Record<string, unknown> }

function training(optimizer: Choice, scheduler?: Choice, epochs = 4): object {
  return { optimizer, epochs, ...(scheduler ? { scheduler } : {}) }
}

const SGD = { type: 'SGD', params: { lr: 0.05, momentum: 0.9 } }
const ADAM = { type: 'Adam', params: { lr: 0.003 } }

/** Enough of each to change the rate several times in four epochs of five steps. */
const SCHEDULERS: Choice[] = [
  ...schedulerDefinitions.map(({ type, params }) => ({ type, params: initialParams(params) })),
  { type: 'StepLR', params: { step_size: 2, gamma: 0.5 } },
  { type: 'MultiStepLR', params: { milestones: [1, 1, 3], gamma: 0.3 } },
  { type: 'CosineAnnealingLR', params: { T_max: 3, eta_min: 0.001 } },
  { type: 'CosineAnnealingWarmRestarts', params: { T_0: 1, T_mult: 2, eta_min: 0.002 } },
  { type: 'OneCycleLR', params: { max_lr: 0.2, three_phase: true, pct_start: 0.25 } },
  { type: 'OneCycleLR', params: { max_lr: 0.2, total_steps: 30, anneal_strategy: 'linear', cycle_momentum: false } },
  { type: 'ReduceLROnPlateau', params: { patience: 0, factor: 0.5, threshold: 0.2 } },
  { type: 'ReduceLROnPlateau', params: { patience: 0, threshold: 0.5, threshold_mode: 'abs', cooldown: 1, min_lr: 1e-4 } },
  { type: 'ConstantLR', params: { factor: 0.25, total_iters: 2 } },
  { type: 'PolynomialLR', params: { total_iters: 3, power: 2 } },
  { type: 'CyclicLR', params: { base_lr: 0.01, max_lr: 0.1, step_size_up: 3, step_size_down: 5, mode: 'triangular2' } },
  { type: 'LinearLR', params: { start_factor: 0.25, end_factor: 0.75, total_iters: 3 } },
] // prettier-ignore

const METRICS: TestNode[] = [
  { id: 'm1', type: 'Accuracy', name: 'accuracy' },
  { id: 'm2', type: 'TopK', name: 'top', params: { k: 3 } },
  { id: 'm3', type: 'ConfusionMatrix', name: 'confusion' },
]

/** The same on scores of fewer classes than the targets name. */
const FEW: TestNode[] = [
  { id: 'few', type: 'Linear', name: 'few', params: { out_features: 6 } },
  { id: 'f1', type: 'Accuracy', name: 'few_accuracy' },
  { id: 'f2', type: 'TopK', name: 'few_top', params: { k: 2 } },
  { id: 'f3', type: 'ConfusionMatrix', name: 'few_confusion' },
]

const HOUSES = { source: 'house-prices', count: 30, held_out: 6, seed: 2, normalize: true }

function classes(): Case[] {
  const judged = branched({ training: training(ADAM) })
  const net = judged.modules.Net
  const wires = [
    ...METRICS.flatMap(({ id }) => [`s>${id}.input`, `d.y>${id}.target`]),
    's>few.input',
    ...FEW.slice(1).flatMap(({ id }) => [`few>${id}.input`, `d.y>${id}.target`]),
  ]
  const nodes = [...net.nodes, ...[...METRICS, ...FEW].map((node) => ({ params: {}, ...node }))]
  const edges = [
    ...net.edges,
    ...wires.map((wire, i) => {
      const [[source, sourceHandle = 'output'], [target, targetHandle]] = wire.split('>').map((end) => end.split('.')) as [string[], string[]] // prettier-ignore
      return { id: `w${i}`, source, sourceHandle, target, targetHandle }
    }),
  ]
  return [{ title: 'metrics of classes', document: { ...judged, modules: { Net: { nodes, edges } } } }]
}

function numbers(): Case[] {
  const document = documentOf(
    [
      { id: 'd', type: 'Dataset', name: 'data', params: HOUSES },
      { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 1 } },
      { id: 'l', type: 'MSELoss', name: 'loss' },
      { id: 'm1', type: 'MAE', name: 'mae' },
      { id: 'm2', type: 'R2Score', name: 'r2' },
    ],
    ['d.x>f', 'f>l', 'd.y>l.target', 'f>m1', 'd.y>m1.target', 'f>m2', 'd.y>m2.target'],
    training({ type: 'SGD', params: { lr: 0.1 } }, undefined, 6),
  )
  return [{ title: 'metrics of numbers', document }]
}

/** Two calls of a block that measures inside, with the same parameters, and a third with its own. */
function inside(): Case {
  const main = documentOf(
    [
      { id: 'd', type: 'Dataset', name: 'data', params: HOUSES },
      { id: 'a', type: 'Module', name: 'first', params: { module: 'Guess' } },
      { id: 'b', type: 'Module', name: 'again', params: { module: 'Guess' }, shared_with: 'a' },
      { id: 'c', type: 'Module', name: 'other', params: { module: 'Guess' } },
      { id: 's', type: 'Add', name: 'sum' },
      { id: 'l', type: 'MSELoss', name: 'loss' },
      { id: 'm', type: 'R2Score', name: 'r2' },
    ],
    ['d.x>a.x', 'd.y>a.y', 'd.x>b.x', 'd.y>b.y', 'd.x>c.x', 'd.y>c.y', 'b.out>s', 'c.out>s.other', 's>l', 'd.y>l.target', 's>m', 'd.y>m.target'],
    training({ type: 'SGD', params: { lr: 0.05 } }, undefined, 6),
  ) // prettier-ignore
  const { modules } = documentOf(
    [
      { id: 'x', type: 'Input', name: 'x' },
      { id: 'y', type: 'Input', name: 'y' },
      { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 1 } },
      { id: 'm', type: 'MAE', name: 'mae' },
      { id: 'r', type: 'R2Score', name: 'r2' },
      { id: 't', type: 'Tanh', name: 'tanh' },
      { id: 'o', type: 'Output', name: 'out' },
    ],
    ['x>f', 'f>m', 'y>m.target', 'f>t', 't>r', 'y>r.target', 't>o'],
  )
  const document = { ...main, modules: { ...main.modules, Guess: modules.Net } }
  return { title: 'metrics inside modules', document }
}

/** Params that the saved rows of the engine do not go through a document with. */
const OPTIMIZERS: Choice[] = [
  ...optimizerDefinitions.filter(({ refuses }) => !refuses).map(({ type }) => ({ type, params: {} })),
  { type: 'SGD', params: { lr: 0.02, momentum: 0.8, nesterov: true, weight_decay: 0.01 } },
  { type: 'Adam', params: { amsgrad: true, betas: [0.8, 0.99], weight_decay: 0.1 } },
  { type: 'Adam', params: { decoupled_weight_decay: true, weight_decay: 0.1 } },
  { type: 'RMSprop', params: { centered: true, momentum: 0.5, lr: 0.001 } },
  { type: 'Adagrad', params: { lr_decay: 0.1, initial_accumulator_value: 0.1 } },
]

const cases: Case[] = [
  ...classes(),
  ...numbers(),
  inside(),
  ...SCHEDULERS.map((scheduler) => ({
    title: `${scheduler.type} ${JSON.stringify(scheduler.params)}`,
    document: branched({ training: training(SGD, scheduler) }),
  })),
  {
    title: 'OneCycleLR on Adam',
    document: branched({ training: training(ADAM, { type: 'OneCycleLR', params: { max_lr: 0.01 } }) }),
  },
  {
    title: 'ReduceLROnPlateau without held-out samples',
    document: branched({
      data: { source: 'digits', count: 40, held_out: 0, seed: 1 },
      training: training(SGD, { type: 'ReduceLROnPlateau', params: { patience: 0, threshold: 0.3 } }),
    }),
  },
  ...OPTIMIZERS.map((optimizer) => ({
    title: `the optimizer ${optimizer.type} ${JSON.stringify(optimizer.params)}`,
    document: branched({ training: training(optimizer) }),
  })),
]

interface Trained {
  points: MetricPoint[]
  epochs: EpochPoint[]
  metrics: MetricInfo[]
}

async function trainHere({ document }: Case, folder: string): Promise<Trained> {
  const { session, events, until } = newSession()
  const { metrics } = await session.handle({ kind: 'open', document })
  const result = exportPyTorch(inferDocument(readDocument(document).document))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  mkdirSync(folder)
  for (const [name, text] of Object.entries(result.files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'data.safetensors'), await session.handle({ kind: 'samples' }))
  writeFileSync(join(folder, 'weights.safetensors'), await session.handle({ kind: 'weights' }))
  await session.handle({ kind: 'train' })
  await until('done')
  const points = events.flatMap((event) => (event.kind === 'metrics' ? event.points : []))
  const epochs = events.flatMap((event) => (event.kind === 'epochs' ? event.points : []))
  return { points, epochs, metrics }
}

function versionFor(document: object): string {
  const result = exportPyTorch(inferDocument(readDocument(document).document))
  return result.kind === 'files' ? result.files['requirements.txt']!.replace('torch>=', '').trim() : ''
}

/** What the engine gave, by the names under which a script's numbers are compared. */
function numbersOf({ document }: Case, { points, epochs, metrics }: Trained): Record<string, number[]> {
  const of = (part: 'train' | 'heldOut', id: string): number[] =>
    epochs.map((epoch) => epoch.metrics[id]![part]).flat(2) as number[]
  const heldOut = epochs.flatMap(({ heldOutLoss }) => heldOutLoss ?? [])
  return {
    loss: points.map(({ loss }) => loss),
    ...('scheduler' in document.training && { rate: points.map(({ lr }) => lr) }),
    ...(heldOut.length > 0 && { 'held-out loss': heldOut }),
    ...Object.fromEntries(
      metrics.flatMap(({ id, name }) => [
        [`train ${name}`, of('train', id)],
        [`held-out ${name}`, of('heldOut', id)],
      ]),
    ),
  }
}

const python = pythonForTests()
const root = mkdtempSync(join(tmpdir(), 'gradwire-training-'))
afterAll(() => rmSync(root, { recursive: true }))

/** What the export needs a newer version for cannot be compared on this one. */
function canRun({ document }: Case): boolean {
  return python !== null && !isOlder(python.version, versionFor(document))
}

describe.skipIf(python === null)(`trains as its export does on PyTorch ${python?.version}`, () => {
  const here = new Map<Case, Trained>()
  let onPyTorch = new Map<string, OnPyTorch>()

  beforeAll(async () => {
    await ready()
    const known = cases.filter(canRun)
    const folders = known.map((_, i) => join(root, `case${i}`))
    for (const [i, each] of known.entries()) {
      const trained = await trainHere(each, folders[i]!)
      here.set(each, trained)
      writeNumbers(folders[i]!, numbersOf(each, trained))
    }
    const moved = join(root, 'moved')
    cpSync(folders[0]!, moved, { recursive: true })
    const first = numbersOf(known[0]!, here.get(known[0]!)!)
    writeNumbers(moved, { ...first, loss: first['loss']!.map((loss) => loss * (1 + 1e-5)) })
    onPyTorch = trainOnPyTorch(python!.path, [...folders, moved])
  }, 300_000)

  it('would find losses that are 10⁻⁵ of themselves off', () => {
    expect(onPyTorch.get('moved')!.problems).toEqual([expect.stringMatching(/^loss: value \d+ is /)])
  })

  for (const each of cases)
    it.skipIf(!canRun(each))(each.title, () => {
      const { points } = here.get(each)!
      expect(points.length).toBeGreaterThanOrEqual(16)
      if (!('scheduler' in each.document.training)) expect(new Set(points.map(({ lr }) => lr)).size).toBe(1)
      const { problems, output } = onPyTorch.get(`case${cases.filter(canRun).indexOf(each)}`)!
      expect(problems, output).toEqual([])
    })
})
