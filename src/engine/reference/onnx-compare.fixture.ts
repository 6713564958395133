/** Runs a file of ONNX in onnxruntime, and what it is imported as in the engine, on the same values. */
import { inferDocument } from '../../graph/infer/infer'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { expect } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { importFile } from '../../graph/import/import-file'
import { Generator } from '../index'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import { runOnce } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { takeWeights } from '../visited/weights'
import { ADDED_BY_ONNXRUNTIME, magnitudesOf } from './magnitudes.fixture'
import { firstApart } from './tolerance'

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
const random = new Generator(3)

export function nodesOf({ modules, main }: GraphDocument) {
  return modules[main]!.nodes
}

function inputsOf(document: GraphDocument): Map<string, Given> {
  const inputs = nodesOf(document).filter(({ type }) => type === 'Input')
  return new Map<string, Given>(
    inputs.map(({ name, params }): [string, Given] => {
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
  weights: SafeTensors,
  inputs: ReadonlyMap<string, Given>,
): Values[] {
  const model = makeModel(planned(inferDocument(document)))
  try {
    takeWeights(model, writeSafetensors(weights))
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

/** By the rule; magnitudes() is called where values alone do not tell. */
function expectClose(
  actual: Values,
  expected: Values,
  magnitudes: () => ArrayLike<number>,
  what: string,
): void {
  expect(actual.shape, what).toEqual(expected.shape)
  if (firstApart(actual.values, expected.values) < 0) return
  const added = magnitudes()
  const wrong = firstApart(actual.values, expected.values, added)
  if (wrong < 0) return
  const [found, wanted] = [actual.values[wrong], expected.values[wrong]]
  expect.fail(
    `${what}: value ${wrong} is ${found}, onnxruntime's is ${wanted}, of terms that add up to ${added[wrong]}`,
  )
}

interface Options {
  /** The file has the time before the batch. */
  timeFirst?: boolean
}

/** Fails where they differ. → what was imported */
export async function expectSameAsOnnxruntime(name: string, bytes: Uint8Array, options: Options = {}) {
  const imported = importFile({ name: `${name}.onnx`, bytes })
  if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings))
  const { document, weights, notes } = imported
  const opaque = nodesOf(document).filter(({ type }) => type === 'Opaque')
  expect(
    opaque.map(({ params }) => params),
    notes.map(({ message }) => message).join('\n'),
  ).toEqual([])
  const inputs = inputsOf(document)
  const given = [...inputs.values()].map((each) => (options.timeFirst === true ? timeFirst(each) : each))
  const expected = await ortResults(bytes, given)
  const actual = engineResults(document, weights, inputs)
  expect(actual).toHaveLength(expected.length)
  const magnitudes = () =>
    magnitudesOf(
      [weights, inputs],
      ([changed, feed]) => {
        const results = engineResults(document, changed!, feed as ReadonlyMap<string, Given>)
        return new Map(results.map(({ values }, index) => [index, values]))
      },
      ADDED_BY_ONNXRUNTIME,
    )
  actual.forEach((values, index) =>
    expectClose(values, expected[index]!, () => magnitudes().get(index)!, `output ${index} of ${name}`),
  )
  return imported
}
