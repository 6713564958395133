import { describe, expect, it } from 'vitest'
import { optimizerDefinition } from './optimizers'

describe('the first version of PyTorch that takes the same steps', () => {
  it.each([
    ['SGD', {}, undefined],
    ['Adam', { decoupled_weight_decay: true }, undefined],
    ['NAdam', {}, '2.0'],
    ['NAdam', { decoupled_weight_decay: true }, '2.1'],
    ['NAdam', { decoupled_weight_decay: true, maximize: true }, '2.5'],
    ['RAdam', {}, undefined],
    ['RAdam', { decoupled_weight_decay: true }, '2.2'],
    ['RAdam', { maximize: true }, '2.5'],
  ])('is known for %s with %o', (type, params, version) => {
    expect(optimizerDefinition(type)?.since?.(params)).toBe(version)
  })
})
