import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../document/document'
import type { GraphDocument } from '../../document/document'
import { boxesOverlap, lineTouches } from '../../drawing/geometry'
import type { Box } from '../../drawing/geometry'
import { wireLine } from '../../drawing/wire-line'
import { inferDocument } from '../../infer/infer'
import { CATEGORIES } from '../../registry/definition'
import { parseDocument } from '../../file/parse'
import { testDocument } from '../../document/test-graph'
import { HOSTILE, hostileDocument, nestedDocument } from '../documents.fixture'
import { CATEGORY_ICONS } from './category-icons'
import { makePanel } from './panel'
import { labelBox, withTexts } from './panel-texts'
import { drawGraph } from './svg'
import { laneColor, laneScale } from '../../drawing/lane-color'
import { PICTURE_COLORS, PICTURE_THEMES } from './themes'
import { fitText, textWidth } from './text-width'
import type { Font } from './text-width'
import { readXml, type XmlElement } from './xml.fixture'

function sampleDocument(name: string): GraphDocument {
  const url = new URL(`../../../../resources/samples/${name}.json`, import.meta.url)
  const { document } = parseDocument(readFileSync(url, 'utf8'))
  if (document === null) throw new Error(`${name} is no graph`)
  return document
}

const samples = readdirSync(new URL('../../../../resources/samples/', import.meta.url)).map((name) =>
  name.replace('.json', ''),
)
const documents: [string, GraphDocument][] = [
  ...samples.map((name): [string, GraphDocument] => [name, sampleDocument(name)]),
  ['nested', nestedDocument],
  ['hostile', hostileDocument],
  ['empty', emptyDocument()],
]

function everything(elements: readonly XmlElement[]): XmlElement[] {
  return elements.flatMap((element) => [element, ...everything(element.children)])
}

interface Placed {
  element: XmlElement
  /** Where the origin of the group around it is on the sheet. */
  x: number
  y: number
  inherited: Record<string, string>
}

/** Every element with its place on the sheet. */
function flatten(element: XmlElement, x = 0, y = 0, inherited: Record<string, string> = {}): Placed[] {
  const [, dx = 0, dy = 0] =
    /^translate\(([-\d.]+) ([-\d.]+)\)/.exec(element.attributes['transform'] ?? '')?.map(Number) ?? []
  const below = { ...inherited, ...element.attributes }
  const here = { element, x: x + dx, y: y + dy, inherited: below }
  return [here, ...element.children.flatMap((child) => flatten(child, x + dx, y + dy, below))]
}

function boxOfText({ element, x, y, inherited }: Placed): Box {
  const size = Number(inherited['font-size'])
  const font: Font = inherited['font-family']?.includes('Mono')
    ? 'mono'
    : inherited['font-weight'] === '600'
      ? 'semibold'
      : 'regular'
  const width = textWidth(element.text, font, size)
  const anchor = inherited['text-anchor']
  const at = x + Number(element.attributes['x'])
  const left = anchor === 'end' ? at - width : anchor === 'middle' ? at - width / 2 : at
  const base = y + Number(element.attributes['y'])
  return { left, right: left + width, top: base - size * 0.75, bottom: base + size * 0.22 }
}

function boxOfNode({ element, x, y }: Placed): Box {
  // The first is its shadow.
  const rect = element.children.filter(({ name }) => name === 'rect')[1]!.attributes
  const [width, height] = [Number(rect['width']), Number(rect['height'])]
  return { left: x - 0.5, right: x - 0.5 + width, top: y - 0.5, bottom: y - 0.5 + height }
}

describe.each(documents)('the picture of %s', (_, document) => {
  const { svg, width, height } = drawGraph(inferDocument(document), { theme: 'light', values: true })
  const root = readXml(svg)
  const all = flatten(root)
  const nodes = all.filter(({ element }) => 'data-node' in element.attributes)
  const texts = all.filter(({ element }) => element.name === 'text')
  const sheet = { left: 0, top: 0, right: width, bottom: height }

  it('has every node and every wire, each once and with a title', () => {
    const modules = Object.values(document.modules)
    const ids = (attribute: string): string[] =>
      all.flatMap(({ element }) => (attribute in element.attributes ? [element.attributes[attribute]!] : []))
    expect(ids('data-node').sort()).toEqual(
      modules.flatMap((module) => module.nodes.map(({ id }) => id)).sort(),
    )
    expect(ids('data-wire').sort()).toEqual(
      modules.flatMap((module) => module.edges.map(({ id }) => id)).sort(),
    )
    for (const { element } of all.filter(
      ({ element: { attributes } }) => 'data-node' in attributes || 'data-wire' in attributes,
    ))
      expect(element.children[0]).toMatchObject({ name: 'title', text: expect.stringMatching(/./) as string })
  })

  it('keeps every text of a node inside of it, clear of its other texts', () => {
    for (const node of nodes) {
      const box = boxOfNode(node)
      const own = flatten(node.element, node.x - offset(node).x, node.y - offset(node).y, node.inherited)
        .filter(({ element }) => element.name === 'text')
        .map(boxOfText)
      for (const text of own) expect(contains(box, text), node.element.attributes['data-node']).toBe(true)
      for (const [index, text] of own.entries())
        for (const other of own.slice(index + 1)) expect(boxesOverlap(text, other)).toBe(false)
    }
  })

  it('keeps texts of wires clear of nodes and of each other, and everything on the sheet', () => {
    const boxes = nodes.map(boxOfNode)
    const labels = texts.filter(({ inherited }) => inherited['text-anchor'] === 'middle').map(boxOfText)
    for (const label of labels) for (const box of boxes) expect(boxesOverlap(label, box)).toBe(false)
    for (const [index, label] of labels.entries())
      for (const other of labels.slice(index + 1)) expect(boxesOverlap(label, other)).toBe(false)
    for (const box of [...boxes, ...texts.map(boxOfText)]) expect(contains(sheet, box)).toBe(true)
  })

  it('says who it is to a reader that cannot see', () => {
    expect(root.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'title desc' })
    const named = root.children.filter(({ name }) => name === 'title' || name === 'desc')
    expect(named.map(({ attributes }) => attributes['id'])).toEqual(['title', 'desc'])
    for (const { text } of named) expect(text).not.toBe('')
  })

  it('needs nothing outside of itself, and runs nothing', () => {
    expect(svg).not.toMatch(/\bhref=|url\(|<script|<image|<foreignObject|@import|\son\w+="(?=[^"]*"[^<]*>)/)
    expect(svg.match(/https?:\/\/[^"\s]+/g)).toEqual(['http://www.w3.org/2000/svg'])
  })

  it('shows what flows on a wire: its lanes in the colours of the canvas, norms, shape and step', () => {
    const inference = inferDocument(document)
    const [wire] = inference.main.definition.edges
    if (wire === undefined) return
    const lane = { edge: wire.id, rms: 1e-3, count: 640, shape: '64×10' }
    const flows = {
      module: document.main,
      step: 7,
      lanes: [
        { ...lane, direction: 'forward' as const, trouble: null, text: '‖a‖ 2' },
        { ...lane, direction: 'backward' as const, trouble: 'notFinite' as const, text: '‖g‖ NaN' },
      ],
    }
    const { children } = readXml(drawGraph(inference, { theme: 'light', values: true, flows }).svg)
    const flowing = everything(children)
    const lanes = flowing.filter(({ attributes }) => attributes['data-lane'] !== undefined)
    expect(lanes.map(({ attributes }) => attributes['stroke'])).toEqual([
      laneColor(1e-3, 'light'),
      PICTURE_COLORS.light.danger,
    ])
    expect(lanes.map((each) => each.children[0]?.text)).toEqual(['‖a‖ 2, 64×10', '‖g‖ NaN, 64×10'])
    expect(lanes.map(({ attributes }) => attributes['stroke-dasharray'])).toEqual([undefined, '7 4'])
    expect(lanes.map(({ attributes }) => Number(attributes['stroke-width']))).toEqual([2.6, 2.6])
    expect(flowing.some(({ name, text }) => name === 'text' && text.includes('step 7'))).toBe(true)
    const [scale] = flowing.filter(({ attributes }) => attributes['data-scale'] !== undefined)
    const colors = scale!.children.flatMap(({ name, attributes }) =>
      name === 'rect' ? [attributes['fill']] : [],
    )
    expect(colors).toEqual(laneScale('light').map(({ color }) => color))
  })

  it('differs by its colours alone in the dark', () => {
    const dark = drawGraph(inferDocument(document), { theme: 'dark', values: true }).svg
    const gray = (text: string): string => text.replace(/#[0-9a-f]{6}/g, '#')
    expect(gray(dark)).toBe(gray(svg))
    expect(dark).toContain(PICTURE_COLORS.dark.canvas)
    expect(dark).not.toContain(PICTURE_COLORS.light.text)
  })
})

function offset({ element }: Placed): { x: number; y: number } {
  const [, x = 0, y = 0] =
    /\(([-\d.]+) ([-\d.]+)\)/.exec(element.attributes['transform'] ?? '')?.map(Number) ?? []
  return { x, y }
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.left >= outer.left - 0.02 &&
    inner.right <= outer.right + 0.02 &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  )
}

describe('wires of a picture', () => {
  it('go around the nodes of every sample', () => {
    for (const name of samples) {
      const inference = inferDocument(sampleDocument(name))
      for (const module of inference.modules.values()) {
        const { nodes, wires } = withTexts(makePanel(module))
        for (const { edge, line } of wires) {
          const points = pointsOf(line.path)
          const others = nodes.filter(({ id }) => id !== edge.source && id !== edge.target)
          for (const {
            position: { x, y },
            size,
          } of others)
            // prettier-ignore
            expect(
              lineTouches(points, { left: x, top: y, right: x + size.width, bottom: y + size.height }),
              `${name}: ${edge.id}`,
            ).toBe(false)
        }
      }
    }
  })

  it('run through no text but their own, and no text lies on another', () => {
    for (const name of samples)
      for (const module of inferDocument(sampleDocument(name)).modules.values()) {
        const { wires } = withTexts(makePanel(module))
        const labels = wires.flatMap(({ edge, label }) =>
          label === null ? [] : [{ id: edge.id, box: labelBox(label) }],
        )
        for (const { id, box } of labels) {
          for (const { edge, line } of wires)
            if (edge.id !== id)
              expect(lineTouches(pointsOf(line.path), box), `${name}: ${edge.id} through ${id}`).toBe(false)
          for (const other of labels)
            if (other.id !== id) expect(boxesOverlap(other.box, box), `${name}: ${id}`).toBe(false)
        }
      }
  })

  it('have a text where there is room for it, and none where not', () => {
    const document = testDocument(
      [['x: Input', { shape: [3, 224, 224] }], ['near: ReLU'], ['far: ReLU']],
      ['x → near', 'x → far'],
    )
    const at = { x: 0, near: 210, far: 900 } as Record<string, number>
    const net = document.modules['Net']!
    const nodes = net.nodes.map((node) => ({
      ...node,
      position: { x: at[node.id]!, y: node.id === 'far' ? 200 : 0 },
    }))
    const panel = withTexts(
      makePanel(inferDocument({ ...document, modules: { Net: { ...net, nodes } } }).main),
    )
    expect(panel.wires.map(({ label }) => label?.text ?? null)).toEqual([null, 'N×3×224×224'])
    const label = panel.wires[1]!.label!
    expect(labelBox(label).right - labelBox(label).left).toBeCloseTo(11 * 0.6 * 'N×3×224×224'.length)
  })
})

/** The corners of a path of moves, lines and curves are enough to see what it would cross. */
function pointsOf(path: string): Float32Array {
  const curve = /^M([-\d.]+),([-\d.]+) C.* ([-\d.]+),([-\d.]+)$/.exec(path)
  if (curve === null) return Float32Array.from(path.match(/-?[\d.]+/g)!.map(Number))
  const [x0, y0, x1, y1] = curve.slice(1).map(Number) as [number, number, number, number]
  return wireLine({ x: x0, y: y0 }, { x: x1, y: y1 }, null).points
}

describe('a picture', () => {
  it('puts nodes that were never placed in layers', () => {
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['a: ReLU'], ['b: ReLU']],
      ['x → a', 'a → b'],
    )
    const net = document.modules['Net']!
    const nodes = net.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } }))
    const panel = withTexts(
      makePanel(inferDocument({ ...document, modules: { Net: { ...net, nodes } } }).main),
    )
    expect(panel.nodes.map(({ position }) => position.x)).toEqual([0, 240, 480])
  })

  it('can leave out shapes and settings, and nothing else', () => {
    const inference = inferDocument(sampleDocument('mnist-cnn'))
    const read = (values: boolean): Placed[] =>
      flatten(readXml(drawGraph(inference, { theme: 'light', values }).svg))
    const [full, bare] = [read(true), read(false)]
    const drawn = (all: Placed[], kind: string): number =>
      all.filter(({ element }) => kind in element.attributes).length
    for (const kind of ['data-node', 'data-wire']) expect(drawn(bare, kind)).toBe(drawn(full, kind))
    const texts = (all: Placed[]): string[] =>
      all.flatMap(({ element: { name, text } }) => (name === 'text' || name === 'title' ? [text] : []))
    expect(texts(full).some((text) => text.includes('×'))).toBe(true)
    expect(texts(bare).some((text) => text.includes('×'))).toBe(false)
    for (const { name, type } of inference.main.definition.nodes)
      expect(texts(bare)).toEqual(expect.arrayContaining([name, type]))
  })

  it('says what is not connected, with and without shapes', () => {
    const inference = inferDocument(testDocument([['x: Input', { shape: [4] }], ['far: ReLU']], []))
    for (const values of [true, false])
      expect(drawGraph(inference, { theme: 'light', values }).svg).toContain('>not connected<')
  })

  it('marks what is wrong, and is drawn nonetheless', () => {
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['conv: Conv2d', { out_channels: 8, kernel_size: 3 }], ['far: ReLU']],
      ['x → conv'],
    )
    const { svg } = drawGraph(inferDocument(document), { theme: 'light', values: true })
    expect(svg).toContain(`stroke="${PICTURE_COLORS.light.danger}"`)
    expect(svg).toContain('not connected')
  })

  it('holds every hostile name as text', () => {
    const texts = flatten(
      readXml(drawGraph(inferDocument(hostileDocument), { theme: 'light', values: true }).svg),
    )
    const titles = texts.filter(({ element }) => element.name === 'title').map(({ element }) => element.text)
    expect(titles.some((title) => title.startsWith(HOSTILE[0]!))).toBe(true)
    expect(titles.some((title) => title.startsWith('x�y�[31m�z�'))).toBe(true)
  })

  it('has the colours of the canvas', () => {
    const tokens = readFileSync(new URL('../../../renderer/styles/tokens.css', import.meta.url), 'utf8')
    const blocks = { light: tokens.slice(0, tokens.indexOf("[data-theme='dark']")), dark: tokens.slice(tokens.indexOf("[data-theme='dark']")) } // prettier-ignore
    for (const theme of PICTURE_THEMES) {
      const token = (name: string): string | undefined =>
        new RegExp(`--${name}: (#[0-9a-f]+);`).exec(blocks[theme])?.[1]
      const { canvas, surface, line, wire, port, text, muted, faint, danger, forward, backward } = PICTURE_COLORS[theme] // prettier-ignore
      expect({ canvas, surface, line, wire, port, text, muted, faint, danger, forward, backward }).toEqual({
        canvas: token('canvas'),
        surface: token('surface'),
        line: token('line'),
        wire: token('wire'),
        port: token('control-line'),
        text: token('text'),
        muted: token('text-muted'),
        faint: token('text-faint'),
        danger: token('danger'),
        forward: token('forward'),
        backward: token('backward'),
      })
      for (const category of CATEGORIES)
        expect(PICTURE_COLORS[theme].categories[category], category).toBe(token(`category-${category}`))
    }
    expect(Object.keys(CATEGORY_ICONS)).toEqual(expect.arrayContaining([...CATEGORIES]))
  })
})

describe('fitText', () => {
  it('leaves what fits and cuts what does not, so that it does', () => {
    expect(fitText('conv1', 'regular', 11, 100)).toBe('conv1')
    for (const text of [
      'W'.repeat(80),
      'illillill'.repeat(9),
      '名前'.repeat(20),
      '🧠'.repeat(20),
      'a b '.repeat(30),
    ])
      for (const font of ['regular', 'semibold', 'mono'] as const)
        for (const room of [12, 40, 97]) {
          const cut = fitText(text, font, 11, room)
          expect(cut.endsWith('…')).toBe(true)
          expect(textWidth(cut, font, 11)).toBeLessThanOrEqual(room)
        }
  })
})
