import { describe, expect, it } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import { inferDocument } from '../../graph/infer/infer'
import { line } from './stroke'
import { classNames, readingOf, sharesOf, slotsOf } from './slots'

const { main } = inferDocument(
  testDocument(
    [
      ['x: Input', { shape: [3, 8, 8] }],
      ['y: Input', { shape: [], dtype: 'int64' }],
      ['flatten: Flatten'],
      ['fc: Linear', { out_features: 4 }],
      ['loss: CrossEntropyLoss'],
    ],
    ['x → flatten', 'flatten → fc', 'fc → loss', 'y → loss.target'],
  ),
)

describe('what a net takes', () => {
  it('is one sample for each input, and says which the loss alone looks at', () => {
    const slots = slotsOf(main)
    expect(slots.map(({ label, shape, dtype, target }) => ({ label, shape, dtype, target }))).toEqual([
      { label: 'x', shape: [1, 3, 8, 8], dtype: 'float32', target: false },
      { label: 'y', shape: [1], dtype: 'int64', target: true },
    ])
  })
})

describe('what a net gives', () => {
  it('is read by the loss that looks at it', () => {
    const node = [...main.nodes.values()].find(({ node: each }) => each.name === 'fc')!.node.id
    expect(readingOf(main, { name: 'fc', node, handle: 'output' })).toBe('softmax')
  })

  it('becomes shares, also of scores that are far apart', () => {
    // torch.softmax(torch.tensor([1., 2., 3.]), 0)
    const shares = sharesOf([1, 2, 3], 'softmax')
    ;[0.09003057, 0.24472847, 0.66524096].forEach((share, at) => expect(shares[at]).toBeCloseTo(share, 7))
    expect(sharesOf([1000, 0], 'softmax')).toEqual([1, 0])
    expect(sharesOf([0], 'sigmoid')).toEqual([0.5])
  })

  it('names what the scores are for, of one sigmoid the second of two classes', () => {
    expect(classNames(2, 'softmax', ['cat', 'dog'])).toEqual(['cat', 'dog'])
    expect(classNames(3, 'softmax', ['cat', 'dog'])).toEqual(['0', '1', '2'])
    expect(classNames(1, 'sigmoid', ['left', 'right'])).toEqual(['right'])
    expect(classNames(1, 'sigmoid', null)).toEqual(['1'])
    expect(classNames(2, 'sigmoid', null)).toEqual(['0', '1'])
  })
})

describe('a stroke', () => {
  it('is as thick as the pen, whole in the middle and fading at its edge', () => {
    const picture = new Float32Array(28 * 28)
    line(picture, { width: 28, height: 28 }, { x: 14, y: 4 }, { x: 14, y: 24 })
    const row = picture.slice(14 * 28, 15 * 28)
    expect(row[13]).toBe(1)
    expect(row[14]).toBe(1)
    expect(row[12]).toBeGreaterThan(0)
    expect(row[12]).toBeLessThan(1)
    expect(row[10]).toBe(0)
    expect(picture[0]).toBe(0)
  })
})
