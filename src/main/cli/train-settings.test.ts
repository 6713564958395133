/** `gradwire train` with other settings than the graph has, judged on samples that it does not train on. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire } from '../../../scripts/built-program.mjs'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor } from '../../graph/formats/safetensors'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-settings-'))
const at = (name: string) => join(folder, name)
const graph = at('net.json')

function net(data: Record<string, unknown>): object {
  return {
    ...testDocument(
      [
        ['data: Dataset', data],
        ['fc1: Linear', { out_features: 6 }],
        ['block: Module', { module: 'Block' }],
        ['fc2: Linear', { out_features: 2 }],
        ['loss: CrossEntropyLoss'],
        ['acc: Accuracy'],
      ],
      [
        'data.x → fc1',
        'fc1 → block',
        'block → fc2',
        'fc2 → loss',
        'data.y → loss.target',
        'fc2 → acc',
        'data.y → acc.target',
      ],
      {
        Block: testModule(
          [['input: Input'], ['fc: Linear', { out_features: 6 }], ['output: Output']],
          ['input → fc', 'fc → output'],
        ),
      },
    ),
    training: { optimizer: { type: 'SGD', params: { lr: 0.1 } }, batch_size: 8, epochs: 2, seed: 3 },
  }
}

interface Event {
  event: string
  [key: string]: unknown
}

async function trained(...args: string[]): Promise<Event[]> {
  const { code, stdout, stderr } = await gradwire('train', ...args, '--json')
  expect(code, stderr).toBe(0)
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Event) // prettier-ignore
}

beforeAll(async () => {
  await buildProgram()
  writeFileSync(graph, JSON.stringify(net({ source: 'blobs', count: 40, held_out: 10, seed: 1 })))
}, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

describe('gradwire train --set', () => {
  it('changes settings by their paths and arguments by the names of nodes, for this run', async () => {
    const before = readFileSync(graph)
    const sets = ['training.optimizer.params.lr=0.25', 'training.batch_size=5', 'training.optimizer.params.momentum=0.9', 'fc1.out_features=4', 'block.fc.out_features=3'] // prettier-ignore
    const out = at('set.safetensors')
    const events = await trained(graph, ...sets.flatMap((each) => ['--set', each]), '--epochs', '1', '--weights-out', out) // prettier-ignore
    const steps = events.filter(({ event }) => event === 'step')
    expect(steps).toHaveLength(6)
    expect(steps[0]).toMatchObject({ lr: 0.25 })
    const weights = readSafetensors(new Uint8Array(readFileSync(out)))
    expect(weights.get('fc1.weight')!.shape).toEqual([4, 2])
    expect(weights.get('block.fc.weight')!.shape).toEqual([3, 4])
    expect(readFileSync(graph).equals(before)).toBe(true)
  })

  it.each([
    ['training.optimizer.params.lrr=1', "SGD has no argument 'lrr'. Did you mean 'lr'?"],
    ['training.optimizer.params.lr=-1', 'lr must be a number of at least 0, but is -1.'],
    ['training.optimizr.type=Adam', 'Did you mean "optimizer"?'],
    ['training.batch_size=x', '"training.batch_size" must be a number, but is "x".'],
    ['fc3.out_features=4', "Net has no node 'fc3'. Did you mean 'fc1'?"],
    ['block.fcc.out_features=4', "Block has no node 'fcc'. Did you mean 'fc'?"],
    ['fc1.out_feature=4', "Linear has no argument 'out_feature'. Did you mean 'out_features'?"],
  ])('refuses %s at its place, with a remedy', async (set, words) => {
    const { code, stderr } = await gradwire('train', graph, '--set', set, '--out', at('never'))
    expect(stderr).toContain(`error: --set ${set.slice(0, set.indexOf('='))}: `)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})

describe('gradwire train', () => {
  it('with --epochs 0 evaluates on what is held out, and needs nothing to write', async () => {
    const weights = at('trained.safetensors')
    const after = await trained(graph, '--out', weights)
    const epoch = after.filter(({ event }) => event === 'epoch').at(-1)!
    const [evaluation, done, ...more] = await trained(graph, '--epochs', '0', '--weights', weights)
    expect(more).toEqual([])
    expect(evaluation).toMatchObject({ event: 'evaluation', of: 'held_out', samples: 10 })
    expect(evaluation!['loss']).toBeCloseTo(epoch['held_out_loss'] as number, 6)
    expect(evaluation!['accuracy']).toBe(epoch['accuracy'])
    expect(evaluation!['metrics']).toEqual({ acc: epoch['accuracy'] })
    expect(done).toMatchObject({ event: 'done', steps: 0, accuracy: epoch['accuracy'] })
    const plain = await gradwire('train', graph, '--epochs', '0')
    expect(plain.stdout).toMatch(
      /^10 held-out samples {2}loss \d\S* {2}accuracy \d\S* %\n {2}acc {2}\d\S*\n$/,
    )
  })

  it('judges the trained net on a test set, in batches, without learning from it', async () => {
    const x = Array.from({ length: 11 }, (_, i) => [i / 10, -i / 7]).flat()
    const y = Array.from({ length: 11 }, (_, i) => i % 2)
    const tensors = new Map<string, SafeTensor>([
      ['x', { dtype: 'F32', shape: [11, 2], values: Float32Array.from(x) }],
      ['y', { dtype: 'I64', shape: [11], values: Int32Array.from(y) }],
    ])
    writeFileSync(at('test.safetensors'), writeSafetensors(tensors))
    const [plain, tested] = [at('plain.safetensors'), at('tested.safetensors')]
    await trained(graph, '--out', plain)
    const events = await trained(graph, '--test', at('test.safetensors'), '--out', tested)
    expect(readFileSync(tested).equals(readFileSync(plain))).toBe(true)
    const [test] = events.slice(-2)
    expect(test).toMatchObject({ event: 'test', of: 'inputs', samples: 11 })
    const run = at('run.safetensors')
    const passed = await gradwire('run', graph, '--weights', tested, '--inputs', at('test.safetensors'), '--mode', 'eval', '--out', run) // prettier-ignore
    expect(passed.code, passed.stderr).toBe(0)
    const flowed = readSafetensors(new Uint8Array(readFileSync(run)))
    expect(test!['loss']).toBeCloseTo(flowed.get('loss')!.values[0]!, 5)
    const scores = flowed.get('act/fc2')!.values
    const right = y.filter((label, i) => Number(scores[2 * i + 1]! > scores[2 * i]!) === label).length
    expect(test!['accuracy']).toBeCloseTo(right / 11, 9)
  })

  it('looks for data from the folder of the graph, not from where it is called', async () => {
    mkdirSync(at('deep'))
    const far = at('deep/far.json')
    const digits = testDocument(
      [
        ['data: Dataset', { source: 'mnist-idx', folder: 'digits' }],
        ['flat: Flatten'],
        ['fc: Linear', { out_features: 10 }],
        ['loss: CrossEntropyLoss'],
      ],
      ['data.x → flat', 'flat → fc', 'fc → loss', 'data.y → loss.target'],
    )
    writeFileSync(far, JSON.stringify(digits))
    const { code, stderr } = await gradwire('train', far, '--out', at('never'))
    expect(code).not.toBe(0)
    expect(stderr).toContain(at('deep/digits'))
  })
})
