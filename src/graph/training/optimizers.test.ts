import { describe, expect, it } from 'vitest'
import { optimizerDefinition } from './optimizers'
import { schedulerDefinition } from './schedulers'

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
    ['Adafactor', {}, '2.5'],
    ['Muon', {}, '2.9'],
    ['ASGD', {}, undefined],
  ])('is known for %s with %o', (type, params, version) => {
    expect(optimizerDefinition(type)?.since?.(params)).toBe(version)
  })

  it.each([
    ['SGD', {}, undefined],
    ['Adam', {}, '2.3'],
    ['Adam', { cycle_momentum: false }, undefined],
  ])('is known for CyclicLR of %s with %o', (optimizer, params, version) => {
    expect(schedulerDefinition('CyclicLR')?.since?.(params, optimizer)).toBe(version)
  })
})
