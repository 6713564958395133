import { expect, it } from 'vitest'
import { nodeDefinition } from '../../graph/nodes/index'
import { paramFields } from '../../graph/params/param-types'
import type { ParamField } from '../../graph/params/param-types'
import { paramText, parseParamText, stepped } from './param-value'

function field(type: string, name: string): ParamField {
  const schema = nodeDefinition(type)?.params
  const found = schema === undefined ? undefined : paramFields(schema).find((each) => each.name === name)
  if (found === undefined) throw new Error(`no ${type}.${name}`)
  return found
}

it('reads a pair as one number, two numbers, or a word', () => {
  const padding = field('Conv2d', 'padding')
  expect(parseParamText(padding, '1')).toEqual({ kind: 'value', value: 1 })
  expect(parseParamText(padding, '1 × 2')).toEqual({ kind: 'value', value: [1, 2] })
  expect(parseParamText(padding, '(1, 2)')).toEqual({ kind: 'value', value: [1, 2] })
  expect(parseParamText(padding, '2x2')).toEqual({ kind: 'value', value: 2 })
  expect(parseParamText(padding, 'Same')).toEqual({ kind: 'value', value: 'same' })
  expect(parseParamText(padding, 'sane')).toEqual({ kind: 'wrong' })
})

it('reads an empty field as left out', () => {
  expect(parseParamText(field('Conv2d', 'in_channels'), '  ')).toEqual({ kind: 'unset' })
})

it('reads and writes sizes, the empty one too', () => {
  const shape = field('Input', 'shape')
  expect(parseParamText(shape, '1, 28, 28')).toEqual({ kind: 'value', value: [1, 28, 28] })
  expect(parseParamText(shape, '[]')).toEqual({ kind: 'value', value: [] })
  expect(paramText(shape, [])).toBe('[]')
  expect(paramText(shape, [1, 28, 28])).toBe('1, 28, 28')
})

it('takes none where None is a value', () => {
  expect(parseParamText(field('CrossEntropyLoss', 'weight'), 'none')).toEqual({ kind: 'value', value: null })
  expect(parseParamText(field('Conv2d', 'groups'), 'none')).toEqual({ kind: 'wrong' })
})

it('gives back the text of every default of every node type as that default', () => {
  for (const type of ['Conv2d', 'Linear', 'MaxPool2d', 'Dropout', 'Flatten', 'CrossEntropyLoss', 'Dataset']) {
    for (const each of paramFields(nodeDefinition(type)?.params ?? (field as never))) {
      if (each.default === undefined || each.kind === 'boolean') continue
      expect(parseParamText(each, paramText(each, each.default))).toEqual({
        kind: 'value',
        value: each.default,
      })
    }
  }
})

it('steps whole numbers by one and others by a tenth of their size, within their bounds', () => {
  const groups: ParamField = {
    name: 'n',
    doc: '',
    kind: 'integer',
    min: 1,
    required: false,
    inferred: false,
    nullable: false,
    advanced: false,
  }
  expect(stepped(groups, 3, 1)).toBe(4)
  expect(stepped(groups, 3, -10)).toBe(1)
  expect(stepped({ ...groups, kind: 'number', min: 0, max: 1 }, 0.02, 1)).toBe(0.021)
  expect(stepped({ ...groups, kind: 'number', min: 0, max: 1 }, 0.98, 10)).toBe(1)
})
