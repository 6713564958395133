import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire } from '../../../scripts/built-program.mjs'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { readSafetensors } from '../../graph/formats/safetensors'
import { valueStatistics } from '../../engine/probe/value-statistics'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-break-'))
const file = (name: string) => join(folder, name)
const graph = {
  ...testDocument(
    [
      ['data: Dataset', { source: 'xor', count: 32, seed: 1 }],
      ['fc1: Linear', { out_features: 6 }],
      ['first: Module', { module: 'Block' }],
      ['second: Module', { module: 'Block' }],
      ['fc2: Linear', { out_features: 2 }],
      ['loss: CrossEntropyLoss'],
    ],
    ['data.x → fc1', 'fc1 → first', 'first → second', 'second → fc2', 'fc2 → loss', 'data.y → loss.target'],
    {
      Block: testModule(
        [
          ['input: Input'],
          ['fc: Linear', { out_features: 6 }],
          ['relu: ReLU'],
          ['sum: Add', {}, { call: 'functional' }],
          ['output: Output'],
        ],
        ['input → fc', 'fc → relu', 'relu → sum', 'input → sum.other', 'sum → output'],
      ),
    },
  ),
  training: { optimizer: { type: 'SGD', params: { lr: 0.1 } }, batch_size: 8, epochs: 2, seed: 3 },
}

beforeAll(async () => {
  await buildProgram()
  writeFileSync(file('net.json'), JSON.stringify(graph))
}, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

interface Break {
  event: string
  step: number
  pass: string
  name: string
  condition: string
  stats: Record<string, number | number[]>
}

/** Trains until it breaks there. */
async function broken(spec: string): Promise<Break> {
  const { code, stdout } = await gradwire(
    'train',
    file('net.json'),
    '--no-shuffle',
    '--break',
    spec,
    '--json',
  )
  expect(code).toBe(3)
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Break
}

describe('gradwire train --break', () => {
  it('stops at the first value that meets the condition: what run --grad finds there', async () => {
    const out = file('run.safetensors')
    await gradwire('run', file('net.json'), '--grad', '--out', out)
    const tensors = readSafetensors(readFileSync(out))
    const places = [
      ['fc1:forward:always', 'act/fc1'],
      ['fc1.output:backward:always', 'grad/fc1'],
      ['second.relu:forward:always', 'act/second.relu'],
      ['first.fc:backward:norm > 0', 'grad/first.fc'],
      ['first.fc.weight:backward:always', 'param_grad/first.fc.weight'],
      ['second.output:forward:always', 'act/second.output'],
      ['loss:forward:absmax > 0', 'loss'],
    ] as const
    for (const [spec, key] of places) {
      const { step, stats } = await broken(spec)
      const { shape, values } = tensors.get(key)!
      const { min, max, norm, zeros } = valueStatistics(values)
      expect({ key, step, stats }).toMatchObject({ key, step: 1, stats: { shape, min, max, norm, zeros } })
    }
  })

  it('tells the step, the place and the condition as they were given, after the steps before', async () => {
    const spec = 'first.sum.other:backward:every 3'
    const { code, stdout } = await gradwire('train', file('net.json'), '--json', '--break', spec)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; step: number })
    expect(code).toBe(3)
    expect(events.map(({ event, step }) => `${event} ${step}`)).toEqual(['step 1', 'step 2', 'break 3'])
    expect(events.at(-1)).toMatchObject({
      pass: 'backward',
      name: 'first.sum.other',
      condition: 'every 3',
      stats: { shape: [8, 6], nan: 0 },
    })
  })

  it('says it in a line for people too', async () => {
    const spec = 'fc2.bias:after_step:always'
    const { code, stdout } = await gradwire('train', file('net.json'), '--break', spec)
    expect(code).toBe(3)
    expect(stdout).toMatch(/^Stopped in step 1 at fc2\.bias after_step: always\. min -?\d/)
  })

  it('that is never hit trains to the end, as without it', async () => {
    const [plain, watched] = [file('plain.safetensors'), file('watched.safetensors')]
    await gradwire('train', file('net.json'), '--out', plain)
    const spec = 'second.relu:forward:isnan'
    const { code } = await gradwire('train', file('net.json'), '--break', spec, '--out', watched)
    expect(code).toBe(0)
    expect(readFileSync(watched)).toEqual(readFileSync(plain))
    expect((await gradwire('train', file('net.json'), '--break', spec)).stdout).toContain(
      'Nothing was written.',
    )
  })

  it.each([
    ['fc3:forward:always', "Net has no node 'fc3' that runs. Did you mean 'fc1'?"],
    ['first.conv.output:forward:always', "Block has no node 'conv' that runs."],
    ['fc1.weigth:backward:always', "fc1 has no output, input or parameter 'weigth'. Did you mean 'weight'?"],
    ['fc1:after_step:always', 'Only parameters have a value after the step'],
    ['fc1.weight:forward:always', 'A parameter is stopped at as its gradient comes'],
    ['fc1:sideways:always', "'sideways' is no pass. Use forward, backward, and after_step."],
    ['fc1:forward:nrom > 1', "'nrom > 1' is no condition."],
    ['fc1:forward', 'Give <name>[.<handle>]:<pass>:<condition>'],
  ])('refuses %s', async (spec, message) => {
    const { code, stderr } = await gradwire('train', file('net.json'), '--break', spec, '--json')
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('is the only reason to leave --out away', async () => {
    const { code, stderr } = await gradwire('train', file('net.json'))
    expect([code, stderr.trim()]).toEqual([2, "error: required option '--out <file>' not specified"])
  })
})
