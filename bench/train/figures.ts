/** Medians, and ratios with their spread. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}

/** A ratio, and the least and the greatest of a single round. */
export interface Ratio {
  readonly ratio: number
  readonly least: number
  readonly greatest: number
}

/**
 * How many times as long one program takes as another: the median over the rounds of the two blocks of a round divided, so that what
 * else the machine did in that round weighs on both.
 */
export function ratioOf(own: readonly number[], other: readonly number[]): Ratio {
  const ratios = own.map((each, round) => each / other[round]!)
  return { ratio: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) }
}

/** How far numbers of the same work may be apart, relative to them. */
const TOLERANCE = 1e-4
/**
 * How far what an update changes may be apart, relative to it. In a deep net with batch norm the gradient at the start is sensitive:
 * PyTorch's own, of ResNet-50 in float32, is 2 % off its own in float64.
 */
const UPDATE_TOLERANCE = 0.05

/**
 * Says what differs where two programs that were given the same weights and the same batch do not compute the same; null where they do.
 *
 * @param losses the numbers are the losses of two steps in a row: the first shows the forward pass, the second gradients and update
 */
export function difference(
  own: readonly number[],
  theirs: readonly number[],
  losses: boolean,
): string | null {
  const [before = NaN, after = NaN] = theirs
  for (const [place, mine] of own.entries()) {
    const other = theirs[place] ?? NaN
    const updated = losses && place > 0 ? UPDATE_TOLERANCE * Math.abs(after - before) : 0
    if (!(Math.abs(mine - other) <= TOLERANCE * Math.abs(losses ? before : other) + updated))
      return `not the same work: number ${place + 1} of the check is ${mine} in Gradwire and ${other} in PyTorch`
  }
  return null
}

/** How many steps a block has: as many as fill `seconds`, and three, unless they take longer than a second. */
export function blockLength(stepMs: number, seconds: number): number {
  const few = Math.min(3, Math.ceil(1000 / stepMs))
  return Math.max(1, few, Math.ceil((seconds * 1000) / stepMs))
}
