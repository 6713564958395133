import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { plainProse, unmarked } from '../../words/plain-prose'
import { emptyDocument } from '../document/document'
import { testDocument, testModule } from '../document/test-graph'
import { inferDocument } from '../infer/infer'
import { exportPyTorch } from './pytorch/export-pytorch'
import { markdownText } from './markdown'
import { drawGraph } from './picture/svg'

beforeAll(() => setLanguage('en-XA'))
afterAll(() => setLanguage('en'))

const block = testModule(
  [['x: Input'], ['fc: Linear', { out_features: 4 }], ['y: Output']],
  ['x → fc', 'fc → y'],
)
const CALLS = ['a', 'b', 'c', 'd', 'e']

/** A net that calls one definition five times and another not at all, and has a loss. */
const net = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ...CALLS.map((name) => [`${name}: Module`, { module: 'Block' }] as const),
    ['t: Input', { shape: [4] }],
    ['loss: MSELoss'],
  ],
  ['x → a.x', 'a.y → b.x', 'b.y → c.x', 'c.y → d.x', 'd.y → e.x', 'e.y → loss', 't → loss.target'],
  { Block: block, Unused: block },
)

/** What a person reads of the SVG: the text between its tags. */
function readable(svg: string): string[] {
  return [...svg.matchAll(/>([^<]+)</g)].map(([, text = '']) => text)
}

describe('in another language', () => {
  it('the page of a graph has headings and sentences with keys', () => {
    const result = markdownText(inferDocument(net))
    if (result.kind === 'refused') throw new Error('It was refused.')
    expect(result.text).toMatch(/\| ⟦Láýér⟧ \|/)
    expect(result.text).toMatch(/⟦Tráíñéd.*1 épóçh,.*⟧/)
    expect(plainProse(result.text)).toEqual([])
  })

  it('the picture of a graph says its counts with keys, in the form that the number needs', () => {
    const texts = readable(drawGraph(inferDocument(net), { theme: 'light', values: true }).svg)
    const all = texts.join('\n')
    expect(all).toMatch(/⟦Thé ñétwórk/)
    expect(all).toContain('⟦2 ñéstéd défíñítíóñs⟧')
    expect(all).toMatch(/⟦úséd bý ⟦.* áñd 2 móré⟧⟧/)
    expect(all).toContain('⟦ñót úséd⟧')
    expect(texts.flatMap(plainProse)).toEqual([])
  })

  it('the page beside an exported net has headings, rows and sentences with keys', () => {
    const exported = exportPyTorch(inferDocument(net))
    if (exported.kind === 'refused') throw new Error('It was refused.')
    const page = (exported.files['README.md'] ?? '').replace(/```.*?```/gs, '').replace(/`[^`]*`/g, '·')
    expect(page).toContain('## ⟦Tráíñ ít⟧')
    expect(unmarked(page).match(/\p{L}{2,}/gu)).toEqual(['Net', 'float', 'float'])
    expect(plainProse(page)).toEqual([])
  })

  it('the picture of an empty graph says so with a key', () => {
    const texts = readable(drawGraph(inferDocument(emptyDocument()), { theme: 'light', values: true }).svg)
    expect(texts).toContain('⟦Théré áré ñó ñódés ýét.⟧')
  })
})
