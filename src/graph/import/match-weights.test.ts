import { describe, expect, it } from 'vitest'
import type { SafeTensors } from '../formats/safetensors'
import { isWhole, matchTexts, matchWeights } from './match-weights'

function tensors(shapes: Record<string, number[]>): SafeTensors {
  return new Map(
    Object.entries(shapes).map(([key, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1)
      return [key, { dtype: 'F32' as const, shape, values: new Float32Array(count) }]
    }),
  )
}

const net = new Map(Object.entries({ 'fc.weight': [2, 3], 'features.n0.weight': [4], layers_1_bias: [1] }))

describe('weights', () => {
  it('match by key, and by how PyTorch numbers the modules of a Sequential', () => {
    const match = matchWeights(
      net,
      tensors({ 'fc.weight': [2, 3], 'features.0.weight': [4], 'layers.1.bias': [1] }),
    )
    expect(isWhole(match)).toBe(true)
    expect([...match.fitting.keys()]).toEqual([...net.keys()])
    expect(match.renamed).toBe(2)
  })

  it("are told apart in PyTorch's words", () => {
    const match = matchWeights(net, tensors({ 'fc.weight': [3, 2], 'features.0.weight': [4], other: [1] }))
    expect(matchTexts(match)).toEqual([
      'Missing key(s) in state_dict: "layers_1_bias".',
      'Unexpected key(s) in state_dict: "other".',
      'size mismatch for fc.weight: copying a param with shape torch.Size([3, 2]) from checkpoint, the shape in current model is torch.Size([2, 3]).',
    ])
  })

  it('are not guessed where two keys could be meant', () => {
    const match = matchWeights(new Map([['a_0.b', [1]]]), tensors({ 'a.0.b': [1], 'a.0_b': [1] }))
    expect(match.unexpected).toEqual(['a.0.b', 'a.0_b'])
  })

  it('may lack the counters of batches, as files before PyTorch 0.4.1 do', () => {
    expect(isWhole(matchWeights(new Map([['bn.num_batches_tracked', []]]), new Map()))).toBe(true)
  })
})
