/** What is imported from ONNX gives in the engine what the file gives in onnxruntime: models of the usual exporters. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { importFile } from '../../graph/import/import-file'
import { Generator, ready } from '../index'
import { freeModel, makeModel } from '../session/make-model'
import { runOnce } from '../session/run-once'
import { toTensor } from '../session/tensor-file'
import { takeWeights } from '../session/weights'

interface Given {
  dtype: 'F32' | 'I64'
  shape: readonly number[]
  values: Float32Array | Int32Array
}

interface Values {
  shape: readonly number[]
  values: ArrayLike<number>
}

const BATCH = 3
const FIXTURES = new URL('../../graph/import/onnx/fixtures/', import.meta.url)
/** The batch's place in the inputs of files that have the time first. */
const TIME_FIRST = new Set(['gru', 'gru-new'])
const random = new Generator(3)

await ready()

function read(name: string) {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.onnx`, FIXTURES)))
  const imported = importFile({ name: `${name}.onnx`, bytes })
  if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings))
  return { bytes, ...imported }
}

function nodesOf({ modules, main }: GraphDocument) {
  return modules[main]!.nodes
}

function inputsOf(document: GraphDocument): Map<string, Given> {
  const inputs = nodesOf(document).filter(({ type }) => type === 'Input')
  return new Map(
    inputs.map(({ name, params }) => {
      const { shape: sample, dtype } = params as { shape: number[]; dtype?: string }
      const shape = [BATCH, ...sample]
      const length = shape.reduce((product, size) => product * size, 1)
      if (dtype === 'int64')
        return [
          name,
          { dtype: 'I64', shape, values: Int32Array.from({ length }, (_, index) => (index * 7) % 20) },
        ]
      return [name, { dtype: 'F32', shape, values: Float32Array.from({ length }, () => random.normal()) }]
    }),
  )
}

/** As the file has it, where there the time comes before the batch. */
function timeFirst({ dtype, shape: [n = 1, t = 1, ...rest], values }: Given): Given {
  const inner = rest.reduce((product, size) => product * size, 1)
  const moved = values.slice()
  for (let batch = 0; batch < n; batch++)
    for (let time = 0; time < t; time++)
      moved.set(
        values.subarray((batch * t + time) * inner, (batch * t + time + 1) * inner),
        (time * n + batch) * inner,
      )
  return { dtype, shape: [t, n, ...rest], values: moved }
}

async function ortResults(bytes: Uint8Array, inputs: readonly Given[]): Promise<Values[]> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const feed = session.inputNames.map((name, index) => {
    const { dtype, shape, values } = inputs[index]!
    const data = dtype === 'I64' ? BigInt64Array.from(values, BigInt) : (values as Float32Array)
    return [name, new OrtTensor(dtype === 'I64' ? 'int64' : 'float32', data, shape)] as const
  })
  const outputs = await session.run(Object.fromEntries(feed))
  await session.release()
  return session.outputNames.map((name) => {
    const { dims, data } = outputs[name]!
    return { shape: dims, values: Float64Array.from(data as Float32Array, Number) }
  })
}

function engineResults(
  document: GraphDocument,
  weights: Uint8Array,
  inputs: ReadonlyMap<string, Given>,
): Values[] {
  const model = makeModel(document)
  try {
    takeWeights(model, weights)
    const { compiled } = model
    const feed = () =>
      new Map(
        compiled.slots.map(({ node, name, handle }) => [node, { [handle]: toTensor(inputs.get(name)!) }]),
      )
    const tensors = readSafetensors(runOnce(compiled, feed, { mode: 'eval', grad: false }).tensors)
    return nodesOf(document)
      .filter(({ type }) => type === 'Output')
      .map(({ name }) => tensors.get(`act/${name}`)!)
  } finally {
    freeModel(model)
  }
}

function expectClose(actual: Values, expected: Values, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape)
  const largest = Math.max(...Array.from(expected.values, Math.abs))
  const wrong = Array.from(expected.values).findIndex(
    (value, index) => !(Math.abs(actual.values[index]! - value) <= 1e-5 * largest),
  )
  if (wrong >= 0)
    expect.fail(
      `${what}: value ${wrong} is ${actual.values[wrong]}, onnxruntime's is ${expected.values[wrong]}`,
    )
}

describe('what is imported from ONNX', () => {
  it.each([
    'convnet', 'convnet-new', 'resnet', 'resnet-new', 'words', 'gru', 'gru-new', 'signals', 'signals-new', 'unet',
    'keras', 'attention', 'attention-14', 'attention-new', 'transformer-new',
  ])('gives what onnxruntime gives: %s', async (name) => {
    const { bytes, document, weights, notes } = read(name)
    if (process.env.SHOW) console.log(name, nodesOf(document).map((n) => `${n.name}:${n.type}${JSON.stringify(n.params)}`).join('\n  '), notes)
    expect(nodesOf(document).filter(({ type }) => type === 'Opaque').map((node) => node.params)).toEqual([])
    const inputs = inputsOf(document)
    const given = [...inputs.values()].map((each) => (TIME_FIRST.has(name) ? timeFirst(each) : each))
    const expected = await ortResults(bytes, given)
    const actual = engineResults(document, writeSafetensors(weights), inputs)
    expect(actual).toHaveLength(expected.length)
    actual.forEach((values, index) => expectClose(values, expected[index]!, `output ${index} of ${name}`))
  }) // prettier-ignore
})
