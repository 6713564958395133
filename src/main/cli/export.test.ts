/** `gradwire export`, and the proof that exported scripts train as the engine does. */
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, PROGRAM } from '../../../scripts/built-program.mjs'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import { trainOnPyTorch, writeNumbers } from '../../engine/reference/run-training.fixture'
import type { OnPyTorch } from '../../engine/reference/run-training.fixture'
import { difference } from '../../engine/reference/tolerance'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-export-'))
const sample = (name: string) =>
  fileURLToPath(new URL(`../../../resources/samples/${name}.json`, import.meta.url))
const at = (name: string) => join(folder, name)
const python = pythonForTests()
/** PyTorch alone takes seconds to load; on a busy machine several times that. In milliseconds. */
const PATIENCE = 300_000

beforeAll(buildProgram, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

function execute(command: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

const gradwire = (...args: string[]) => execute(process.execPath, [PROGRAM, ...args])

function load(path: string) {
  return readSafetensors(new Uint8Array(readFileSync(path)))
}

describe('gradwire export', () => {
  it('writes a folder for PyTorch, and writes it again', async () => {
    const out = at('line')
    const first = await gradwire('export', sample('linear-regression'), '--to', 'pytorch', '--out', out)
    expect(first.code, first.stderr).toBe(0)
    const names = [
      'README.md',
      'data.safetensors',
      'model.py',
      'requirements.txt',
      'tensor_file.py',
      'train.py',
    ]
    expect(readdirSync(out).sort()).toEqual([...names, 'weights.safetensors'].sort())
    const data = load(join(out, 'data.safetensors'))
    expect([...data].map(([name, { shape }]) => [name, shape])).toEqual([
      ['x', [30, 1]],
      ['y', [30, 1]],
    ])
    writeFileSync(join(out, 'trained.safetensors'), 'mine')
    const again = await gradwire('export', sample('linear-regression'), '--to', 'pytorch', '--out', out)
    expect(again.code, again.stderr).toBe(0)
    expect(readFileSync(join(out, 'trained.safetensors'), 'utf8')).toBe('mine')
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('leaves a folder alone that holds something else, unless it must', async () => {
    const out = at('foreign')
    mkdirSync(out)
    writeFileSync(join(out, 'model.py'), 'mine')
    const args = ['export', sample('linear-regression'), '--to', 'pytorch', '--out', out]
    const refused = await gradwire(...args)
    expect([refused.code, refused.stdout]).toEqual([1, ''])
    expect(refused.stderr).toContain('--force')
    expect(readFileSync(join(out, 'model.py'), 'utf8')).toBe('mine')
    expect((await gradwire(...args, '--force')).code).toBe(0)
    expect(readFileSync(join(out, 'model.py'), 'utf8')).toContain('class Net')
  })

  it('writes the weights that it was given', async () => {
    const weights = at('w.safetensors')
    const first = await gradwire(
      'export',
      sample('linear-regression'),
      '--to',
      'safetensors',
      '--out',
      weights,
    )
    expect(first.code, first.stderr).toBe(0)
    const copy = at('copy.safetensors')
    const args = ['--to', 'safetensors', '--weights', weights, '--out', copy]
    expect((await gradwire('export', sample('linear-regression'), ...args)).code).toBe(0)
    expect(load(copy)).toEqual(load(weights))
    expect([...load(copy).keys()]).toEqual(['linear.weight', 'linear.bias'])
  })

  it('writes an ONNX model with the weights that it was given', async () => {
    const weights = at('line.safetensors')
    const tensors: SafeTensors = new Map([
      ['linear.weight', { dtype: 'F32', shape: [1, 1], values: Float32Array.of(2) }],
      ['linear.bias', { dtype: 'F32', shape: [1], values: Float32Array.of(-1) }],
    ])
    writeFileSync(weights, writeSafetensors(tensors))
    const args = ['--to', 'onnx', '--weights', weights, '--out', at('line.onnx')]
    const { code, stderr } = await gradwire('export', sample('linear-regression'), ...args)
    expect(code, stderr).toBe(0)
    const session = await InferenceSession.create(at('line.onnx'))
    const { linear } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 10), [2, 1]) })
    expect([...(linear!.data as Float32Array)]).toEqual([1, 19])
  })

  it('writes an ONNX model that takes any number of samples, or so many as --batch says', async () => {
    const out = at('batch.onnx')
    const asked = ['export', sample('linear-regression'), '--to', 'onnx', '--out', out]
    const shapeOf = async (...more: string[]) => {
      const { code, stderr } = await gradwire(...asked, ...more)
      expect(code, stderr).toBe(0)
      const session = await InferenceSession.create(out)
      const [x] = session.inputMetadata
      return x!.isTensor ? x!.shape : []
    }
    expect(await shapeOf()).toEqual([expect.any(String), 1])
    expect(await shapeOf('--batch', '3')).toEqual([3, 1])
  })

  it('leaves the samples out of a folder for PyTorch with --no-samples', async () => {
    const out = at('bare')
    const args = ['--to', 'pytorch', '--no-samples', '--out', out]
    const { code, stderr } = await gradwire('export', sample('linear-regression'), ...args)
    expect(code, stderr).toBe(0)
    expect(stderr).not.toContain('data.safetensors')
    const files = readdirSync(out)
    expect(files).toContain('weights.safetensors')
    expect(files).not.toContain('data.safetensors')
  })

  it('draws the graph, light and dark, and writes it as text, without an engine', async () => {
    const graph = sample('linear-regression')
    const svg = await gradwire('export', graph, '--to', 'svg', '--theme', 'dark', '--out', at('net.svg'))
    expect(svg).toEqual({ code: 0, stdout: `Wrote ${at('net.svg')}.\n`, stderr: '' })
    expect(readFileSync(at('net.svg'), 'utf8')).toMatch(/^<svg [^]*fill="#101216"[^]*<\/svg>\n$/)
    const png = await gradwire('export', graph, '--to', 'png', '--scale', '1', '--out', at('net.png'))
    expect(png.code, png.stderr).toBe(0)
    const size = /width="(\d+)" height="(\d+)"/
      .exec(readFileSync(at('net.svg'), 'utf8'))!
      .slice(1)
      .map(Number)
    const bytes = readFileSync(at('net.png'))
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(size)
    const full = readFileSync(at('net.svg'), 'utf8')
    expect(full).toContain('>N×1<')
    await gradwire('export', graph, '--to', 'svg', '--no-values', '--out', at('net.svg'))
    expect(readFileSync(at('net.svg'), 'utf8')).not.toContain('>N×1<')
    const mermaid = await gradwire('export', graph, '--to', 'mermaid', '--out', at('net.mmd'))
    expect(mermaid.code, mermaid.stderr).toBe(0)
    expect(readFileSync(at('net.mmd'), 'utf8')).toMatch(/^flowchart LR\n/)
    const markdown = await gradwire('export', graph, '--to', 'markdown', '--out', at('net.md'))
    expect(markdown.code, markdown.stderr).toBe(0)
    expect(readFileSync(at('net.md'), 'utf8')).toContain('| `linear` | Linear |')
  })

  it.each([
    [['--to', 'svg', '--weights', 'w.safetensors', '--out', 'x.svg'], 'leave --weights out'],
    [['--to', 'png', '--scale', '0', '--out', 'x.png'], 'Give a number from 0.1 to 10'],
    [['--to', 'svg', '--theme', 'pink', '--out', 'x.svg'], 'light, dark'],
    [['--to', 'onnx', '--batch', '0', '--out', 'x.onnx'], '--batch'],
  ])('refuses a call that means nothing: %j', async (args, words) => {
    const { code, stderr } = await gradwire('export', sample('linear-regression'), ...args)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })

  it.each([
    [['--to', 'pytorch', '--out', '/nowhere/deep/net'], 'Make it first'],
    [['--to', 'pytorch', '--out', sample('linear-regression')], 'not a folder'],
    [['--to', 'safetensors', '--out', folder], 'is a folder'],
  ])('refuses what it cannot write: %j', async (args, words) => {
    const { code, stderr } = await gradwire('export', sample('linear-regression'), ...args)
    expect(stderr).toContain(words)
    expect(code).toBe(1)
  })

  it('says what is missing where a data set cannot be read', async () => {
    const graph = JSON.parse(readFileSync(sample('mnist-cnn'), 'utf8')) as {
      modules: { Net: { nodes: { params: object }[] } }
    }
    graph.modules.Net.nodes[0]!.params = { source: 'mnist-idx', folder: '/nowhere' }
    writeFileSync(at('mnist.json'), JSON.stringify(graph))
    const { code, stderr } = await gradwire(
      'export',
      at('mnist.json'),
      '--to',
      'pytorch',
      '--out',
      at('mnist'),
    )
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('There is no data.safetensors')
    expect(existsSync(at('mnist/data.safetensors'))).toBe(false)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** `step 1  epoch 1  loss 2.3` */
function lossesOf(stdout: string): number[] {
  return [...stdout.matchAll(/^step \d+ .* loss (\S+)$/gm)].map(([, loss]) => Number(loss))
}

describe.skipIf(python === null)(
  `an exported train.py on PyTorch ${python?.version}`,
  { timeout: PATIENCE },
  () => {
    const options = ['--steps', '20']
    const names = ['linear-regression', 'mnist-cnn']
    /** As run_training.py does, so that numbers are the same. */
    const alone = { OMP_NUM_THREADS: '1' }
    const trainAlone = (out: string, env: Record<string, string> = alone) =>
      execute(python!.path, [join(out, 'train.py'), ...options, '--log-every', '1', '--device', 'cpu'], env)
    let onPyTorch = new Map<string, OnPyTorch>()

    beforeAll(async () => {
      const folders: string[] = []
      for (const name of names) {
        const out = at(`run-${name}`)
        const exported = await gradwire('export', sample(name), '--to', 'pytorch', '--out', out)
        expect(exported.code, exported.stderr).toBe(0)
        const trained = at(`${name}.safetensors`)
        const engine = await gradwire('train', sample(name), ...options, '--out', trained)
        expect(engine.code, engine.stderr).toBe(0)
        writeNumbers(out, { loss: Array.from(load(trained).get('loss_curve')!.values) }, options)
        const fresh = at(`fresh-${name}`)
        cpSync(out, fresh, { recursive: true })
        rmSync(join(fresh, 'weights.safetensors'))
        folders.push(out, fresh)
      }
      onPyTorch = trainOnPyTorch(python!.path, folders)
    }, PATIENCE)

    it.each(names)('has the first 20 losses of the engine for %s', (name) => {
      const { problems, output } = onPyTorch.get(`run-${name}`)!
      expect(problems, output).toEqual([])
    })

    it.each(names)('has them also with PyTorch’s own weights for the seed for %s', (name) => {
      const { problems, output } = onPyTorch.get(`fresh-${name}`)!
      expect(problems, output).toEqual([])
    })

    it.each(names)('prints them, and writes what the engine reads, for %s', async (name) => {
      const torch = await trainAlone(at(`run-${name}`))
      expect(torch.code, torch.stderr).toBe(0)
      const theirs = lossesOf(onPyTorch.get(`run-${name}`)!.output)
      expect(difference(lossesOf(torch.stdout), { values: theirs })).toBeNull()
      const written = load(join(at(`run-${name}`), 'trained.safetensors'))
      const trained = load(at(`${name}.safetensors`))
      for (const [key, { values }] of written)
        expect(values.length, key).toBe(trained.get(`final/${key}`)!.values.length)
    })

    it('has the same losses in two processes', async () => {
      const out = at('run-linear-regression')
      // What torchrun sets for each process.
      const env = (rank: string) => ({
        ...alone,
        WORLD_SIZE: '2',
        RANK: rank,
        LOCAL_RANK: rank,
        MASTER_ADDR: '127.0.0.1',
        MASTER_PORT: String(port),
      })
      const port = await freePort()
      const two = await Promise.all(['0', '1'].map((rank) => trainAlone(out, env(rank))))
      for (const { code, stderr } of two) expect(code, stderr).toBe(0)
      const values = lossesOf(onPyTorch.get('run-linear-regression')!.output)
      expect(difference(lossesOf(two[0]!.stdout), { values })).toBeNull()
      expect(two[1]!.stdout).toBe('')
    })

    it('says what it needs where the data are missing', async () => {
      const out = at('run-linear-regression')
      rmSync(join(out, 'data.safetensors'))
      const { code, stderr } = await execute(python!.path, [join(out, 'train.py')])
      expect(code).toBe(1)
      expect(stderr).toContain('data.safetensors is missing. It needs the tensors x, y')
    })
  },
)
