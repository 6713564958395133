/** Writes into docs/onnx-import.md what is done about each operator of ONNX. Run: npx tsx scripts/make-onnx-table.ts */
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { operatorTable } from '../src/graph/import/onnx/operator-table'

const BEGIN = '<!-- operators -->'
const END = '<!-- /operators -->'
const path = new URL('../docs/onnx-import.md', import.meta.url).pathname
const operators = JSON.parse(
  readFileSync(new URL('../src/graph/import/onnx/fixtures/operators.json', import.meta.url), 'utf8'),
) as string[]
const text = readFileSync(path, 'utf8')
const [before = '', rest = ''] = text.split(BEGIN)
const [, after = ''] = rest.split(END)
const written = `${before}${BEGIN}\n\n${operatorTable(operators)}\n\n${END}${after}`
writeFileSync(path, await format(written, { ...(await resolveConfig(path)), filepath: path }))
