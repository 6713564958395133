import { fromBinary } from '@bufbuild/protobuf'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../document/document'
import { testDocument, testModule } from '../document/test-graph'
import { parseDocument } from '../file/parse'
import type { SafeTensor } from '../formats/safetensors'
import { inferDocument } from '../infer/infer'
import { nodeDefinition } from '../nodes/index'
import { ModelProtoSchema } from '../onnx/onnx_pb'
import type { CodeLine, CodePlace } from './code-line'
import { exportOnnx } from './onnx/export-onnx'
import { onnxLines } from './onnx/onnx-lines'
import { printLines } from './print-lines'
import { exportDocuments, trainingDocuments } from './pytorch/documents.fixture'
import { exportPyTorch, pytorchCode } from './pytorch/export-pytorch'
import { pythonMarks } from './pytorch/python-marks'
import { summarise } from './summary'
import { summaryLines } from './summary-lines'

const samples = new URL('../../../resources/samples/', import.meta.url)
const sampleNames = readdirSync(samples).map((file) => file.replace('.json', ''))

function sample(name: string): GraphDocument {
  const { document } = parseDocument(readFileSync(new URL(`${name}.json`, samples), 'utf8'))
  if (document === null) throw new Error(`${name} is no graph`)
  return document
}

const documents: [string, GraphDocument][] = [
  ...sampleNames.map((name): [string, GraphDocument] => [name, sample(name)]),
  ...Object.entries(exportDocuments),
  ...Object.entries(trainingDocuments),
]

function codeOf(document: GraphDocument): { model: CodeLine[]; train: CodeLine[] | null } {
  const code = pytorchCode(inferDocument(document))
  if (code.kind === 'refused') throw new Error(JSON.stringify(code.findings))
  return code
}

/** The attribute that a place's node hangs on: its own, or the list of the source that it is in. */
function nameOf(document: GraphDocument, { module, node }: CodePlace): string | undefined {
  const found = document.modules[module]?.nodes.find(({ id }) => id === node)
  return found?.pytorch_name?.split('.')[0] ?? found?.name
}

describe.each(documents)('the lines of %s', (_, document) => {
  const { model, train } = codeOf(document)

  it('are those of the export', () => {
    const exported = exportPyTorch(inferDocument(document))
    const files = exported.kind === 'files' ? exported.files : {}
    expect(model.map(({ text }) => text).join('\n')).toBe(files['model.py'])
    expect(train?.map(({ text }) => text).join('\n')).toBe(files['train.py'])
  })

  it('lead from each attribute that is made or called to the node of that name', () => {
    // Classes that an export brings along are no definitions of the document.
    let ours = false
    for (const { text, places } of model) {
      if (text.startsWith('class ')) ours = places.length > 0
      if (!ours) continue
      const names = places.map((place) => nameOf(document, place))
      const [, made] = /^ {8}self\.(\w+) = /.exec(text) ?? []
      const called = [...text.matchAll(/self\.(\w+)\(/g)].map(([, name]) => name)
      for (const name of [made, ...called].filter((each) => each !== undefined)) {
        // A node that shares another's module calls it by that name.
        const sharing = places.some(({ module, node }) => {
          const nodes = document.modules[module]?.nodes ?? []
          const owner = nodes.find(({ id }) => id === node)?.shared_with
          return nodes.find(({ id }) => id === owner)?.name === name
        })
        if (!sharing && !/^(hook|register|get|add)_/.test(name)) expect(names, text).toContain(name)
      }
    }
  })

  it('have each node of the net that is a call somewhere', () => {
    const inference = inferDocument(document)
    for (const { module, nodes } of inference.modules.values())
      for (const { node, definition, loose } of nodes.values()) {
        const role = definition?.role
        if (loose || !inUse(document, module) || definition?.pytorch.tensor) continue
        if (role === 'metric' || role === 'data' || role === 'input') continue
        const found = [...model, ...(train ?? [])].some(({ places }) =>
          places.some((place) => place.module === module && place.node === node.id),
        )
        expect(found, `${module}.${node.name}`).toBe(true)
      }
  })
})

function inUse(document: GraphDocument, module: string): boolean {
  if (module === document.main) return true
  return Object.entries(document.modules).some(
    ([around, { nodes }]) =>
      around !== module &&
      inUse(document, around) &&
      nodes.some((node) => nodeDefinition(node.type)?.instanceOf?.(node.params) === module),
  )
}

const nested = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ['first: Module', { module: 'Block' }],
    ['second: Module', { module: 'Block' }],
    ['y: Output'],
  ],
  ['x → first.x', 'first.y → second.x', 'second.y → y'],
  {
    Block: testModule(
      [['x: Input'], ['fc: Linear', { out_features: 4 }], ['act: ReLU'], ['y: Output']],
      ['x → fc', 'fc → act', 'act → y'],
    ),
  },
)
const [, firstNode, secondNode] = nested.modules['Net']?.nodes ?? []
const fc = nested.modules['Block']?.nodes.find(({ name }) => name === 'fc')

describe('the lines of print(net)', () => {
  it('lead to the node of one instance', () => {
    const text = `Net(
  (first): Block(
    (fc): Linear(in_features=4, out_features=4, bias=True)
    (act): ReLU()
  )
  (second): Block(
    (fc): Linear(in_features=4, out_features=4, bias=True)
    (act): ReLU()
  )
)`
    const places = printLines(text, inferDocument(nested)).map((line) => line.places[0])
    expect(places[0]).toEqual({ module: 'Net', path: [] })
    expect(places[1]).toEqual({ module: 'Net', node: firstNode?.id, path: [] })
    expect(places[2]).toEqual({ module: 'Block', node: fc?.id, path: [firstNode?.id] })
    expect(places[4]).toEqual(places[1])
    expect(places[6]).toEqual({ module: 'Block', node: fc?.id, path: [secondNode?.id] })
    expect(places[9]).toEqual(places[0])
  })
})

describe('the summary', () => {
  it('leads from each row to its node, and says what is frozen', () => {
    const net = nested.modules['Net']!
    const frozen = {
      ...nested,
      modules: {
        ...nested.modules,
        Net: {
          ...net,
          nodes: net.nodes.map((node) =>
            node.id === firstNode?.id ? { ...node, requires_grad: { 'fc.weight': false } } : node,
          ),
        },
      },
    }
    const lines = summaryLines(inferDocument(frozen))
    const row = lines.find(({ text }) => text.startsWith('second.fc'))
    expect(row?.places).toEqual([{ module: 'Block', node: fc?.id, path: [secondNode?.id] }])
    expect(lines.map(({ text }) => text)).toContain('16 of them are frozen: first.fc.weight')
  })
})

/** Zeros under every name; what is in no shape list is a running statistic. */
class Zeros extends Map<string, SafeTensor> {
  constructor(private readonly shapes: ReadonlyMap<string, readonly number[]>) {
    super()
  }

  override get(key: string): SafeTensor {
    const shape = this.shapes.get(key) ?? this.shapes.get(key.replace(/\w+$/, 'weight')) ?? []
    const size = shape.reduce((product, length) => product * length, 1)
    return { dtype: 'F32', shape, values: new Float32Array(size) }
  }
}

describe.each(sampleNames)('the ONNX names of %s', (name) => {
  const inference = inferDocument(sample(name))
  const shapes = new Map(summarise(inference).parameters.map((each) => [each.name, each.shape]))
  const result = onnxLines(inference)
  const exported = exportOnnx(inference, new Zeros(shapes))

  it('are those of the exported model', () => {
    if (exported.kind === 'refused') return expect(result).toEqual(exported)
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
    const { graph } = fromBinary(ModelProtoSchema, exported.bytes)
    const wanted = [
      ...graph!.input.map(({ name: input }) => input),
      ...graph!.node.map((node) => `${node.name}: ${node.output.join(', ')} = ${node.opType}(${node.input.join(', ')})`),
      ...graph!.output.map(({ name: output }) => output),
      ...graph!.initializer.map(({ name: tensor, dims }) => `${tensor} [${dims.join(', ')}]`),
    ] // prettier-ignore
    const lines = result.lines.map(({ text }) => text.trim())
    const found = lines.filter((text) => text !== '' && !text.startsWith('#'))
    expect(found).toHaveLength(wanted.length)
    found.forEach((text, at) => expect(text.startsWith(wanted[at]!), `${text} / ${wanted[at]}`).toBe(true))
    return undefined
  })

  it('lead from each parameter to its layer', () => {
    if (result.kind === 'refused') return
    for (const { text, places } of result.lines) {
      const [, key] = /^ {2}(\S+\.(?:weight|bias)) \[/.exec(text) ?? []
      if (key === undefined) continue
      const [place] = places
      expect(key.split('.'), text).toContain(place && nameOf(inference.document, place))
    }
  })
})

describe('the marks of Python source', () => {
  it('stand on the words of each line, also in a string over several', () => {
    const lines = ['"""A', 'net."""', 'class Net(nn.Module):', '    x = 0.5  # half']
    expect(pythonMarks(lines)).toEqual([
      [{ from: 0, to: 4, kind: 'string' }],
      [{ from: 0, to: 7, kind: 'string' }],
      [
        { from: 0, to: 5, kind: 'keyword' },
        { from: 6, to: 9, kind: 'name' },
      ],
      [
        { from: 8, to: 11, kind: 'number' },
        { from: 13, to: 19, kind: 'comment' },
      ],
    ])
  })
})
