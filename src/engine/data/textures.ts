import type { Recipe } from './generate'
import type { SeededRandom } from './seeded-random'

const side = 32
const channels = 3

/** A place in the pattern, in units of its period. */
type Pattern = (right: number, down: number) => number

const wave = (value: number): number => Math.sin(2 * Math.PI * value)

/** Each gives −1 to 1. */
const patterns: Readonly<Record<string, Pattern>> = {
  'level stripes': (_, down) => wave(down),
  'upright stripes': (right) => wave(right),
  'slanting stripes': (right, down) => wave((right + down) * Math.SQRT1_2),
  checks: (right, down) => Math.sign(wave(right) * wave(down)),
  dots: (right, down) => (wave(right) + wave(down) > 0.9 ? 1 : -1),
  rings: (right, down) => wave(Math.hypot(right, down)),
}

/**
 * Coloured textures: stripes in three directions, checks, dots and rings. Colours, period and place are at random, so only
 * the pattern tells the class.
 *
 * Shape: x (3, 32, 32), values 0 to 1; y a class.
 */
export const textures: Recipe = {
  name: 'textures',
  xShape: [channels, side, side],
  yShape: [],
  classes: Object.keys(patterns),
  draw: (random, index, x, y) => {
    const kinds = Object.values(patterns)
    y[0] = index % kinds.length
    paint(x, kinds[y[0]]!, random)
  },
}

function paint(picture: Float32Array | Int32Array, pattern: Pattern, random: SeededRandom): void {
  const period = random.uniform(6, 11)
  const turn = random.uniform(-0.15, 0.15)
  const [cos, sin] = [Math.cos(turn) / period, Math.sin(turn) / period]
  const [middleX, middleY] = [random.uniform(8, side - 8), random.uniform(8, side - 8)]
  const colours = Array.from({ length: channels }, () => twoBrightnesses(random))
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [dx, dy] = [column - middleX, row - middleY]
      const share = 0.5 + 0.5 * pattern(cos * dx + sin * dy, cos * dy - sin * dx)
      colours.forEach(([dark, light], channel) => {
        const value = dark + share * (light - dark) + 0.08 * random.normal()
        picture[(channel * side + row) * side + column] = Math.min(Math.max(value, 0), 1)
      })
    }
  }
}

/** What a colour channel is at the two ends of the pattern. */
function twoBrightnesses(random: SeededRandom): [number, number] {
  const middle = random.uniform(0.3, 0.7)
  const half = random.uniform(0.1, 0.3) * (random.below(2) === 0 ? -1 : 1)
  return [middle - half, middle + half]
}
