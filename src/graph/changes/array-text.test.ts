import { describe, expect, it } from 'vitest'
import { parseArray } from './array-text'

const shapeAndValues = (text: string) => {
  const read = parseArray(text)
  return 'message' in read ? read : [read.shape, [...read.values]]
}

describe('an array that is pasted', () => {
  it.each([
    ['3', [[1], [3]]],
    ['1 2 3', [[3], [1, 2, 3]]],
    [
      '1, 2\n3, 4\n',
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
    ],
    [
      '1\t2\r\n3\t4',
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
    ],
    ['[1, 2, 3]', [[3], [1, 2, 3]]],
    [
      '[[1, 2], [3, 4], [5, 6]]',
      [
        [3, 2],
        [1, 2, 3, 4, 5, 6],
      ],
    ],
    [
      '((1, 2), (3, 4))',
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
    ],
    ['[]', [[0], []]],
    [
      'tensor([[ 1.,  2.],\n        [ 3., -4.]], requires_grad=True)',
      [
        [2, 2],
        [1, 2, 3, -4],
      ],
    ],
    ['Parameter containing:\n[1]', null],
    ['np.array([1e-3, .5, -inf])', [[3], [Math.fround(1e-3), 0.5, -Infinity]]],
    [
      '[[[1]], [[2]]]',
      [
        [2, 1, 1],
        [1, 2],
      ],
    ],
  ])('%j', (text, expected) => {
    if (expected !== null) expect(shapeAndValues(text)).toEqual(expected)
    else expect(shapeAndValues(text)).toMatchObject({ line: 1, column: 1 })
  })

  it('may hold NaN', () => {
    const read = parseArray('nan 1')
    expect('values' in read && [...read.values]).toEqual([NaN, 1])
  })

  it.each([
    ['', 'There are no numbers here.', 1, 1],
    ['[1, 2', 'A bracket is not closed.', 1, 6],
    ['1 2\n3', 'This row has 1 number, those before it 2.', 2, 1],
    ['[[1, 2],\n [3]]', 'This has shape [1], what stands before it [2].', 2, 2],
    ['[1, two]', "A number is expected here, not 'two]'.", 1, 5],
    ['1 2\n3 x4', "A number is expected here, not 'x4'.", 2, 3],
  ])('%j is refused where it goes wrong', (text, message, line, column) => {
    expect(parseArray(text)).toEqual({ message, line, column })
  })
})
