import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../document/document'
import type { GraphDocument } from '../document/document'
import { parseDocument } from '../file/parse'
import { testDocument, testModule } from '../document/test-graph'
import { HOSTILE, hostileDocument, nestedDocument } from './documents.fixture'
import { markdownText } from './markdown'
import { mermaidText } from './mermaid'
import { inferDocument } from '../infer/infer'

function sampleDocument(name: string): GraphDocument {
  const url = new URL(`../../../resources/samples/${name}.json`, import.meta.url)
  const { document } = parseDocument(readFileSync(url, 'utf8'))
  if (document === null) throw new Error(`${name} is no graph`)
  return document
}

const documents = [
  ['mnist-cnn', sampleDocument('mnist-cnn')],
  ['nested', nestedDocument],
  ['empty', emptyDocument()],
] as const

function markdown(document: GraphDocument): string {
  const result = markdownText(inferDocument(document))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result.text
}

describe.each(documents)('%s as text', (name, document) => {
  it('is a Mermaid flowchart', async () => {
    await expect(mermaidText(inferDocument(document))).toMatchFileSnapshot(`golden/${name}.mmd`)
  })

  it('is a Markdown table', async () => {
    await expect(markdown(document)).toMatchFileSnapshot(`golden/${name}.md`)
  })
})

describe('Mermaid', () => {
  it('keeps what a hostile name says inside its quotes', () => {
    const lines = mermaidText(inferDocument(hostileDocument)).split('\n')
    const nodes = lines.filter((line) => line.includes(':::'))
    expect(nodes).toHaveLength(HOSTILE.length + 1)
    for (const line of nodes)
      expect(line).toMatch(/^ {2}\w+[[({]+"[^"<>`|;]*<br\/>[^"<>`|;]*"[\])}]+:::\w+$|#/)
    for (const line of nodes) expect(line.match(/"/g)).toHaveLength(2)
    expect(mermaidText(inferDocument(hostileDocument))).not.toMatch(/<script|onload="/)
  })

  it('gives every node an id of its own, also where names are alike', () => {
    const document = testDocument([['A_b: ReLU'], ['a_b: ReLU']], [], {
      Net_A: testModule([['b: ReLU']], []),
    })
    const ids = [...mermaidText(inferDocument(document)).matchAll(/^\s*(\w+)[[({]/gm)].map(([, id]) =>
      id?.toLowerCase(),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('Markdown', () => {
  it('has a row for every layer and five lines under each other that add up', () => {
    const rows = markdown(nestedDocument).split('\n').filter((line) => line.startsWith('|')) // prettier-ignore
    const cells = rows.map((line) => line.split(' | ').length)
    expect(new Set(cells)).toEqual(new Set([6]))
    expect(rows.at(-1)).toContain('**1,152**')
  })

  it('keeps hostile names in their cells', () => {
    const rows = markdown(hostileDocument).split('\n').filter((line) => line.startsWith('|')) // prettier-ignore
    expect(rows).toHaveLength(2 + HOSTILE.length + 1 + 1)
    const bars = rows.map((line) => line.replaceAll('\\|', '').match(/\|/g)?.length)
    expect(new Set(bars)).toEqual(new Set([7]))
  })

  it('refuses a graph that unfolds to more rows than anything holds', () => {
    const levels = Array.from({ length: 20 }, (_, level) => {
      const inner = level === 19 ? 'ReLU' : 'Module'
      const params = level === 19 ? {} : { module: `L${level + 1}` }
      const [input, output] = level === 19 ? ['input', 'output'] : ['x', 'y']
      const nodes = [['x: Input'], [`a: ${inner}`, params], [`b: ${inner}`, params], ['y: Output']] as const
      return [
        `L${level}`,
        testModule(nodes, [`x → a.${input}`, `a.${output} → b.${input}`, `b.${output} → y`]),
      ] as const
    })
    const document = testDocument(
      [
        ['x: Input', { shape: [1] }],
        ['deep: Module', { module: 'L0' }],
      ],
      ['x → deep.x'],
      Object.fromEntries(levels),
    )
    expect(markdownText(inferDocument(document))).toMatchObject({ kind: 'refused' })
    expect(mermaidText(inferDocument(document)).split('\n').length).toBeLessThan(400)
  })
})
