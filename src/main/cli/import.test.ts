/** `gradwire import`: the graph, its weights beside it, and what the person is told. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire } from '../../../scripts/built-program.mjs'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { GraphDocument } from '../../graph/document/document'
import { testDocument } from '../../graph/document/test-graph'
import { onnxModel } from '../../graph/import/onnx/onnx-model.fixture'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-import-'))
const fixture = fileURLToPath(new URL('../../graph/import/onnx/fixtures/convnet.onnx', import.meta.url))
const at = (name: string) => join(folder, name)

beforeAll(buildProgram, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

describe('gradwire import', () => {
  it('writes a graph that checks clean and runs with the weights beside it', async () => {
    const out = at('net.json')
    const imported = await gradwire('import', fixture, '--out', out)
    expect(imported.code, imported.stderr).toBe(0)
    const weights = at('net.safetensors')
    expect(imported.stdout).toBe(`Wrote ${out}.\nWrote ${weights}, the weights: give it with --weights.\n`)
    expect((await gradwire('check', out)).stdout).toBe('net.json is correct.\n')
    const inputs = at('inputs.safetensors')
    const x = { dtype: 'F32', shape: [2, 1, 16, 16], values: new Float32Array(512).fill(0.5) } as const
    writeFileSync(inputs, writeSafetensors(new Map([['x', x]])))
    const ran = await gradwire('run', out, '--weights', weights, '--inputs', inputs, '--mode', 'eval', '--out', at('act.safetensors')) // prettier-ignore
    expect(ran.code, ran.stderr).toBe(0)
    const act = readSafetensors(new Uint8Array(readFileSync(at('act.safetensors'))))
    expect(act.get('act/classifier')?.shape).toEqual([2, 5])
    // The graph names them: they need not be given.
    const alone = await gradwire(
      'run',
      out,
      '--inputs',
      inputs,
      '--mode',
      'eval',
      '--out',
      at('alone.safetensors'),
    )
    expect(alone.code, alone.stderr).toBe(0)
    expect(readSafetensors(new Uint8Array(readFileSync(at('alone.safetensors'))))).toEqual(act)
  })

  it('replaces weights that are beside the graph only with --force', async () => {
    const [out, weights] = [at('kept.json'), at('kept.safetensors')]
    writeFileSync(weights, 'weeks of training')
    const refused = await gradwire('import', fixture, '--out', out)
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: Cannot write ${weights}, the weights: there is such a file. Give another --out, or --force to replace it.\n`,
    })
    expect(readFileSync(weights, 'utf8')).toBe('weeks of training')
    expect(existsSync(out)).toBe(false)
    expect((await gradwire('import', fixture, '--out', out, '--force')).code).toBe(0)
    expect(readSafetensors(new Uint8Array(readFileSync(weights))).size).toBeGreaterThan(0)
  })

  it('replaces a graph, or a file that it makes of weights, only with --force', async () => {
    for (const [input, name] of [
      [fixture, 'mine.json'],
      [at('net.safetensors'), 'mine.safetensors'],
    ] as const) {
      const out = at(name)
      if (name === 'mine.safetensors') await gradwire('import', fixture, '--out', at('net.json'), '--force')
      writeFileSync(out, 'hours of wiring')
      const refused = await gradwire('import', input, '--out', out)
      expect(refused).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: Cannot write ${out}: there is such a file. Give another --out, or --force to replace it.\n`,
      })
      expect(readFileSync(out, 'utf8')).toBe('hours of wiring')
      expect((await gradwire('import', input, '--out', out, '--force')).code).toBe(0)
      expect(readFileSync(out, 'utf8')).not.toBe('hours of wiring')
    }
  })

  it('says what became opaque, and running the graph is refused there', async () => {
    const file = at('magic.onnx')
    writeFileSync(file, onnxModel({ inputs: { x: ['n', 3] }, nodes: [['com.example:Magic', ['x'], ['y']]] }))
    const out = at('magic.json')
    const imported = await gradwire('import', file, '--out', out)
    // What an opaque node stands for is not in the graph.
    expect(imported.code, imported.stderr).toBe(1)
    expect(imported.stderr).toBe(
      "warning part: '/part/Magic_0' (Magic) became an opaque node: Gradwire has no such operation.\n",
    )
    expect(existsSync(at('magic.safetensors'))).toBe(false)
    const ran = await gradwire('run', out, '--out', at('never.safetensors'))
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain("Gradwire has no operation 'com.example.Magic'.")
  })

  it('takes the training from the script beside an exported net, whichever of the two is named', async () => {
    const source = at('trained.json')
    const training = { optimizer: { type: 'SGD', params: { lr: 0.05, momentum: 0.9 } }, batch_size: 4, epochs: 3, seed: 2, zero_grad: false, accumulate: 3 }
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['y: Input', { shape: [2] }], ['fc: Linear', { out_features: 2 }, { requires_grad: { bias: false } }], ['loss: MSELoss']],
      ['x → fc', 'fc → loss', 'y → loss.target'],
    )
    writeFileSync(source, JSON.stringify({ ...document, training }))
    const exported = await gradwire('export', source, '--to', 'pytorch', '--out', at('exported'))
    expect(exported.code, exported.stderr).toBe(0)
    for (const name of ['model.py', 'train.py']) {
      const out = at(`back-${name}.json`)
      const imported = await gradwire('import', join(at('exported'), name), '--out', out)
      expect(imported.code, imported.stderr).toBe(0)
      const back = JSON.parse(readFileSync(out, 'utf8')) as GraphDocument
      expect(back.training).toEqual(training)
      expect(back.modules[back.main]!.nodes.find((node) => node.name === 'fc')?.requires_grad).toEqual({ bias: false })
    }
  }) // prettier-ignore

  it('follows imports within the folder alone, takes the net that is asked for, and tells every note as JSON', async () => {
    mkdirSync(at('project/net'), { recursive: true })
    const head = 'import torch\nimport torch.nn as nn\n'
    const block = (name: string, size: number, more = ''): string =>
      `${head}class ${name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(8, ${size})\n${more}    def forward(self, x):\n        return self.fc(x)\n`
    writeFileSync(at('outside.py'), block('Outside', 4))
    writeFileSync(at('project/net/parts.py'), block('Block', 4, '        self.bad = nn.Magic()\n'))
    symlinkSync(at('outside.py'), at('project/net/linked.py'))
    const model = at('project/net/model.py')
    writeFileSync(model, `from .parts import Block\nfrom .linked import Outside\n${block('Other', 3)}`)
    const whole = await gradwire('import', model, '--out', at('other.json'), '--net', 'Other')
    expect(whole.code, whole.stderr).toBe(0)
    const noted = await gradwire('import', model, '--out', at('block.json'), '--net', 'Block', '--json')
    expect(noted.code, noted.stderr).toBe(1)
    expect(JSON.parse(noted.stdout)).toMatchObject({
      ok: false,
      notes: [{ severity: 'warning', code: 'python.opaque_layer', file: 'parts.py', line: 7 }, { severity: 'info' }],
    })
    const refused = await gradwire('import', model, '--out', at('outside.json'), '--net', 'Outside', '--json')
    expect(refused.code).toBe(2)
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, findings: [{ code: 'python.no_file', line: 2 }] })
    expect(existsSync(at('outside.json'))).toBe(false)
  }) // prettier-ignore

  it('refuses what it cannot read, and writes nothing', async () => {
    const file = at('cut.onnx')
    writeFileSync(file, readFileSync(fixture).subarray(0, 1000))
    const refused = await gradwire('import', file, '--out', at('cut.json'))
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('This is not an ONNX model, or it is cut short.')
    expect(existsSync(at('cut.json'))).toBe(false)
  })
})
