import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../document/document'
import { edit } from '../infer/inference.fixture'
import { checkStructure } from './structure'
import { testDocument, testModule } from '../document/test-graph'

describe('names and settings from a file that are wrong', () => {
  it('are mended by commands', () => {
    const document: GraphDocument = {
      ...testDocument(
        [
          ['x: Input', { shape: [4] }],
          ['a: ReLU', {}, { name: 'class' }],
          ['b: ReLU', {}, { name: 'x' }],
        ],
        ['x → a', 'a → b'],
        { '2nd': testModule([], []) },
      ),
      training: { optimizer: { type: 'SGD', params: { lr: -1 } }, batch_size: 64, epochs: 1, seed: 0 },
    }
    const fixes = checkStructure(document).map(({ fixes: [fix] = [] }) => fix)
    expect(fixes.map((fix) => fix?.label)).toEqual([
      'Rename it class_',
      'Rename it x1',
      'Rename it n2nd',
      'lr=0',
    ])
    const mended = fixes.reduce((before, fix) => (fix ? edit(before, fix.command) : before), document)
    expect(checkStructure(mended)).toEqual([])
    const unknown = { ...document.training, optimizer: { type: 'AdmW', params: { lr: 0.1 } } }
    expect(checkStructure({ ...mended, training: unknown })[0]?.fixes).toMatchObject([{ label: 'Use AdamW' }])
    const wrong = { type: 'OneCycleLR', params: { max_lr: 0.1 } }
    const adagrad = { ...document.training, optimizer: { type: 'Adagrad', params: {} }, scheduler: wrong }
    const [fix] = checkStructure({ ...mended, training: adagrad })[0]?.fixes ?? []
    expect(fix?.label).toBe('cycle_momentum=false')
    expect(fix && checkStructure(edit({ ...mended, training: adagrad }, fix.command))).toEqual([])
  })
})
