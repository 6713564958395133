import { describe, expect, it } from 'vitest'
import { freshId, freshIds } from './identifiers'

describe('fresh ids', () => {
  it('are above every number in use, also those in the ids of nodes that came out of an instance', () => {
    expect(freshId('n', [])).toBe('n0')
    expect(freshId('n', ['n3', 'e9', 'fc', 'n12/n30', 'nest'])).toBe('n31')
  })

  it('are all different when many are taken', () => {
    const next = freshIds('e', ['e4', 'e1'])
    expect([next(), next(), next()]).toEqual(['e5', 'e6', 'e7'])
  })
})
