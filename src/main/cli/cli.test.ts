import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire, PROGRAM } from '../../../scripts/built-program.mjs'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { difference } from '../../engine/reference/tolerance'

interface SavedTensor {
  dtype: 'F32' | 'I64'
  shape: number[]
  values: number[]
  magnitudes?: number[]
}
type SavedTensors = Record<string, SavedTensor>
interface Case {
  name: string
  document: object
  print: string
  inputs: SavedTensors
  weights: SavedTensors
  run: SavedTensors
  train?: { loss_curve: SavedTensor; final: SavedTensors }
}

const cases = JSON.parse(readFileSync(new URL('reference/reference.json', import.meta.url), 'utf8')) as Case[]
const folder = mkdtempSync(join(tmpdir(), 'gradwire-cli-'))
const sample = (name: string) =>
  fileURLToPath(new URL(`../../../resources/samples/${name}.json`, import.meta.url))
const regression = sample('linear-regression')
const file = (name: string) => join(folder, name)

beforeAll(buildProgram, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

/** A training run that takes longer than any test. */
function startTraining(out: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [PROGRAM, 'train', regression, '--steps', '1000000', '--json', '--out', out])
}

function toFile({ dtype, shape, values }: SavedTensor): SafeTensor {
  return { dtype, shape, values: dtype === 'I64' ? Int32Array.from(values) : Float32Array.from(values) }
}

function save(name: string, tensors: SavedTensors): string {
  const map: SafeTensors = new Map(Object.entries(tensors).map(([key, value]) => [key, toFile(value)]))
  writeFileSync(file(name), writeSafetensors(map))
  return file(name)
}

function saveGraph(name: string, document: unknown): string {
  writeFileSync(file(name), JSON.stringify(document))
  return file(name)
}

function load(path: string): SafeTensors {
  return readSafetensors(new Uint8Array(readFileSync(path)))
}

/** Equal to PyTorch's values. */
function expectClose(found: SafeTensor | undefined, expected: SavedTensor, name: string): void {
  expect(found?.shape, name).toEqual(expected.shape)
  expect(difference(found?.values, expected), name).toBeNull()
}

describe('gradwire --version', () => {
  it('prints the version, and with --json what it runs on', async () => {
    const plain = await gradwire('--version')
    expect(plain.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    const { code, stdout, stderr } = await gradwire('--version', '--json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      gradwire: plain.stdout.trim(),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      backend: expect.stringMatching(/^(tensorflow|wasm)$/),
      backend_version: expect.stringMatching(/^\d/),
      one_dnn: expect.any(Boolean),
      instruction_sets: expect.any(Array),
      threads: expect.any(Number),
    })
  })
})

describe.each(cases)('the net $name', ({ name, document, print, inputs, weights, run }) => {
  const graph = saveGraph(`${name}.json`, document)
  const weightsFile = save(`${name}-weights.safetensors`, weights)
  const inputsFile = save(`${name}-inputs.safetensors`, inputs)

  it("prints as PyTorch's net does", async () => {
    const { code, stdout } = await gradwire('summary', graph)
    expect(code).toBe(0)
    expect(stdout).toContain(print.replace(/^\w+/, 'Net'))
  })

  it("gives PyTorch's outputs and gradients at every node", async () => {
    const out = file(`${name}-run.safetensors`)
    const args = ['--weights', weightsFile, '--inputs', inputsFile, '--grad', '--out', out]
    const { code, stderr } = await gradwire('run', graph, ...args)
    expect(code, stderr).toBe(0)
    const written = load(out)
    expect([...written.keys()].sort()).toEqual(Object.keys(run).sort())
    for (const [key, expected] of Object.entries(run)) expectClose(written.get(key), expected, key)
  })
})

describe.each(cases.filter(({ train }) => train))(
  'the net $name',
  ({ name, document, inputs, weights, train }) => {
    const graph = saveGraph(`${name}.json`, document)
    const weightsFile = save(`${name}-weights.safetensors`, weights)
    const inputsFile = save(`${name}-inputs.safetensors`, inputs)

    it("trains as PyTorch does, from PyTorch's weights", async () => {
      const out = file(`${name}-train.safetensors`)
      const args = [
        '--weights',
        weightsFile,
        '--inputs',
        inputsFile,
        '--no-shuffle',
        '--steps',
        '8',
        '--out',
        out,
      ]
      const { code, stderr } = await gradwire('train', graph, ...args)
      expect(code, stderr).toBe(0)
      const written = load(out)
      expectClose(written.get('loss_curve'), train!.loss_curve, 'loss_curve')
      for (const [key, expected] of Object.entries(train!.final))
        expectClose(written.get(`final/${key}`), expected, key)
    })
  },
)

describe('gradwire', () => {
  it('trains the regression sample and reports each step and the end as JSON', async () => {
    const out = file('line.safetensors')
    const { code, stdout, stderr } = await gradwire(
      'train',
      regression,
      '--steps',
      '30',
      '--json',
      '--out',
      out,
    )
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/^Backend: (tensorflow|wasm) /)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const steps = events.filter(({ event }) => event === 'step')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(events.at(-1)).toMatchObject({ event: 'done', steps: 30, accuracy: null })
    const curve = load(out).get('loss_curve')!.values
    expect(Array.from(curve)).toEqual(steps.map(({ loss }) => Math.fround(loss as number)))
    expect(curve[29]).toBeLessThan(curve[0]!)
  })

  it('tells metrics by their path, and the rate of a schedule, after each epoch and at the end', async () => {
    const graph = JSON.parse(readFileSync(regression, 'utf8')) as {
      modules: { Net: { nodes: object[]; edges: object[] } }
      training: object
    }
    const { nodes, edges } = graph.modules.Net
    nodes.push({ id: 'm', type: 'MAE', name: 'mae' })
    edges.push(
      { id: 'm0', source: 'n1', sourceHandle: 'output', target: 'm', targetHandle: 'input' },
      { id: 'm1', source: 'n0', sourceHandle: 'y', target: 'm', targetHandle: 'target' },
    )
    graph.training = { ...graph.training, scheduler: { type: 'ExponentialLR', params: { gamma: 0.5 } } }
    writeFileSync(file('measured.json'), JSON.stringify(graph))
    const out = file('measured.safetensors')
    const args = [file('measured.json'), '--out', out]
    const json = await gradwire('train', ...args, '--epochs', '2', '--json')
    expect(json.code, json.stderr).toBe(0)
    const events = json.stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
    const rates = events.filter(({ event }) => event === 'step').map(({ lr }) => lr as number)
    expect(rates.at(-1)).toBeCloseTo(rates[0]! / 2, 12)
    const metrics = { mae: { train: expect.any(Number), held_out: null } }
    const epochs = events.filter(({ event }) => event === 'epoch')
    expect(epochs).toHaveLength(2)
    expect(epochs[1]).toMatchObject({ lr: rates.at(-1), metrics })
    expect(events.at(-1)).toMatchObject({ event: 'done', metrics: epochs[1]!['metrics'] })
    const plain = await gradwire('train', ...args, '--epochs', '1')
    expect(plain.stdout).toMatch(/^ {2}mae {2}train \d/m)
    const once = await gradwire('run', ...args)
    expect(once.code, once.stderr).toBe(0)
    expect(readSafetensors(new Uint8Array(readFileSync(out))).get('metric/mae')!.shape).toEqual([])
  })

  it('gives one object for summary, check and bench with --json', async () => {
    const summary = await gradwire('summary', sample('mnist-cnn'), '--json')
    const { totals, layers } = JSON.parse(summary.stdout) as {
      totals: object
      layers: { layer: string; output_shape: unknown[] }[]
    }
    expect(totals).toMatchObject({ parameter_tensors: 8, parameters: 813_802 })
    expect(layers.find(({ layer }) => layer === 'conv1')!.output_shape).toEqual(['N', 32, 28, 28])
    const check = await gradwire('check', sample('mnist-cnn'), '--json')
    expect(JSON.parse(check.stdout)).toEqual({ ok: true, findings: [] })
    const bench = await gradwire(
      'bench',
      sample('linear-regression'),
      '--steps',
      '4',
      '--batch',
      '7',
      '--profile',
      '--json',
    )
    expect(JSON.parse(bench.stdout)).toMatchObject({
      batch: 7,
      profile: { modules: [{ path: '', type: 'Net' }, { type: 'Linear' }, { path: '(MSELoss)' }] },
      ms_per_step: { median: expect.any(Number) as number },
      ms_forward: { max: expect.any(Number) as number },
    })
  })

  it.each([
    [2, ['dance'], "no command 'dance'"],
    [2, ['export', 'a.json', '--to', 'tflite', '--out', 'b'], 'pytorch, onnx, safetensors'],
    [2, ['export', 'a.json', '--to', 'pytorch'], '--out'],
    [2, ['run', 'a.json'], '--out'],
    [2, ['train', 'a.json', '--set', 'lr', '--out', 'b'], 'training.optimizer.params.lr=0.1'],
    [2, ['check', 'a.json', 'b.json'], 'too many arguments'],
    [2, ['run', sample('mnist-cnn'), '--out', ''], '--out'],
    [2, ['train', 'a.json', '--out', 'b', '--steps', 'many'], 'whole number'],
    [2, ['run', 'a.json', '--out', 'b', '--mode', 'both'], 'train, eval'],
    [1, ['check', '/nowhere/a.json'], 'no such file'],
    [1, ['run', sample('mnist-cnn'), '--out', '/nowhere/b.safetensors'], 'no folder'],
    [1, ['run', sample('mnist-cnn'), '--out', folder], 'is a folder'],
    [1, ['train', sample('mnist-cnn'), '--weights', '/nowhere/w', '--out', file('x')], 'no such file'],
  ])('ends with %i and says why: %j', async (expected, args, words) => {
    const { code, stdout, stderr } = await gradwire(...args)
    expect(stderr).toContain(words)
    expect(code).toBe(expected)
    expect(stdout).toBe('')
  })

  it('names every place that is wrong in a graph', async () => {
    const { document } = cases[0]!
    const wrong = structuredClone(document) as { modules: { Net: { nodes: { type: string }[] } } }
    wrong.modules.Net.nodes[2]!.type = 'Konv2d'
    const graph = saveGraph('wrong.json', wrong)
    const { code, stderr } = await gradwire('check', graph)
    expect(code).toBe(1)
    expect(stderr).toContain('stem')
    expect(stderr).toContain('Konv2d')
    expect((await gradwire('run', graph, '--out', file('never'))).code).toBe(1)
  })

  it("refuses weights and inputs that do not fit in PyTorch's words", async () => {
    const { name, document, weights, inputs } = cases[1]!
    const graph = saveGraph(`${name}.json`, document)
    const { 'inp.bias': _, ...rest } = weights
    const extra = { ...rest, zz: weights['inp.bias']! }
    const odd = await gradwire('run', graph, '--weights', save('odd', extra), '--out', file('never'))
    expect(odd.code).toBe(1)
    expect(odd.stderr).toContain(
      'Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: "inp.bias". \n\tUnexpected key(s) in state_dict: "zz". ',
    )
    const one = await gradwire(
      'run',
      graph,
      '--inputs',
      save('one', { x: inputs['x']! }),
      '--out',
      file('never'),
    )
    expect(one.stderr).toContain("no tensor 'y'")
    const none = await gradwire('train', graph, '--out', file('never'))
    expect(none.stderr).toContain('--inputs')
  })

  it('trains to the end and writes the result when nobody reads what it prints', async () => {
    const out = file('unread.safetensors')
    const args = ['train', regression, '--steps', '20', '--json', '--out', out]
    const child = spawn(process.execPath, [PROGRAM, ...args])
    child.stdout.destroy()
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(load(out).get('loss_curve')!.shape).toEqual([20])
  })

  it('says why training failed', async () => {
    const node = (id: string, type: string, params: object) => ({ id, type, name: id, params })
    const edge = (id: string, source: string, target: string, targetHandle: string) => ({
      id,
      source,
      sourceHandle: 'output',
      target,
      targetHandle,
    })
    const nodes = [
      node('x', 'Input', { shape: [1] }),
      node('y', 'Input', { shape: [], dtype: 'int64' }),
      node('fc', 'Linear', { out_features: 2 }),
      node('loss', 'CrossEntropyLoss', {}),
    ]
    const edges = [
      edge('a', 'x', 'fc', 'input'),
      edge('b', 'fc', 'loss', 'input'),
      edge('c', 'y', 'loss', 'target'),
    ]
    const modules = { Net: { nodes, edges } }
    const graph = saveGraph('classes.json', { format: 'gradwire.graph', version: 1, main: 'Net', modules })
    const inputs = save('classes', {
      x: { dtype: 'F32', shape: [2, 1], values: [0, 1] },
      y: { dtype: 'I64', shape: [2], values: [1, 2] },
    })
    const failed = await gradwire('train', graph, '--inputs', inputs, '--out', file('never'))
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('Net/loss: Target 2 is out of bounds.')
  })

  it('says so when its engine is killed in the middle of training', async () => {
    const out = file('killed.safetensors')
    const child = startTraining(out)
    let stderr = ''
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')
    const engine = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine.js'))!
    process.kill(Number(engine), 'SIGKILL')
    child.stdout.resume()
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(1)
    expect(stderr).toMatch(/The engine process ended by the signal SIGKILL after step \d+/)
    expect(() => readFileSync(out)).toThrow('ENOENT')
  })

  it('writes what there is when the person interrupts it', async () => {
    const out = file('interrupted.safetensors')
    const child = startTraining(out)
    let stderr = ''
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGINT')
    child.stdout.resume()
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(130)
    expect(stderr).toMatch(/Interrupted after step \d+/)
    expect(load(out).get('loss_curve')!.values.length).toBeGreaterThan(0)
  })
})
