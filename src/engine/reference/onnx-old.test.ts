/** Models of opsets 1 to 6, and what onnxruntime computes otherwise, give what PyTorch gives for what they mean. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { importFile } from '../../graph/import/import-file'
import { onnxModel } from '../../graph/import/onnx/onnx-model.fixture'
import type { ModelRow } from '../../graph/import/onnx/onnx-model.fixture'
import { ready } from '../index'
import { expectClose } from './expect-close.fixture'
import { growingMagnitudes } from './magnitudes.fixture'
import { nodesOf, outputsOf } from './run-document.fixture'

interface Saved {
  shape: number[]
  values: number[]
}

interface Row {
  title: string
  model: ModelRow
  inputs: Record<string, Saved>
  output: Saved
}

const rows = JSON.parse(
  readFileSync(new URL('../../graph/import/onnx/fixtures/old-opsets.json', import.meta.url), 'utf8'),
) as Row[]

/** True for an input that has no batch in the file: here it has one, of which the first sample is used. */
function isWhole(document: GraphDocument, name: string, rank: number): boolean {
  const node = nodesOf(document).find((each) => each.name === name)
  return (node?.params['shape'] as unknown[] | undefined)?.length === rank
}

await ready()

describe('what is imported of an old model', () => {
  it.each(rows.map((row) => [row.title, row] as const))('gives what it means: %s', (title, row) => {
    const imported = importFile({ name: 'old.onnx', bytes: onnxModel(row.model) })
    if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings))
    const { document, weights, notes } = imported
    const inputs = new Map(
      Object.entries(row.inputs).map(([name, { shape, values }]) => [
        name,
        {
          dtype: 'F32' as const,
          shape: isWhole(document, name, shape.length) ? [1, ...shape] : shape,
          values: Float32Array.from(values),
        },
      ]),
    )
    const warnings = notes.filter(({ severity }) => severity === 'warning')
    expect(warnings).toEqual([])
    const [[, actual] = ['', { shape: [], values: [] }]] = outputsOf(document, weights, inputs)
    const expected = { ...row.output, values: Float64Array.from(row.output.values) }
    expectClose([{ key: 'y', what: title, actual, expected }], () =>
      growingMagnitudes([weights, inputs], ([changed, feed]) => {
        const outputs = outputsOf(document, changed!, feed!)
        return new Map(outputs.map(([, { values }]) => ['y', values]))
      }),
    )
  })
})
