import { expect, it } from 'vitest'
import { nodeDefinition } from '../nodes/index'
import { countText, paramsLine, typeText } from './node-text'

function line(type: string, params: Record<string, unknown>): string {
  const definition = nodeDefinition(type)
  if (definition === undefined) throw new Error(`no ${type}`)
  return paramsLine(definition, params)
}

it('writes a convolution as its sizes and what differs from the defaults', () => {
  expect(line('Conv2d', { out_channels: 32, kernel_size: 3, padding: 1 })).toBe('32, 3×3, pad 1')
  expect(line('Conv2d', { out_channels: 8, kernel_size: [3, 5], stride: 1, bias: false })).toBe(
    '8, 3×5, no bias',
  )
  expect(line('Conv2d', { out_channels: 8, kernel_size: 3, padding: 'same' })).toBe('8, 3×3, pad same')
})

it('leaves out what is inferred and what is the default', () => {
  expect(line('Linear', { in_features: 784, out_features: 10 })).toBe('10')
  expect(line('ReLU', {})).toBe('')
})

it('writes shapes with their dtype only where it is unusual', () => {
  expect(typeText({ shape: ['N', 32, 28, 28], dtype: 'float32' })).toBe('N×32×28×28')
  expect(typeText({ shape: ['N'], dtype: 'int64' })).toBe('N int64')
  expect(typeText({ shape: [], dtype: 'float32' })).toBe('scalar')
})

it('shortens large counts', () => {
  expect(countText(813802)).toBe('813,802')
  expect(countText(11_689_512)).toBe('11.69 M')
})

it('names dimensions, and writes lists as lists, however long', () => {
  expect(line('Select', { dim: 1, index: -1 })).toBe('dim 1, index -1')
  expect(line('Permute', { dims: [0, 2, 1] })).toBe('[0, 2, 1]')
  expect(line('Split', { split_size_or_sections: [2, 4], dim: 1 })).toBe('[2, 4], dim 1')
  expect(line('Constant', { value: Array.from({ length: 1000 }, (_, i) => i) })).toBe('[0, 1, 2, 3, 4, 5, …]')
  expect(line('Parameter', { shape: [1, 16, 64], init: 'normal' })).toBe('1×16×64, normal')
})
