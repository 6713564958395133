import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../document/document'
import { readPython } from '../../import/python/read-python'
import { parseDocument } from '../../file/parse'
import { testDocument, testModule } from '../../document/test-graph'
import { exportDocuments, trainingDocuments } from './documents.fixture'
import { exportPyTorch } from './export-pytorch'
import { inferDocument } from '../../infer/infer'

const samples = new URL('../../../../resources/samples/', import.meta.url)

function filesOf(document: GraphDocument): Record<string, string> {
  const result = exportPyTorch(inferDocument(document))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result.files
}

function sample(name: string): GraphDocument {
  const { document } = parseDocument(readFileSync(new URL(`${name}.json`, samples), 'utf8'))
  if (document === null) throw new Error(`${name} is no graph`)
  return document
}

const names = readdirSync(samples).map((file) => file.replace('.json', ''))
const documents: [string, GraphDocument][] = [
  ...names.map((name): [string, GraphDocument] => [name, sample(name)]),
  ...Object.entries(exportDocuments),
  ...Object.entries(trainingDocuments),
]

/** The samples differ in a few lines of train.py, and all run on PyTorch elsewhere: a regression and a classification stand for them. */
const alike = new Set(names.filter((name) => name !== 'linear-regression' && name !== 'mnist-cnn'))

describe.each(documents)('the export of %s', (name, document) => {
  const files = filesOf(document)
  const shown = ['model.py', 'train.py'].filter((file) => file in files)

  it.each(alike.has(name) ? ['model.py'] : shown)('writes %s', async (file) => {
    await expect(files[file]).toMatchFileSnapshot(`golden/${name}/${file}`)
  })

  it('keeps to lines of at most 110 columns', () => {
    const long = Object.entries(files)
      .filter(([file]) => file.endsWith('.py'))
      .flatMap(([, text]) => text.split('\n').filter((line) => line.length > 110))
    expect(long).toEqual([])
  })
})

describe('an export', () => {
  const net = (params: object = {}) => ['fc: Linear', { out_features: 2, ...params }] as const

  it('has no train.py without a loss, and needs no data', () => {
    const files = filesOf(testDocument([['x: Input', { shape: [4] }], net()], ['x → fc']))
    expect(Object.keys(files)).toEqual(['model.py', 'tensor_file.py', 'requirements.txt', 'README.md'])
    expect(files['README.md']).not.toContain('data.safetensors')
    expect(files['model.py']).toContain('return self.fc(x)')
  })

  it('names in its README no file of tensors that is left out', () => {
    const nodes = [['data: Dataset', { source: 'blobs' }], ['fc: Linear', { out_features: 4 }], ['loss: CrossEntropyLoss']] as const // prettier-ignore
    const inference = inferDocument(testDocument([...nodes], ['data.x → fc', 'fc → loss.input', 'data.y → loss.target'])) // prettier-ignore
    const readme = (both: boolean): string => {
      const result = exportPyTorch(inference, { weights: both, samples: both })
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
      return result.files['README.md']!
    }
    expect(readme(false)).not.toMatch(/`weights\.safetensors`|load_tensors|the samples, one tensor/)
    expect(readme(true)).toMatch(/`weights\.safetensors`[^]*the samples, one tensor[^]*load_tensors/)
  })

  it('of a net with BatchNorm says that several processes train otherwise, and offers --sync-batchnorm; others do not', () => {
    const norm = (...nodes: Parameters<typeof testDocument>[0]) =>
      filesOf(
        testDocument(
          [['data: Dataset', { source: 'blobs' }], net(), ...nodes, ['loss: CrossEntropyLoss']],
          [
            'data.x → fc',
            ...(nodes.length > 0 ? ['fc → bn', 'bn → loss'] : ['fc → loss']),
            'data.y → loss.target',
          ],
        ),
      )
    const files = norm(['bn: BatchNorm1d'])
    expect(files['README.md']).toContain('BatchNorm, which measures the samples of one process only')
    expect(files['README.md']).toContain('`--sync-batchnorm`')
    expect(files['train.py']).toContain('net = nn.SyncBatchNorm.convert_sync_batchnorm(net)')
    expect(files['train.py']).toContain('import torch.nn as nn')
    expect(files['train.py']!.split('\n').filter((line) => line.length > 110)).toEqual([])
    const plain = norm()
    expect(plain['README.md']! + plain['train.py']!).not.toMatch(/batch-?norm/i)
  })

  it('is refused where the value of an Output without a wire is taken, and only there', () => {
    const open = testModule(
      [['x: Input'], ['act: ReLU'], ['y: Output'], ['z: Output']],
      ['x → act', 'act → y'],
    )
    const nodes = [
      ['x: Input', { shape: [4] }],
      ['b: Module', { module: 'Open' }],
    ] as const
    expect(filesOf(testDocument(nodes, ['x → b.x'], { Open: open }))['model.py']).toContain(
      'return self.b(x)',
    )
    const taken = testDocument([...nodes, ['end: Output']], ['x → b.x', 'b.z → end'], { Open: open })
    const finding = {
      module: 'Net',
      node: 'end',
      message: expect.stringContaining("Nothing comes from 'z' of b"),
    }
    expect(exportPyTorch(inferDocument(taken))).toMatchObject({ kind: 'refused', findings: [finding] })
  })

  it('is refused where the graph is wrong', () => {
    const result = exportPyTorch(
      inferDocument(testDocument([['x: Input', { shape: [4] }], net({ in_features: 5 })], ['x → fc'])),
    )
    expect(result).toMatchObject({ kind: 'refused', findings: [{ name: 'fc' }] })
  })

  it('is refused for a hook of an unknown type', () => {
    const document = testDocument([['x: Input', { shape: [4] }], net()], ['x → fc'])
    const { Net } = document.modules
    const hooked = {
      ...Net!,
      hooks: [{ id: 'h0', edge: 'e0', pass: 'forward', type: 'scael', params: {} }],
    } as const
    const result = exportPyTorch(inferDocument({ ...document, modules: { Net: hooked } }))
    expect(result).toMatchObject({
      kind: 'refused',
      findings: [{ edge: 'e0', hook: 'h0', remedy: "Did you mean 'scale'?" }],
    })
  })

  it('waits for no gradient of a parameter that a module inside freezes, and the check says so', () => {
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['m: Module', { module: 'Block' }], ['out: Output']],
      ['x → m.x', 'm.y → out'],
      { Block: testModule([['x: Input'], ['fc: Linear', { out_features: 4 }, { requires_grad: { weight: false } }], ['y: Output']], ['x → fc', 'fc → y']) },
    )
    const hooks = ['weight', 'bias'].map((name, i) => ({
      id: `h${i}`, parameter: { node: 'm', name: `fc.${name}` }, pass: 'backward' as const, type: 'scale', params: {},
    }))
    const hooked = { ...document, modules: { ...document.modules, Net: { ...document.modules['Net']!, hooks } } }
    const text = filesOf(hooked)['model.py']
    expect(text).toContain('self.m.fc.bias.register_hook(scale())')
    expect(text).not.toContain('fc.weight.register_hook')
    const { findings } = parseDocument(JSON.stringify(hooked))
    expect(findings).toMatchObject([{ severity: 'warning', code: 'hook.frozen', hook: 'h0', node: 'm' }])
  }) // prettier-ignore

  it('keeps names apart from what the file itself uses', () => {
    const document = testDocument(
      [['F: Input', { shape: [4] }], ['torch: Module', { module: 'nn' }], ['out: Output']],
      ['F → torch.x', 'torch.scale → out'],
      { nn: testModule([['x: Input'], ['relu: ReLU'], ['scale: Output']], ['x → relu', 'relu → scale']) },
    )
    const text = filesOf(document)['model.py']
    expect(text).toContain('class nnModule(nn.Module):')
    expect(text).toContain('def forward(self, F_):')
    expect(text).toContain('return self.torch(F_)')
  })

  it('names no variable as what was a statement in Python 2, so that it can be imported again', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['print: Split', { split_size_or_sections: 2, dim: 1 }],
        ['y: Output'],
        ['z: Output'],
      ],
      ['x → print', 'print.outputs.0 → y', 'print.outputs.1 → z'],
    )
    const text = filesOf(document)['model.py']!
    expect(text).not.toMatch(/\bprint, /)
    const back = readPython(text)
    if (back.kind === 'refused') throw new Error(JSON.stringify(back.findings))
    expect(back.notes.filter(({ line }) => line !== undefined)).toEqual([])
  })

  it('keeps the tensors of the training script apart from each other and from what the script uses', () => {
    const pair = testModule(
      [['x: Input'], ['tanh: Tanh'], ['a: Output'], ['b: Output']],
      ['x → tanh', 'tanh → a', 'x → b'],
    )
    const document = testDocument(
      [
        ['criterion: Input', { shape: [4] }],
        ['torch: Input', { shape: [4] }],
        ['pair: Module', { module: 'Pair' }],
        ['loss: MSELoss'],
        ['y: Output'],
        ['z: Output'],
      ],
      ['criterion → pair.x', 'pair.a → loss', 'torch → loss.target', 'pair.a → y', 'pair.b → z'],
      { Pair: pair },
    )
    const script = filesOf(document)['train.py']!
    const lines = script.split('\n').map((line) => line.trim())
    expect(lines).toContain('INPUTS = ["criterion", "torch"]')
    expect(lines).toContain('criterion_, torch_ = batch')
    const [, results = '', given] = /^(.*) = model\((.*)\)$/m.exec(lines.join('\n')) ?? []
    expect(given).toBe('criterion_')
    expect(new Set(results.split(', ')).size).toBe(results.split(', ').length)
  })

  it('puts a title with quotes and line breaks on one harmless line', () => {
    const document = testDocument([['x: Input', { shape: [4] }], net()], ['x → fc'])
    const title = '"""\nimport os\\'
    expect(filesOf({ ...document, meta: { title } })['model.py']).toMatch(/^"""''' import os\/\. Made/)
  })
})
