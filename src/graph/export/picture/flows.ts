/** What flowed on the wires in a step, as a picture shows it: two lanes beside each wire, and the norm of each. */
import { LANE_OFFSET, laneStyle, offsetLine } from '../../drawing/lanes'
import { textWidth } from './text-width'
import type { PictureColors } from './themes'
import { xmlNumber, xmlText } from './xml'

export const LANE_DIRECTIONS = ['forward', 'backward'] as const
export const LANE_TROUBLES = ['notFinite', 'vanishing'] as const

/** One lane of a wire. */
export interface PictureLane {
  edge: string
  direction: (typeof LANE_DIRECTIONS)[number]
  /** That of a value that is not finite says nothing. */
  norm: number
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
  const { width, opacity } = laneStyle(trouble === 'notFinite' ? Infinity : lane.norm)
  const look =
    trouble === 'vanishing'
      ? 'stroke-width="1" stroke-opacity=".9" stroke-dasharray="1.5 5"'
      : `stroke-width="${xmlNumber(width)}" stroke-opacity="${xmlNumber(opacity)}"`
  return `<path data-lane="${direction}" d="M${path.join('L')}" stroke="${laneColor(lane, colors)}" ${look}><title>${xmlText(`${lane.text}, ${lane.shape}`)}</title></path>`
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
    return `<tspan${gap} fill="${laneColor(lane, colors)}">${xmlText(lane.text)}</tspan>`
  })
  return `<text x="${xmlNumber(x)}" y="${xmlNumber(y)}" font-size="${size}">${parts.join('')}</text>`
}

function laneColor({ direction, trouble }: PictureLane, colors: PictureColors): string {
  return trouble === 'notFinite' ? colors.danger : colors[direction]
}

function* pairs(points: Float32Array): Generator<[number, number]> {
  for (let i = 0; i < points.length; i += 2) yield [points[i]!, points[i + 1]!]
}
