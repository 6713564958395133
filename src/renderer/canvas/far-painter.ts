/** Paints a definition as it is seen from afar: nodes as blocks of their category's colour, wires as thin lines, marks as dots. */
import type { Category } from '../../graph/registry/definition'
import type { Box } from '../../graph/drawing/geometry'
import type { PaintStyle } from '../paint/paint-style'
import type { MappedNode, MappedWire } from './net-map'

/** How a node or a wire stands out. */
export interface FarLook {
  wrong?: boolean
  /** Not wired at all. */
  loose?: boolean
  /** Where a step stands still. */
  stop?: 'forward' | 'backward'
  /** Colours of dots: hooks and breakpoints. */
  dots?: readonly string[]
}

export interface FarScene {
  nodes: readonly (MappedNode & { category: Category; name: string; look: FarLook })[]
  wires: readonly (MappedWire & { look: FarLook })[]
}

/** What a picture shows: a part of the canvas, so many pixels of the screen for each of its own, and so many dots a pixel. */
interface FarView {
  part: Box
  zoom: number
  pixelRatio: number
}

/** In pixels of the screen. */
const WIRE = { least: 0.35, most: 0.9, perZoom: 4 }
const DOT = 3
const HALO = 2
const NAME = 10
/** As nodes have them, in the canvas's own pixels; from this zoom on they can be seen. */
const CORNER = 8
const ROUND = 0.18
/** A block at least so high has room for its name. */
const NAMED = 19

export function paintFar(
  context: CanvasRenderingContext2D,
  scene: FarScene,
  view: FarView,
  style: PaintStyle,
): void {
  const { part, zoom, pixelRatio } = view
  const scale = zoom * pixelRatio
  context.setTransform(scale, 0, 0, scale, -part.left * scale, -part.top * scale)
  const plain = scene.wires.filter(({ look }) => look.wrong !== true && look.stop === undefined)
  strokeWires(context, plain, style.wire, wireWidth(zoom))
  for (const wire of scene.wires) {
    if (wire.look.stop !== undefined) strokeWires(context, [wire], style[wire.look.stop], 3 * wireWidth(zoom))
    else if (wire.look.wrong === true) strokeWires(context, [wire], style.danger, 1.5 * wireWidth(zoom))
  }
  paintBlocks(context, scene, style, zoom >= ROUND)
  if (scene.nodes.some(({ box }) => (box.bottom - box.top) * zoom >= NAMED))
    paintNames(context, scene, zoom, style)
  for (const { box, look } of scene.nodes) paintDots(context, look, { x: box.left, y: box.top }, zoom, style)
  for (const { target, look } of scene.wires)
    paintDots(context, look, { x: target.x - 4 / zoom, y: target.y }, zoom, style)
}

/** Rings around what is selected; wires in the same colour. */
export function paintChosen(
  context: CanvasRenderingContext2D,
  chosen: Pick<FarScene, 'nodes' | 'wires'>,
  zoom: number,
  style: PaintStyle,
): void {
  strokeWires(context, chosen.wires, style.accent, 2 * wireWidth(zoom))
  context.strokeStyle = style.accent
  context.lineWidth = HALO / zoom
  const out = HALO / 2 / zoom
  for (const { box } of chosen.nodes)
    context.strokeRect(
      box.left - out,
      box.top - out,
      box.right - box.left + 2 * out,
      box.bottom - box.top + 2 * out,
    )
}

/** The farther away, the thinner: many would else be one surface. */
function wireWidth(zoom: number): number {
  return Math.min(WIRE.most, WIRE.least + WIRE.perZoom * zoom) / zoom
}

function strokeWires(
  context: CanvasRenderingContext2D,
  wires: readonly MappedWire[],
  color: string,
  width: number,
): void {
  if (wires.length === 0) return
  context.beginPath()
  for (const { source, target, detour } of wires) {
    context.moveTo(source.x, source.y)
    if (detour === null) {
      const reach = Math.max(0, (target.x - source.x) / 2)
      context.bezierCurveTo(source.x + reach, source.y, target.x - reach, target.y, target.x, target.y)
    } else {
      context.lineTo(detour.out, source.y)
      context.lineTo(detour.out, detour.level)
      context.lineTo(detour.back, detour.level)
      context.lineTo(detour.back, target.y)
      context.lineTo(target.x, target.y)
    }
  }
  context.strokeStyle = color
  context.lineWidth = width
  context.stroke()
}

/** A block for each node, those of one colour together. */
function paintBlocks(
  context: CanvasRenderingContext2D,
  { nodes }: FarScene,
  style: PaintStyle,
  round: boolean,
): void {
  const groups = new Map<string, Box[]>()
  for (const { box, category, look } of nodes) {
    const color =
      look.stop !== undefined ? style[look.stop] : look.wrong === true ? style.danger : style.blocks[category]
    const key = `${look.loose === true ? 0.75 : 1} ${color}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [box])
    else group.push(box)
  }
  for (const [key, boxes] of groups) {
    const space = key.indexOf(' ')
    context.globalAlpha = Number(key.slice(0, space))
    context.fillStyle = key.slice(space + 1)
    context.beginPath()
    for (const { left, top, right, bottom } of boxes) {
      const [width, height] = [right - left, bottom - top]
      if (round) context.roundRect(left, top, width, height, CORNER)
      else context.rect(left, top, width, height)
    }
    context.fill()
  }
  context.globalAlpha = 1
}

function paintNames(
  context: CanvasRenderingContext2D,
  { nodes }: FarScene,
  zoom: number,
  style: PaintStyle,
): void {
  context.font = `600 ${NAME / zoom}px ${style.sans}`
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  context.fillStyle = style.text
  const letter = (NAME * 0.58) / zoom
  for (const { box, name } of nodes) {
    const room = Math.floor((box.right - box.left) / letter)
    const text = name.length <= room ? name : `${name.slice(0, room - 1)}…`
    context.fillText(text, (box.left + box.right) / 2, (box.top + box.bottom) / 2)
  }
}

function paintDots(
  context: CanvasRenderingContext2D,
  { dots = [] }: FarLook,
  { x, y }: { x: number; y: number },
  zoom: number,
  style: PaintStyle,
): void {
  dots.forEach((color, at) => {
    context.beginPath()
    context.arc(x + (2 * at * DOT) / zoom, y, DOT / zoom, 0, 2 * Math.PI)
    context.fillStyle = color
    context.fill()
    context.strokeStyle = style.surface
    context.lineWidth = 0.75 / zoom
    context.stroke()
  })
}
