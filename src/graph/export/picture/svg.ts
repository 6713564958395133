/**
 * A graph as a picture: the main definition as it is on the canvas, and under it each nested one in a frame of its own.
 * The SVG is one file that needs no other; where Inter and JetBrains Mono are missing, the system's own fonts stand in.
 */
import { definitionOf } from '../../document/document'
import { countText } from '../../drawing/node-text'
import type { Inference } from '../../infer/inference'
import { definitionNames, usesOf } from '../../drawing/uses'
import { drawChip, drawNode, MONO, SANS, words } from './draw-node'
import { drawLane, drawNumbers, drawScale, SCALE_HEIGHT } from './flows'
import type { PictureFlows } from './flows'
import { drawFar } from './far'
import { makePanel } from './panel'
import type { Panel, PanelLabel, PanelWire } from './panel'
import { LABEL_SIZE, labelBox, withTexts } from './panel-texts'
import { textWidth } from './text-width'
import { PICTURE_COLORS } from './themes'
import type { PictureColors, PictureTheme } from './themes'
import { xmlNumber, xmlText } from './xml'
import { tell } from '../../../words/tell'

export interface PictureOptions {
  theme: PictureTheme
  /** With shapes and settings; else names and types alone. */
  values: boolean
  /** What flowed on the wires in a step. */
  flows?: PictureFlows | undefined
  /** How many pixels each of the sheet's gets, for a picture that is drawn at no other size: letters that nobody could read are left out. */
  scaleOf?: ScaleOf | undefined
}

/** In pixels at scale 1. */
export interface Sheet {
  width: number
  height: number
}

export interface Picture extends Sheet {
  svg: string
  /** Whether nodes and wires have their texts. */
  letters: boolean
}

/** - `letters`: whether there are any on nodes and wires */
export type ScaleOf = (sheet: Sheet, letters: boolean) => number

/** Around the sheet, and inside of a frame. */
const MARGIN = 32
const HEADER = 52
/** Between frames. */
const GAP = 24
const LEAST_WIDTH = 480
/** Frames stand side by side up to this, or to the width of the main definition. */
const ROW_WIDTH = 1280
const EMPTY_HEIGHT = 96
/** Letters of nodes and wires that have fewer pixels cannot be read. */
const LEAST_LETTER = 5

interface Frame {
  title: string
  caption: string
  panel: Panel
  nested: boolean
  /** Whether something flowed on its wires. */
  flowing: boolean
  x: number
  y: number
  width: number
  height: number
}

/** Draws a document, also one that is not finished. A thousand nodes take well under a second. */
export function drawGraph(inference: Inference, { theme, values, flows, scaleOf }: PictureOptions): Picture {
  const colors = PICTURE_COLORS[theme]
  const bare = arranged(inference, panelsOf(inference, values, flows), flows)
  const letters = scaleOf === undefined || LABEL_SIZE * scaleOf(bare, true) >= LEAST_LETTER
  const far = letters ? null : scaleOf(bare, false)
  const { frames, width, height } = far === null ? arranged(inference, writtenOn(bare.panels), flows) : bare
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-family="${SANS}" font-size="11">`,
    `<title id="title">${xmlText(frames[0]?.title ?? '')}</title>`,
    `<desc id="desc">${xmlText(descriptionOf(inference))}</desc>`,
    `<rect width="100%" height="100%" fill="${colors.canvas}"/>`,
    ...frames.map((frame) => drawFrame(frame, colors, far)),
    '</svg>\n',
  ].join('\n')
  return { svg, width, height, letters }
}

type Panels = ReadonlyMap<string, Panel>

function panelsOf({ document, main, modules }: Inference, values: boolean, flows?: PictureFlows): Panels {
  const panels = new Map<string, Panel>()
  for (const name of definitionNames(document)) {
    const module = name === document.main ? main : modules.get(name)
    const lanes = flows?.module === name ? flows.lanes : undefined
    if (module !== undefined && definitionOf(document, name) !== undefined)
      panels.set(name, makePanel(module, values, lanes))
  }
  return panels
}

function writtenOn(panels: Panels): Panels {
  return new Map([...panels].map(([name, panel]) => [name, withTexts(panel)]))
}

function arranged(
  inference: Inference,
  panels: Panels,
  flows?: PictureFlows,
): Sheet & { panels: Panels; frames: readonly Frame[] } {
  const frames = arrange(framesOf(inference, panels, flows))
  const margin = frames.some(({ nested }) => nested) ? MARGIN : 0
  const width = Math.ceil(Math.max(...frames.map((frame) => frame.x + frame.width))) + margin
  const height = Math.ceil(Math.max(...frames.map((frame) => frame.y + frame.height))) + margin
  return { panels, frames, width, height }
}

function framesOf({ document, main, modules }: Inference, panels: Panels, flows?: PictureFlows): Frame[] {
  const uses = usesOf(document)
  return [...panels].map(([name, panel]) => {
    const nested = name !== document.main
    const { parameterCount, multiplyAdds } = (nested ? modules.get(name) : main) ?? main
    const costs = [parametersText(parameterCount), multiplyAddsText(multiplyAdds)]
    const shown = flows?.module === name ? flows : undefined
    const caption = [nested ? usesText(uses.get(name) ?? []) : '', ...costs, stepText(shown)].filter(
      (part) => part !== '',
    )
    const { bounds } = panel
    const title = nested ? name : (document.meta?.title ?? name)
    const content = panel.nodes.length === 0 ? EMPTY_HEIGHT : bounds.bottom - bounds.top
    const heading = Math.max(textWidth(title, 'semibold', 15), textWidth(caption.join(' · '), 'regular', 12))
    const width = Math.max(bounds.right - bounds.left, Math.min(heading, LEAST_WIDTH)) + 2 * MARGIN
    return {
      title,
      caption: caption.join(' · '),
      panel,
      nested,
      flowing: shown !== undefined,
      x: 0,
      y: 0,
      width: Math.max(width, nested ? 0 : LEAST_WIDTH),
      height: MARGIN + HEADER + content + MARGIN + (shown === undefined ? 0 : SCALE_HEIGHT),
    }
  })
}

/** The main definition at the top, the others in rows under it. */
function arrange(frames: readonly Frame[]): Frame[] {
  const widest = Math.max(ROW_WIDTH, frames[0]?.width ?? 0) - 2 * MARGIN
  let [x, y, tallest] = [MARGIN, frames[0]?.height ?? 0, 0]
  return frames.map((frame) => {
    if (!frame.nested) return frame
    if (x > MARGIN && x + frame.width > MARGIN + widest) [x, y, tallest] = [MARGIN, y + tallest + GAP, 0]
    const placed = { ...frame, x, y }
    x += frame.width + GAP
    tallest = Math.max(tallest, frame.height)
    return placed
  })
}

/** - `far`: the scale of a picture in which nodes and wires have no letters */
function drawFrame(
  { title, caption, panel, nested, flowing, x, y, width, height }: Frame,
  colors: PictureColors,
  far: number | null,
): string {
  const { bounds, nodes } = panel
  const origin = { x: MARGIN - bounds.left, y: MARGIN + HEADER - bounds.top }
  // Between its margins when the frame is wider than what is in it.
  const spare = nested || nodes.length === 0 ? 0 : (width - 2 * MARGIN - (bounds.right - bounds.left)) / 2
  const first = MARGIN + spare + panel.left - bounds.left
  const left = first + (nested ? 30 : 0)
  const room = width - MARGIN - left
  const parts = [
    `<title>${xmlText(title)}</title>`,
    nested
      ? `<rect x=".5" y=".5" width="${xmlNumber(width - 1)}" height="${xmlNumber(height - 1)}" rx="12" fill="none" stroke="${colors.ring}"/>`
      : '',
    nested ? drawChip('module', first, 24, colors) : '',
    words({ text: title, x: left, y: 39, fill: colors.text, room, font: 'semibold', size: 15 }),
    words({ text: caption, x: left, y: 58, fill: colors.faint, room, size: 12 }),
    nodes.length === 0
      ? words({
          text: tell('picture.no_nodes_yet', 'There are no nodes yet.'),
          x: MARGIN,
          y: MARGIN + HEADER + 20,
          fill: colors.muted,
          room,
          size: 13,
        })
      : `<g transform="translate(${xmlNumber(origin.x + spare)} ${xmlNumber(origin.y)})">\n${far === null ? drawPanel(panel, colors) : drawFar(panel, colors, far)}\n</g>`,
    flowing && far === null ? drawScale({ x: first, y: height - SCALE_HEIGHT - MARGIN / 2 }, colors) : '',
  ].filter((part) => part !== '')
  const at = `${xmlNumber(x)} ${xmlNumber(y)}`
  return `<g transform="translate(${at})">\n${parts.join('\n')}\n</g>`
}

/** Wires under nodes, their texts above both. */
function drawPanel({ nodes, wires }: Panel, colors: PictureColors): string {
  return [
    `<g fill="none" stroke="${colors.wire}" stroke-width="1.5">`,
    ...wires.flatMap((wire) => [
      drawWire(wire, colors),
      ...wire.lanes.map((lane) => drawLane(lane, wire.line.points, colors)),
    ]),
    '</g>',
    ...nodes.map((node) =>
      drawNode(node, `${xmlNumber(node.position.x)} ${xmlNumber(node.position.y)}`, colors),
    ),
    `<g font-family="${MONO}" text-anchor="middle" fill="${colors.muted}">`,
    ...wires.flatMap(({ label }) => (label === null ? [] : [drawLabel(label, colors)])),
    ...wires.flatMap(({ numbers }) =>
      numbers.map(
        ({ label, lanes }) =>
          backing(label, colors) + drawNumbers(lanes, { ...label.at, size: LABEL_SIZE }, colors),
      ),
    ),
    '</g>',
  ].join('\n')
}

function drawWire({ edge, line, title, wrong }: PanelWire, colors: PictureColors): string {
  const tone = wrong ? ` stroke="${colors.danger}" stroke-dasharray="5 4"` : ''
  return `<path data-wire="${xmlText(edge.id)}" d="${shortPath(line.path)}"${tone}><title>${xmlText(title)}</title></path>`
}

function drawLabel(label: PanelLabel, colors: PictureColors): string {
  const [x, y] = [xmlNumber(label.at.x), xmlNumber(label.at.y)]
  return `${backing(label, colors)}<text x="${x}" y="${y}" font-size="${LABEL_SIZE}">${xmlText(label.text)}</text>`
}

/** The colour of the canvas behind a text, which parts it from wires that pass there. */
function backing(label: PanelLabel, colors: PictureColors): string {
  const { left, top, right, bottom } = labelBox(label)
  return `<rect x="${xmlNumber(left - 3)}" y="${xmlNumber(top)}" width="${xmlNumber(right - left + 6)}" height="${xmlNumber(bottom - top)}" rx="3" fill="${colors.canvas}" fill-opacity=".9"/>`
}

/** Coordinates with no more places than anybody sees. */
function shortPath(path: string): string {
  return path.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => xmlNumber(Number(number)))
}

function stepText(flows: PictureFlows | undefined): string {
  // Before any step, what would flow in the first one is looked at.
  return flows === undefined || flows.step === 0
    ? ''
    : tell('picture.step', 'step {{step}}', { step: flows.step })
}

function usesText(uses: readonly string[]): string {
  if (uses.length === 0) return tell('picture.not_used', 'not used')
  return tell('picture.used_by', 'used by {{names}}', { names: someOf(uses, 3) })
}

/** The first names, and how many more there are. */
function someOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most
    ? tell(
        'picture.names_and_more',
        { one: '{{names}} and {{count}} more', other: '{{names}} and {{count}} more' },
        { names: shown, count: names.length - most },
      )
    : shown
}

function parametersText(count: number): string {
  if (count === 0) return ''
  return tell(
    'picture.parameters',
    { one: '{{shown}} parameter', other: '{{shown}} parameters' },
    { count, shown: countText(count) },
  )
}

function multiplyAddsText(count: number): string {
  if (count === 0) return ''
  return tell(
    'picture.multiply_adds',
    { one: '{{shown}} multiply-add a sample', other: '{{shown}} multiply-adds a sample' },
    { count, shown: countText(count) },
  )
}

function descriptionOf({ document, main }: Inference): string {
  const { nodes, edges } = main.definition
  const others = Object.keys(document.modules).length - 1
  const counts = [
    tell('picture.nodes', { one: '{{count}} node', other: '{{count}} nodes' }, { count: nodes.length }),
    tell('picture.wires', { one: '{{count}} wire', other: '{{count}} wires' }, { count: edges.length }),
    parametersText(main.parameterCount),
    others > 0
      ? tell(
          'picture.nested_definitions',
          { one: '{{count}} nested definition', other: '{{count}} nested definitions' },
          { count: others },
        )
      : '',
  ]
  const names = main.order.sequence.flatMap((index) => nodes[index]?.name ?? [])
  const told = tell('picture.network_holds', 'The network {{name}}: {{counts}}.', {
    name: document.main,
    counts: counts.filter((part) => part !== '').join(', '),
  })
  return `${told} ${someOf(names, 40)}`.trim()
}
