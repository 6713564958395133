import { expect, it } from 'vitest'
import { nodeDefinition } from '../nodes/index'
import { calledAs } from './node-face'

const called = (type: string, call: 'module' | 'functional') =>
  calledAs({ id: 'n1', type, name: 'a', params: {}, position: { x: 0, y: 0 }, call }, nodeDefinition(type))

it('says which function stands for a node that is no module', () => {
  expect(called('ReLU', 'functional')).toBe('F.relu')
  expect(called('MaxPool2d', 'functional')).toBe('F.max_pool2d')
  expect(called('Upsample', 'functional')).toBe('F.interpolate')
  expect(called('Add', 'functional')).toBe('')
  expect(called('ReLU', 'module')).toBe('')
})
