/** The samples train here, and their exports on PyTorch with the same losses; the small ones learn what they promise. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import type { GraphDocument } from '../../graph/document/document'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { ready } from '../index'
import { trainOnPyTorch, writeNumbers } from '../reference/run-training.fixture'
import type { OnPyTorch } from '../reference/run-training.fixture'
import { readDocument } from '../executor/planned-document'
import { newSession } from './session-harness'
import { inferDocument } from '../../graph/infer/infer'

const folder = new URL('../../../resources/samples/', import.meta.url)
const names = readdirSync(folder).map((file) => file.replace('.json', ''))
const STEPS = 3
/** The largest batch: what is compared is every layer, loss and optimiser, and a larger batch only takes longer on PyTorch. */
const BATCH = 8

function sample(name: string): GraphDocument {
  return readDocument(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))).document
}

/** The sample with as few data as a few steps need, and a batch held out. */
function shortened({ modules, training, ...rest }: GraphDocument): GraphDocument {
  const batch = Math.min(training.batch_size, BATCH)
  const { Net } = modules
  const nodes = Net!.nodes.map((node) => {
    if (node.type !== 'Dataset' || node.params['source'] === 'house-prices') return node
    const params = { ...node.params, count: (STEPS + 1) * batch, held_out: batch }
    return { ...node, params }
  })
  const fits = nodes.some((node) => node.params['count'] !== undefined)
  const shorter = fits ? { ...training, epochs: 1, batch_size: batch } : { ...training, epochs: STEPS }
  return { ...rest, modules: { ...modules, Net: { ...Net!, nodes } }, training: shorter }
}

/** Trains to the end; with a path, leaves the export, its data and its first weights there. */
async function trained(document: GraphDocument, path?: string) {
  const { session, events, until, losses } = newSession()
  await session.handle({ kind: 'open', document })
  if (path !== undefined) {
    const result = exportPyTorch(inferDocument(document))
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
    mkdirSync(path)
    for (const [name, text] of Object.entries(result.files)) writeFileSync(join(path, name), text)
    writeFileSync(join(path, 'data.safetensors'), await session.handle({ kind: 'samples' }))
    writeFileSync(join(path, 'weights.safetensors'), await session.handle({ kind: 'weights' }))
  }
  await session.handle({ kind: 'train' })
  await until('done')
  return {
    losses: losses(),
    epochs: events.flatMap((event) => (event.kind === 'epochs' ? event.points : [])),
  }
}

const python = pythonForTests()
const root = mkdtempSync(join(tmpdir(), 'gradwire-samples-'))
afterAll(() => rmSync(root, { recursive: true }))
await ready()

describe('the samples', () => {
  const here = new Map<string, number[]>()
  let onPyTorch = new Map<string, OnPyTorch>()

  beforeAll(async () => {
    for (const name of names) {
      const { losses } = await trained(shortened(sample(name)), join(root, name))
      here.set(name, losses)
      writeNumbers(join(root, name), { loss: losses })
    }
    if (python !== null)
      onPyTorch = trainOnPyTorch(
        python.path,
        names.map((name) => join(root, name)),
      )
  }, 300_000)

  it.each(names)('%s trains a few steps with finite losses', (name) => {
    const losses = here.get(name)!
    expect(losses).toHaveLength(STEPS)
    expect(losses.every(Number.isFinite)).toBe(true)
  })

  it.skipIf(python === null).each(names)(`%s has the same losses on PyTorch ${python?.version}`, (name) => {
    const { problems, output } = onPyTorch.get(name)!
    expect(problems, output).toEqual([])
  })
})

describe('a sample learns', () => {
  it.each([
    ['logistic-regression', 0.92],
    ['xor-mlp', 0.99],
  ])('%s, to an accuracy above %d on points that it has not seen', async (name, wanted) => {
    const { epochs } = await trained(sample(name))
    expect(epochs[0]!.heldOutAccuracy!).toBeLessThan(wanted)
    expect(epochs.at(-1)!.heldOutAccuracy).toBeGreaterThanOrEqual(wanted)
  })

  it('linear-regression, to an error of the size of the noise', async () => {
    const { losses } = await trained(sample('linear-regression'))
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 50)
  })

  it('transformer-encoder, to say every digit backwards', async () => {
    const { epochs } = await trained(sample('transformer-encoder'))
    expect(epochs[0]!.heldOutAccuracy!).toBeLessThan(0.5)
    expect(epochs.at(-1)!.heldOutAccuracy).toBeGreaterThan(0.99)
  })

  it('in either style alike: the CNN with functional calls and the one in modules have the same losses', async () => {
    const [functional, modules] = ['mnist-cnn', 'mnist-cnn-modules'].map((name) => shortened(sample(name)))
    expect((await trained(modules!)).losses).toEqual((await trained(functional!)).losses)
  })
})
