/** Runs a document in the engine with given weights and inputs. */
import type { GraphDocument } from '../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import { runOnce } from '../visited/run-once'
import type { RunOnceOptions } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { takeWeights } from '../visited/weights'
import type { Values } from './expect-close.fixture'

type Inputs = ReadonlyMap<string, Pick<SafeTensor, 'dtype' | 'shape' | 'values'>>

export function nodesOf({ modules, main }: GraphDocument) {
  return modules[main]!.nodes
}

/** What `runOnce` writes of one pass. */
export function passOf(
  document: GraphDocument,
  weights: SafeTensors,
  inputs: Inputs,
  options: RunOnceOptions,
): SafeTensors {
  const model = makeModel(planned(inferDocument(document)))
  try {
    takeWeights(model, writeSafetensors(weights))
    const { compiled } = model
    const feed = () =>
      new Map(
        compiled.slots.map(({ node, name, handle }) => [node, { [handle]: toTensor(inputs.get(name)!) }]),
      )
    return readSafetensors(runOnce(compiled, feed, options).tensors)
  } finally {
    freeModel(model)
  }
}

/** What comes to each Output node in evaluation, by its name; whole numbers, which no file of results holds, are left out. */
export function outputsOf(
  document: GraphDocument,
  weights: SafeTensors,
  inputs: Inputs,
): [name: string, output: Values][] {
  const tensors = passOf(document, weights, inputs, { mode: 'eval', grad: false })
  return nodesOf(document)
    .filter(({ type }) => type === 'Output')
    .map(({ name }) => [name, tensors.get(`act/${name}`) ?? { shape: [], values: [] }])
}
