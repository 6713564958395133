import { describe, expect, it } from 'vitest'
import { withLearning } from './frozen'

const NAMES = ['weight', 'bias']

describe('which parameters learn', () => {
  it.each([
    [undefined, 'bias', false, { bias: false }],
    [undefined, null, false, false],
    [false, null, true, true],
    [false, 'bias', true, { weight: false }],
    [{ bias: false }, 'weight', false, false],
    [{ bias: false }, 'bias', true, true],
    [{ bias: false }, 'weight', true, { bias: false }],
  ] as const)('%j, then %j: %j', (given, parameter, learns, expected) => {
    expect(withLearning({ requires_grad: given }, NAMES, parameter, learns)).toEqual(expected)
  })
})
