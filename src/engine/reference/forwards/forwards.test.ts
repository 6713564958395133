/** Small nets as people write them: imported, they are read whole and give what PyTorch gave. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { collectFindings } from '../../../graph/check/collect-findings'
import { readPython } from '../../../graph/import/python/read-python'
import { inferDocument } from '../../../graph/infer/infer'
import { ready, scope } from '../../index'
import { toTensor } from '../../visited/tensor-file'
import { expectEqual } from '../compare'
import type { SavedTensor } from '../compare'
import { stored } from '../node-graphs.fixture'
import { passOf } from '../run-document.fixture'

interface Row {
  name: string
  source: string
  weights: Record<string, SavedTensor>
  inputs: SavedTensor[]
  outputs: SavedTensor[]
}

const folder = new URL('./', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

beforeAll(() => ready())

it('has values for every file of rows', () => {
  const rows = readdirSync(folder).flatMap((file) => /^rows_(\w+)\.py$/.exec(file)?.[1] ?? [])
  expect(files.map((file) => file.replace('.json', '')).toSorted()).toEqual(rows.toSorted())
})

describe.each(files.map((file) => file.replace('.json', '')))('%s', (file) => {
  const rows = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as Row[]

  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, { source, weights, inputs, outputs }) => {
    const read = readPython(source)
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings))
    const { document, notes } = read
    expect(notes.filter(({ severity }) => severity === 'warning')).toEqual([])
    const wrong = collectFindings(inferDocument(document)).filter(({ severity }) => severity === 'error')
    expect(wrong.map(({ message }) => message)).toEqual([])
    const nodes = document.modules[document.main]!.nodes
    const names = (type: string): string[] =>
      nodes.filter((node) => node.type === type).map(({ name }) => name)
    const given = new Map(Object.entries(weights).map(([key, tensor]) => [key, stored(tensor)]))
    const values = new Map(names('Input').map((name, index) => [name, stored(inputs[index]!)]))
    const found = passOf(document, given, values, { mode: 'eval', grad: false })
    expect(names('Output')).toHaveLength(outputs.length)
    scope(() =>
      names('Output').forEach((name, index) => {
        const tensor = found.get(`act/${name}`)
        expectEqual(tensor && toTensor(tensor), outputs[index]!, name)
      }),
    )
  })
})
