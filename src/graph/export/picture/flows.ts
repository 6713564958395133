/** What flowed on the wires in a step, as a picture shows it: two lanes beside each wire, and the norm of each. */
import { laneColor, laneScale } from '../../drawing/lane-color'
import { BACKWARD_DASH, LANE_OFFSET, laneWidth, offsetLine } from '../../drawing/lanes'
import { textWidth } from './text-width'
import type { PictureColors } from './themes'
import { tell } from '../../../words/tell'
import { xmlNumber, xmlText } from './xml'

export const LANE_DIRECTIONS = ['forward', 'backward'] as const
export const LANE_TROUBLES = ['notFinite', 'zero', 'vanishing'] as const

/** One lane of a wire. */
export interface PictureLane {
  edge: string
  direction: (typeof LANE_DIRECTIONS)[number]
  /** Root mean square of all values; 0 where one is not finite. */
  rms: number
  /** How many values there are. */
  count: number
  trouble: (typeof LANE_TROUBLES)[number] | null
  /** What is written of it, such as `‖a‖ 3.2`. */
  text: string
  /** Such as `64×10`. */
  shape: string
}

export interface PictureFlows {
  /** The definition on whose wires it flowed. */
  module: string
  /** 1 for the first training step. */
  step: number
  lanes: PictureLane[]
}

/** Above a wire what flows forward, as on the canvas; under it what flows back. */
export function drawLane(lane: PictureLane, points: Float32Array, colors: PictureColors): string {
  const { direction, trouble } = lane
  const runsLeft = points.at(-2)! < points[0]!
  const side = (direction === 'forward') === runsLeft ? -LANE_OFFSET : LANE_OFFSET
  const path = [...pairs(offsetLine(points, side))].map(([x, y]) => `${xmlNumber(x)} ${xmlNumber(y)}`)
  const gaps = direction === 'backward' ? ` stroke-dasharray="${BACKWARD_DASH.join(' ')}"` : ''
  const look =
    trouble === 'vanishing' || trouble === 'zero'
      ? 'stroke-width="1" stroke-dasharray="1.5 5"'
      : `stroke-width="${xmlNumber(laneWidth(lane.count))}"${gaps}`
  const color = trouble === 'notFinite' ? colors.danger : laneColor(lane.rms, colors.theme)
  return `<path data-lane="${direction}" d="M${path.join('L')}" stroke="${color}" ${look}><title>${xmlText(`${lane.text}, ${lane.shape}`)}</title></path>`
}

/** The texts of a wire's lanes in one line. */
export function lanesText(lanes: readonly PictureLane[]): string {
  return lanes.map(({ text }) => text).join('  ')
}

/** - `x`, `y`: middle of the baseline */
export function drawNumbers(
  lanes: readonly PictureLane[],
  { x, y, size }: { x: number; y: number; size: number },
  colors: PictureColors,
): string {
  const parts = lanes.map((lane, at) => {
    const gap = at === 0 ? '' : ` dx="${xmlNumber(textWidth('  ', 'mono', size))}"`
    return `<tspan${gap} fill="${textColor(lane, colors)}">${xmlText(lane.text)}</tspan>`
  })
  return `<text x="${xmlNumber(x)}" y="${xmlNumber(y)}" font-size="${size}">${parts.join('')}</text>`
}

const SCALE_WIDTH = 220
/** Height of the scale with its numbers and its words. */
export const SCALE_HEIGHT = 40
const TICK_SIZE = 9

/** What the colours and the widths of lanes mean. - `x`, `y`: its upper left corner */
export function drawScale({ x, y }: { x: number; y: number }, colors: PictureColors): string {
  const scale = laneScale(colors.theme)
  const each = SCALE_WIDTH / scale.length
  const parts = scale.map(({ exponent, color }, at) => {
    const left = xmlNumber(x + at * each)
    const box = `<rect x="${left}" y="${xmlNumber(y)}" width="${xmlNumber(each)}" height="7" fill="${color}"/>`
    const middle = xmlNumber(x + (at + 0.5) * each)
    const tick = `<text x="${middle}" y="${xmlNumber(y + 17)}" text-anchor="middle" font-size="${TICK_SIZE}" fill="${colors.faint}">1e${exponent}</text>`
    return exponent % 2 === 0 ? box + tick : box
  })
  const said = xmlText(
    tell(
      'picture.lanes',
      'Colour: root mean square; width: number of values. Above the wire forward, under it, with gaps, backward.',
    ),
  )
  return `<g data-scale="">${parts.join('')}<text x="${xmlNumber(x)}" y="${xmlNumber(y + 34)}" fill="${colors.faint}">${said}</text></g>`
}

function textColor({ direction, trouble }: PictureLane, colors: PictureColors): string {
  return trouble === 'notFinite' ? colors.danger : colors[direction]
}

function* pairs(points: Float32Array): Generator<[number, number]> {
  for (let i = 0; i < points.length; i += 2) yield [points[i]!, points[i + 1]!]
}
