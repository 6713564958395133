/** Runs a document in the engine with given weights and inputs, in evaluation. */
import type { GraphDocument } from '../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import { runOnce } from '../visited/run-once'
import { toTensor } from '../visited/tensor-file'
import { takeWeights } from '../visited/weights'
import type { Values } from './expect-close.fixture'

export function nodesOf({ modules, main }: GraphDocument) {
  return modules[main]!.nodes
}

/** What comes to each Output node, by its name; whole numbers, which no file of results holds, are left out. */
export function outputsOf(
  document: GraphDocument,
  weights: SafeTensors,
  inputs: ReadonlyMap<string, Pick<SafeTensor, 'dtype' | 'shape' | 'values'>>,
): [name: string, output: Values][] {
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
      .map(({ name }) => [name, tensors.get(`act/${name}`) ?? { shape: [], values: [] }])
  } finally {
    freeModel(model)
  }
}
