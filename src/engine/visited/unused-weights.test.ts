/** A checkpoint of the net's own class has tensors that no node has: they are taken, kept, and written out again. */
import { beforeAll, describe, expect, it } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor } from '../../graph/formats/safetensors'
import { usedWeights } from '../../graph/export/pytorch/state-dict'
import { readPython } from '../../graph/import/python/read-python'
import { inferDocument } from '../../graph/infer/infer'
import { planned } from '../executor/planned-document'
import { ready } from '../index'
import { freeModel, makeModel, rebuildModel } from './make-model'
import { packWeights, takeWeights } from './weights'

const SOURCE = `import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 1, bias=False))
        self.aux = nn.Linear(2, 1)
        self.same = self.layers[0]
    def forward(self, x):
        return self.layers(x)
`

function tensor(shape: number[], first: number): SafeTensor {
  const count = shape.reduce((product, size) => product * size, 1)
  return { dtype: 'F32', shape, values: Float32Array.from({ length: count }, (_, index) => first + index) }
}

const checkpoint = () =>
  new Map([
    ['layers.0.weight', tensor([1, 2], 1)],
    ['aux.weight', tensor([1, 2], 10)],
    ['aux.bias', tensor([1], 20)],
    ['same.weight', tensor([1, 2], 1)],
  ])

beforeAll(() => ready())

describe('tensors that no node has', () => {
  const read = readPython(SOURCE)
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings))
  const document = planned(inferDocument(read.document))

  it('are loaded with the net, and written out again', () => {
    const model = makeModel(document)
    const report = takeWeights(model, writeSafetensors(checkpoint()))
    expect([report.loaded, report.problems]).toEqual([true, []])
    const written = readSafetensors(packWeights(model))
    expect([...written].map(([key, { values }]) => [key, ...values])).toEqual([
      ['layers.n0.weight', 1, 2],
      ['aux.weight', 10, 11],
      ['aux.bias', 20],
      ['same.weight', 1, 2],
    ])
    expect([...readSafetensors(usedWeights(packWeights(model), read.document)).keys()]).toEqual(['layers.n0.weight'])
    freeModel(model)
  }) // prettier-ignore

  it('that are another name of one follow it', () => {
    const model = makeModel(document)
    takeWeights(model, writeSafetensors(checkpoint()))
    takeWeights(model, writeSafetensors(new Map([['layers.0.weight', tensor([1, 2], 5)]])), 'fitting')
    expect(Array.from(readSafetensors(packWeights(model)).get('same.weight')!.values)).toEqual([5, 6])
    freeModel(model)
  })

  it('stay when the net is edited', () => {
    const model = makeModel(document)
    takeWeights(model, writeSafetensors(checkpoint()))
    const { model: edited } = rebuildModel(document, model)
    expect([...readSafetensors(packWeights(edited)).keys()]).toContain('aux.bias')
    freeModel(edited)
  })

  it('are refused in another size, and as unexpected where nobody knows them', () => {
    const model = makeModel(document)
    const wrong = checkpoint().set('aux.bias', tensor([3], 0))
    expect(takeWeights(model, writeSafetensors(wrong), 'whole').problems.join()).toContain(
      'size mismatch for aux.bias: copying a param with shape torch.Size([3])',
    )
    const more = checkpoint().set('other', tensor([3], 0))
    expect(takeWeights(model, writeSafetensors(more), 'whole').problems).toEqual([
      'Unexpected key(s) in state_dict: "other".',
    ])
    freeModel(model)
  })
})
