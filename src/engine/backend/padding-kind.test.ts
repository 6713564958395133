import { expect, it } from 'vitest'
import { paddingKind } from './padding-kind'
import type { Window2d } from './types'

// Only with a name do oneDNN's kernels compute the gradients of a padded convolution; TensorFlow's own take half as long again.
it('names a padding that TensorFlow has a name for, so that oneDNN takes its gradients too', () => {
  const kindOf = (
    size: readonly [number, number],
    filter: readonly [number, number],
    window: Window2d,
  ): string => paddingKind([2, ...size, 3], [...filter, 3, 4], window)
  const window = (changes: Partial<Window2d>): Window2d => ({
    stride: [1, 1],
    dilation: [1, 1],
    padding: [1, 1, 1, 1],
    ...changes,
  })
  expect(kindOf([8, 8], [3, 3], window({}))).toBe('SAME')
  expect(kindOf([8, 8], [3, 5], window({ padding: [1, 1, 2, 2] }))).toBe('SAME')
  expect(kindOf([8, 8], [3, 3], window({ dilation: [2, 2], padding: [2, 2, 2, 2] }))).toBe('SAME')
  expect(kindOf([8, 8], [2, 2], window({ padding: [0, 1, 0, 1] }))).toBe('SAME')
  expect(kindOf([9, 9], [3, 3], window({ stride: [2, 2] }))).toBe('SAME')
  // Of an even length SAME begins at the first place, PyTorch one before it.
  expect(kindOf([8, 8], [3, 3], window({ stride: [2, 2] }))).toBe('EXPLICIT')
  expect(kindOf([8, 8], [2, 2], window({ padding: [1, 0, 1, 0] }))).toBe('EXPLICIT')
  expect(kindOf([8, 8], [3, 3], window({ padding: [1, 1, 0, 0] }))).toBe('EXPLICIT')
  expect(kindOf([8, 8], [3, 3], window({ padding: [0, 0, 0, 0] }))).toBe('VALID')
})
