import { expect, it } from 'vitest'
import { paramFields } from '../params/param-types'
import { expression } from './expression'

it('has a field for a formula, with its default', () => {
  expect(paramFields(expression.params)).toMatchObject([
    {
      name: 'expr',
      kind: 'text',
      expression: true,
      default: 'x',
      doc: expect.stringContaining('Python') as string,
    },
  ])
})
