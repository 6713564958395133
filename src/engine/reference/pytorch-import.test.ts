import { beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { readPython } from '../../graph/import/python/read-python'
import { plainModel, withInputsOf } from '../../graph/import/python/round-trip.fixture'
import { nodeDefinitions } from '../../graph/nodes/index'
import { ready } from '../index'
import { nodeGraph, nodeRows } from './node-graphs.fixture'
import { inferDocument } from '../../graph/infer/infer'

beforeAll(() => ready())

const rows = nodeRows({ fewer: true })

function modelOf(document: GraphDocument): string | undefined {
  const result = exportPyTorch(inferDocument(document))
  return result.kind === 'refused' ? undefined : result.files['model.py']
}

// What an operation is in a graph but not in the class: inputs, data, metrics, other programs' operations.
const types = nodeDefinitions.filter(
  ({ role, instanceOf }) => (role === undefined || role === 'loss') && instanceOf === undefined,
)

describe.each(types.map(({ type }) => type))('the PyTorch text of %s', (type) => {
  it('comes back as the same node, as a module and as a function', () => {
    const graphs = rows
      // A BatchNorm without parameters and statistics takes any number of channels, whatever its own is.
      .filter((row) => row.type === type && row.params['track_running_stats'] !== false)
      .flatMap((row, index) =>
        (['module', 'functional'] as const).flatMap((call) => nodeGraph(row, call, { index, cubed: false })),
      )
    for (const { document, title } of graphs) {
      const written = modelOf(document)
      if (written === undefined) continue
      const back = readPython(written)
      if (back.kind === 'refused') throw new Error(`${title}: ${JSON.stringify(back.findings)}\n${written}`)
      expect(
        back.notes.filter(({ line }) => line !== undefined),
        title,
      ).toEqual([])
      const again = modelOf(withInputsOf(back.document, document))
      expect(again === undefined ? back.document : plainModel(again), title).toEqual(plainModel(written))
    }
  })
})
