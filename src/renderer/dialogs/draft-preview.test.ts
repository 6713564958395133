import { describe, expect, it } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import { parseDocument } from '../../graph/file/parse'
import { draftPreview } from './draft-preview'

const text = JSON.stringify(testDocument([['x: Input', { shape: [4] }], ['relu: ReLU']], ['x → relu']))

describe('what is seen of a draft', () => {
  it.each([
    ['a document', text],
    ['one with the mark that some editors put first', `\uFEFF${text}`],
    ['one with a mistake in a node', text.replace('"ReLU"', '"Nothing"')],
  ])('is of %s what restoring it gives', (_, draft) => {
    const { document, sketch } = draftPreview(draft)
    expect(document).not.toBeNull()
    expect(document).toEqual(parseDocument(draft).document)
    expect(sketch?.nodes).toHaveLength(2)
  })

  it('is nothing where it cannot be restored', () => {
    for (const draft of ['', '{', '[]', text.replace('"version":1', '"version":999')])
      expect(draftPreview(draft)).toEqual({ document: null, sketch: null })
  })
})
