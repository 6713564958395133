import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../document/document'
import { exportDocuments, trainingDocuments } from '../../export/pytorch/documents.fixture'
import { exportPyTorch } from '../../export/pytorch/export-pytorch'
import { parseDocument } from '../../file/parse'
import { withInputsOf, plainModel } from './round-trip.fixture'
import { readPython } from './read-python'
import { inferDocument } from '../../infer/infer'

const samples = new URL('../../../../resources/samples/', import.meta.url)

function sample(name: string): GraphDocument {
  const { document } = parseDocument(readFileSync(new URL(name, samples), 'utf8'))
  if (document === null) throw new Error(`${name} is no graph`)
  return document
}

function modelOf(document: GraphDocument): string {
  const result = exportPyTorch(inferDocument(document))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result.files['model.py'] ?? ''
}

const documents: [string, GraphDocument][] = [
  ...readdirSync(samples).map((file): [string, GraphDocument] => [file.replace('.json', ''), sample(file)]),
  ...Object.entries(exportDocuments),
  ...Object.entries(trainingDocuments),
]

describe.each(documents)('the PyTorch export of %s', (_, document) => {
  const written = modelOf(document)
  const back = readPython(written)

  it('is read whole', () => {
    if (back.kind === 'refused') throw new Error(JSON.stringify(back.findings))
    expect(back.notes.filter(({ line }) => line !== undefined)).toEqual([])
  })

  it('comes back as the same net: the same modules, params and wires', () => {
    if (back.kind === 'refused') throw new Error(JSON.stringify(back.findings))
    expect(plainModel(modelOf(withInputsOf(back.document, document)))).toEqual(plainModel(written))
  })
})
