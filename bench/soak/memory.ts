/** Memory and the like over time. */

export interface Held {
  /** Since the beginning. */
  minutes: number
  amount: number
}

/** How much one grows in an hour: the straight line that fits best. */
export function slopeAnHour(held: readonly Held[]): number {
  const count = held.length
  const x = held.reduce((sum, { minutes }) => sum + minutes, 0) / count
  const y = held.reduce((sum, { amount }) => sum + amount, 0) / count
  const above = held.reduce((sum, { minutes, amount }) => sum + (minutes - x) * (amount - y), 0)
  const below = held.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0)
  return below > 0 ? (above / below) * 60 : 0
}
