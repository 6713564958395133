/** Runs a file of ONNX in onnxruntime, and what it is imported as in the engine, on the same values. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { expect } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { importFile } from '../../graph/import/import-file'
import { Generator } from '../index'
import { perFile } from '../session/end-of-file.fixture'
import { expectClose } from './expect-close.fixture'
import type { Values } from './expect-close.fixture'
import { ADDED_BY_ONNXRUNTIME, growingMagnitudes } from './magnitudes.fixture'
import { nodesOf, outputsOf } from './run-document.fixture'

interface Given {
  dtype: 'F32' | 'I64'
  shape: readonly number[]
  values: Float32Array | Int32Array
}

const BATCH = 3
const random = perFile(() => new Generator(3))

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
      return [name, { dtype: 'F32', shape, values: Float32Array.from({ length }, () => random().normal()) }]
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
  const actual = outputsOf(document, weights, inputs)
  expect(actual).toHaveLength(expected.length)
  expectClose(
    actual.map(([output, values], index) => ({
      key: output,
      what: `${output} of ${name}`,
      actual: values,
      expected: expected[index]!,
    })),
    () =>
      growingMagnitudes(
        [weights, inputs],
        ([changed, feed]) => {
          const outputs = outputsOf(document, changed!, feed!)
          return new Map(outputs.map(([output, { values }]) => [output, values]))
        },
        ADDED_BY_ONNXRUNTIME,
      ),
  )
  return imported
}
