/** Runs what is exported to ONNX in onnxruntime, and compares it with the engine in evaluation. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { expect } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { exportOnnx } from '../../graph/export/onnx/export-onnx'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import { Generator, noGrad, scope } from '../index'
import type { Tensor } from '../index'
import { runPass } from '../build/compile'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import type { Model } from '../visited/model'
import { runOnce } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { packWeights, takeWeights } from '../visited/weights'
import { perFile } from '../session/end-of-file.fixture'
import { expectClose } from './expect-close.fixture'
import type { Values } from './expect-close.fixture'
import { STORED } from '../executor/named-tensors'
import { ADDED_BY_ONNXRUNTIME, growingMagnitudes } from './magnitudes.fixture'

const random = perFile(() => new Generator(11))

/** Weights and statistics as after some training: nothing is 0 or 1. */
function shake(model: Model): SafeTensors {
  const weights = readSafetensors(packWeights(model))
  for (const [key, tensor] of weights) {
    if (tensor.dtype !== 'F32') continue
    const positive = key.endsWith('running_var')
    const spread =
      (0.3 * Math.hypot(0.1, ...tensor.values.subarray(0, 1000))) /
      Math.sqrt(Math.min(tensor.values.length, 1000))
    const values = Float32Array.from(tensor.values, (value) => value + spread * random().normal())
    weights.set(key, { ...tensor, values: positive ? values.map((value) => Math.abs(value) + 0.1) : values })
  }
  takeWeights(model, writeSafetensors(weights))
  return weights
}

/** What the engine gives in evaluation: values by the path of their node, and those of the Output nodes of any type. */
function engineResults({ compiled }: Model, inputs: SafeTensors): SafeTensors {
  const feed = () =>
    new Map(
      compiled.slots.map(({ node }) => [
        node,
        Object.fromEntries(
          compiled.slots
            .filter((slot) => slot.node === node)
            .map(({ name, handle }) => [handle, toTensor(inputs.get(name) ?? inputs.get(handle)!)]),
        ),
      ]),
    )
  const { tensors } = runOnce(compiled, feed, { mode: 'eval', grad: false })
  const results = readSafetensors(tensors)
  compiled.net.train(false)
  const outputs = compiled.plan.calls.filter((call) => call.kind === 'operation' && call.type === 'Output')
  scope(() =>
    noGrad(() => {
      const { results: values } = runPass(compiled, feed(), null)
      outputs.forEach(({ name }, i) => results.set(`act/${name}`, toStored(values[i]!)))
    }),
  )
  return results
}

function toStored(tensor: Tensor): SafeTensor {
  return { dtype: STORED[tensor.dtype], shape: [...tensor.shape], values: tensor.data() }
}

function ortTensor({ dtype, shape, values }: SafeTensor): OrtTensor {
  if (dtype === 'BOOL') return new OrtTensor('bool', Uint8Array.from(values), shape)
  return dtype === 'I64'
    ? new OrtTensor('int64', BigInt64Array.from(values, BigInt), shape)
    : new OrtTensor('float32', values as Float32Array, shape)
}

async function ortResults(session: InferenceSession, inputs: SafeTensors): Promise<Map<string, Values>> {
  const feed = session.inputNames.map((name) => [name, ortTensor(inputs.get(name)!)] as const)
  const outputs = await session.run(Object.fromEntries(feed))
  return new Map(
    session.outputNames.map((name) => {
      const { dims, data } = outputs[name]!
      return [name, { shape: dims, values: Float64Array.from(data as Float32Array, Number) }]
    }),
  )
}

/** The magnitudes of the engine's values by their names. */
function* magnitudesFor(model: Model, weights: SafeTensors, inputs: SafeTensors) {
  try {
    yield* growingMagnitudes(
      [weights, inputs],
      ([changed, given]) => {
        takeWeights(model, writeSafetensors(changed!))
        return new Map([...engineResults(model, given!)].map(([name, { values }]) => [name, values]))
      },
      ADDED_BY_ONNXRUNTIME,
    )
  } finally {
    takeWeights(model, writeSafetensors(weights))
  }
}

/**
 * Exports the document with weights as after some training, and compares what onnxruntime makes of each feed with the engine; the note of
 * the export.
 */
export async function compareInOnnxruntime(
  document: GraphDocument,
  feeds: readonly SafeTensors[],
): Promise<string | null> {
  const model = makeModel(planned(inferDocument(document)))
  try {
    const weights = shake(model)
    const exported = exportOnnx(inferDocument(document), weights)
    if (exported.kind === 'refused') throw new Error(JSON.stringify(exported.findings))
    const session = await InferenceSession.create(exported.bytes, {
      intraOpNumThreads: 1,
      logSeverityLevel: 3,
    })
    expect(session.outputNames).not.toEqual([])
    for (const inputs of feeds) {
      const expected = engineResults(model, inputs)
      const batch = [...inputs.values()][0]!.shape.join('x')
      const found = await ortResults(session, inputs)
      expectClose(
        [...found].map(([name, actual]) => {
          const key = `act/${name}`
          return { key, what: `${name} of ${batch}`, actual, expected: expected.get(key)! }
        }),
        () => magnitudesFor(model, weights, inputs),
      )
    }
    await session.release()
    return exported.note
  } finally {
    freeModel(model)
  }
}
