/** A panel as its canvas shows it from afar: nodes as blocks of their category's colour, wires as thin lines; all of one colour in one path. */
import { groupBy } from '../../basics/group-by'
import type { Panel, PanelNode, PanelWire } from './panel'
import type { PictureColors } from './themes'

/** Of a wire, in pixels of the picture. */
const WIRE = 0.6
const CORNER = 8
/** Blocks are as strong as those of the canvas. */
const BLOCK = 0.55
const LOOSE = 0.41

/** - `scale`: pixels of the picture for each of the panel's */
export function drawFar({ nodes, wires }: Panel, colors: PictureColors, scale: number): string {
  const width = (WIRE / scale).toFixed(2)
  // Without smooth edges thousands of long lines take a third of the time.
  return [
    `<g fill="none" shape-rendering="crispEdges" stroke-width="${width}">`,
    ...strokes(wires, ({ wrong }) => (wrong ? colors.danger : colors.wire)),
    ...lanes(wires, colors),
    '</g>',
    `<path d="${blocks(nodes)}" fill="${colors.surface}"/>`,
    ...[...groupBy(nodes, ({ face }) => blockOf(face, colors))].map(
      ([look, group]) => `<path d="${blocks(group)}" ${look}/>`,
    ),
  ].join('\n')
}

function strokes(wires: readonly PanelWire[], colorOf: (wire: PanelWire) => string): string[] {
  return [...groupBy(wires, colorOf)].map(
    ([color, group]) => `<path d="${group.map(({ line }) => whole(line.path)).join('')}" stroke="${color}"/>`,
  )
}

/** What flows forward and back lies on one line here. */
function lanes(wires: readonly PanelWire[], colors: PictureColors): string[] {
  return (['backward', 'forward'] as const).flatMap((direction) =>
    strokes(
      wires.filter((wire) => wire.lanes.some((lane) => lane.direction === direction)),
      () => colors[direction],
    ),
  )
}

function blockOf({ category, error, loose }: PanelNode['face'], colors: PictureColors): string {
  const color = error === undefined ? colors.categories[category] : colors.danger
  return `fill="${color}" fill-opacity="${loose ? LOOSE : BLOCK}"`
}

function blocks(nodes: readonly PanelNode[]): string {
  const corner = `a${CORNER} ${CORNER} 0 0 1`
  return nodes
    .map(({ position, size }) => {
      const [x, y] = [Math.round(position.x), Math.round(position.y)]
      const [across, down] = [Math.round(size.width) - 2 * CORNER, Math.round(size.height) - 2 * CORNER]
      return `M${x + CORNER} ${y}h${across}${corner} ${CORNER} ${CORNER}v${down}${corner} ${-CORNER} ${CORNER}h${-across}${corner} ${-CORNER} ${-CORNER}v${-down}${corner} ${CORNER} ${-CORNER}z`
    })
    .join('')
}

/** Corners that are not round, and coordinates without places behind the point. */
function whole(path: string): string {
  return path
    .replace(/ L\S+ Q(\S+) \S+/g, ' L$1')
    .replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number))))
}
