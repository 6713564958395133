/**
 * Modules as people write them: imported from their source, loaded with the weights of PyTorch's, run, and compared. `make_written.py`
 * wrote them and ran them in PyTorch.
 */
import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'
import type { GraphDocument } from '../../../graph/document/document'
import type { SafeTensor, SafeTensors } from '../../../graph/formats/safetensors'
import { readPython } from '../../../graph/import/python/read-python'
import { inferDocument } from '../../../graph/infer/infer'
import { pytorchKeys } from '../../../graph/plan/pytorch-names'
import { planned } from '../../executor/planned-document'
import { ready } from '../../index'
import { nodesOf, passOf } from '../run-document.fixture'
import { difference } from '../tolerance'
import type { SavedNumbers } from '../tolerance'

interface Row {
  source: string
  /** Shapes by key of the state_dict. */
  keys: Record<string, number[]>
  /** The keys that hold whole numbers. */
  whole: string[]
  /** `below`: what the numbers are below, where they are whole. */
  inputs: { shape: number[]; below: number | null }[]
  outputs: ({ shape: number[] } & SavedNumbers)[]
  /** By parameter: the sum of its gradient with weights, and its magnitude where that is more. */
  gradients: Record<string, [value: number, magnitude?: number]>
}

function rowsOf<R extends Row>(file: string): R[] {
  return (JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { rows: R[] }).rows
}

/** They say how the source was read, that it is in evaluation, and that sequences are whole, as they are in what is compared. */
const HARMLESS = ['python.one_of_several_shapes', 'python.while_training', 'python.packed']

beforeAll(() => ready())

it.each(rowsOf('written.json').map((row, index) => [index, row] as const))(
  'program %i gives what PyTorch gives',
  (_, row) => expectTheSame(row),
)

it.each(rowsOf<Row & { name: string }>('calls.json').map((row) => [row.name, row] as const))(
  '%s: the call gives what PyTorch gives',
  (_, row) => expectTheSame(row),
)

function expectTheSame(row: Row): void {
  const document = imported(row)
  const found = passOf(document, weightsOf(row), inputsOf(row, document), { mode: 'eval', grad: true })
  const outputs = nodesOf(document).filter(({ type }) => type === 'Output')
  expect(outputs.length, row.source).toBe(row.outputs.length)
  for (const [index, { name }] of outputs.entries()) {
    const actual = found.get(`act/${name}`)
    const expected = row.outputs[index]!
    expect(actual?.shape, row.source).toEqual(expected.shape)
    expect(difference(Array.from(actual?.values ?? [], Number), expected), row.source).toBeNull()
  }
  expectGradients(row, document, found)
}

/** Errors: the source is refused, or something is told that changes the meaning. */
function imported({ source, inputs }: Row): GraphDocument {
  const read = readPython(source)
  if (read.kind === 'refused') throw new Error(`${JSON.stringify(read.findings)}\n${source}`)
  const told = read.notes.filter(({ severity, code }) => severity === 'warning' && !HARMLESS.includes(code))
  expect(told, source).toEqual([])
  const { modules, main } = read.document
  const given = inputs.map(({ shape, below }) => ({
    shape: shape.slice(1),
    ...(below === null ? {} : { dtype: 'int64' }),
  }))
  const nodes = nodesOf(read.document).map((node) =>
    node.type === 'Input' ? { ...node, params: given.shift() ?? node.params } : node,
  )
  return { ...read.document, modules: { ...modules, [main]: { ...modules[main]!, nodes } } }
}

/** The gradient of the sum of all outputs, of each parameter that PyTorch has one of. */
function expectGradients({ gradients, source }: Row, document: GraphDocument, found: SafeTensors): void {
  const own = [...found.keys()].flatMap((name) =>
    name.startsWith('param_grad/') ? [name.slice('param_grad/'.length)] : [],
  )
  const written = pytorchKeys(planned(inferDocument(document)).plan, own)
  const sums = own.map((key): [string, number] => {
    const name = written.get(key) ?? key
    const { values, shape } = found.get(`param_grad/${key}`)!
    const weights = numbers(`g ${name}`, countOf(shape))
    return [name, weights.reduce((sum, weight, at) => sum + weight * Number(values[at]), 0)]
  })
  expect(sums.map(([key]) => key).toSorted(), source).toEqual(Object.keys(gradients).toSorted())
  for (const [key, sum] of sums) {
    const [value, magnitude = 0] = gradients[key]!
    const said = difference([sum], { values: [value], magnitudes: [magnitude] })
    expect(said, `${key}\n${source}`).toBeNull()
  }
}

/** What `make_written.py` has loaded. */
function weightsOf({ keys, whole }: Row): SafeTensors {
  return new Map(
    Object.entries(keys).map(([key, shape]): [string, SafeTensor] => {
      if (whole.includes(key))
        return [key, { dtype: 'I64', shape, values: new Int32Array(countOf(shape)).fill(3) }]
      const values = numbers(key, countOf(shape))
      const moved = key.endsWith('running_var') ? values.map((value) => value + 1) : values
      return [key, { dtype: 'F32', shape, values: Float32Array.from(moved) }]
    }),
  )
}

function inputsOf({ inputs }: Row, document: GraphDocument): ReadonlyMap<string, SafeTensor> {
  const nodes = nodesOf(document).filter(({ type }) => type === 'Input')
  return new Map(
    inputs.map(({ shape, below }, index): [string, SafeTensor] => {
      const drawn = numbers(`input ${index}`, countOf(shape))
      const tensor: SafeTensor =
        below === null
          ? { dtype: 'F32', shape, values: Float32Array.from(drawn, (value) => value * 4) }
          : { dtype: 'I64', shape, values: Int32Array.from(drawn, (value) => (value + 0.5) * below) }
      return [nodes[index]?.name ?? '', tensor]
    }),
  )
}

/** `numbers` of `make_written.py`. */
function numbers(key: string, count: number): number[] {
  const start = crc32(key)
  return Array.from({ length: count }, (_, index) => {
    let h = Math.imul(start + index, 0x9e3779b1) >>> 0
    h = Math.imul(h ^ (h >>> 15), 0x85ebca77) >>> 0
    h = (h ^ (h >>> 13)) >>> 0
    return (h % 1024) / 1024 - 0.5
  })
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1)
}
