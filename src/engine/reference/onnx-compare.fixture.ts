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

/** What a test gives a net. */
interface Feed {
  /** In the file's batch. */
  batch: number
  /** Inputs of which one sample is used: they have no batch in the file. */
  whole: ReadonlySet<unknown>
}

const random = perFile(() => new Generator(3))

function inputsOf(document: GraphDocument, { batch, whole }: Feed): Map<string, Given> {
  const inputs = nodesOf(document).filter(({ type }) => type === 'Input')
  return new Map<string, Given>(
    inputs.map(({ name, params }): [string, Given] => {
      const { shape: sample, dtype } = params as { shape: number[]; dtype?: string }
      const shape = [whole.has(name) ? 1 : batch, ...sample]
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

async function ortResults(bytes: Uint8Array, inputs: readonly Given[], plain = false): Promise<Values[]> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    ...(plain ? { graphOptimizationLevel: 'disabled' } : {}),
  })
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

/** One of so many parts of a batch. */
function sampleOf({ dtype, shape, values }: Given, index: number, parts: number): Given {
  const size = values.length / parts
  const part = values.slice(index * size, (index + 1) * size)
  return { dtype, shape: [(shape[0] ?? 1) / parts, ...shape.slice(1)], values: part }
}

/** The outputs of several passes one behind the other, along the dimension in which each has one sample. */
function joinedSamples(passes: readonly Values[][]): Values[] {
  const [first = []] = passes
  if (passes.length === 1) return first
  return first.map(({ shape }, output) => {
    const axis = shape.indexOf(1)
    const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1)
    const each = passes.map((pass) => Array.from(pass[output]!.values))
    const block = each[0]!.length / outer
    const values = Array.from({ length: outer }, (_, row) =>
      each.flatMap((list) => list.slice(row * block, (row + 1) * block)),
    ).flat()
    return { shape: shape.map((size, at) => (at === axis ? passes.length : size)), values }
  })
}

/** True where onnxruntime takes the model, and gives numbers for batches of some size. */
export async function runsInOnnxruntime(
  bytes: Uint8Array,
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
): Promise<boolean> {
  const given = Object.values(inputs).map((sizes): Given => {
    const shape = sizes.map((size) => (typeof size === 'number' ? size : BATCH))
    const length = shape.reduce((product, size) => product * size, 1)
    return { dtype: 'F32', shape, values: Float32Array.from({ length }, (_, at) => Math.sin(at * 2.3)) }
  })
  try {
    const results = await ortResults(bytes, given, true)
    return results.every(({ values }) => Array.from(values).every(Number.isFinite))
  } catch {
    return false
  }
}

interface Options {
  /** The file has the time before the batch. */
  timeFirst?: boolean
  /** One operator after the other: onnxruntime's own patterns take other exponents and axes for a LayerNorm, too. */
  plain?: boolean
  /** How many samples the file takes at once. Default: 3. */
  batch?: number
  /** Of a file for one sample, so many are run here at once and there one after the other. */
  samples?: number
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
  const { batch = BATCH, samples = 1 } = options
  const whole = new Set(
    notes.flatMap(({ code, values }) => (code === 'onnx.input_without_batch' ? [values?.['info']] : [])),
  )
  const inputs = inputsOf(document, { batch: batch * samples, whole })
  const given = [...inputs].map(([input, each]) => {
    if (whole.has(input)) return { ...each, shape: each.shape.slice(1) }
    return options.timeFirst === true ? timeFirst(each) : each
  })
  const expected = joinedSamples(
    await Promise.all(
      Array.from({ length: samples }, (_, index) =>
        ortResults(
          bytes,
          given.map((each) => sampleOf(each, index, samples)),
          options.plain,
        ),
      ),
    ),
  )
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
