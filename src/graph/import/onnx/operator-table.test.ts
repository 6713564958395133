import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { BECOMES } from './becomes'
import { operatorTable } from './operator-table'
import { knownOperators } from './rules/index'

it('tells of each operator that has a rule, and of no other', () => {
  expect(Object.keys(BECOMES).sort()).toEqual([...knownOperators].sort())
})

it('stands in the documentation as it is', () => {
  const operators = JSON.parse(
    readFileSync(new URL('fixtures/operators.json', import.meta.url), 'utf8'),
  ) as string[]
  const docs = readFileSync(new URL('../../../../docs/onnx-import.md', import.meta.url), 'utf8')
  const words = (text: string) => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ')
  expect(words(docs)).toContain(words(operatorTable(operators)).trim())
})
