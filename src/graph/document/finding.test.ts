import { describe, expect, it } from 'vitest'
import { formatFinding } from './finding'

describe('the line of a finding', () => {
  it("parts PyTorch's sentence and the remedy, where the sentence has no stop of its own", () => {
    const place = {
      severity: 'error',
      code: 'schema.value',
      module: 'Net',
      node: 'n1',
      name: 'conv1',
      param: 'padding',
    } as const
    expect(formatFinding({ ...place, message: 'pad should be small', remedy: 'Use padding ≤ 1.' })).toBe(
      'error Net/conv1 (n1) padding: pad should be small. Use padding ≤ 1.',
    )
    expect(formatFinding({ ...place, message: 'It is too large.', remedy: 'Use padding ≤ 1.' })).toBe(
      'error Net/conv1 (n1) padding: It is too large. Use padding ≤ 1.',
    )
    expect(formatFinding({ ...place, message: 'pad should be small' })).toBe(
      'error Net/conv1 (n1) padding: pad should be small',
    )
  })

  it('is one line that a terminal obeys in nothing, whatever a file has for names', () => {
    const name = 'a\u001b[31mred\nerror: all is lost\u009b2J'
    expect(
      formatFinding({
        severity: 'error',
        code: 'schema.value',
        module: 'Net',
        name,
        message: 'It is wrong.',
      }),
    ).toBe('error Net/a\\u001b[31mred\\u000aerror: all is lost\\u009b2J: It is wrong.')
  })
})
