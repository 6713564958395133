/** Round numbers for the axes of our own canvases. */

/** Ascending multiples of 1, 2 or 5 times a power of ten inside the range, about `count` of them. */
export function axisTicks(low: number, high: number, count: number): number[] {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return Number.isFinite(low) ? [low] : []
  const rough = span / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // Multiplying whole numbers keeps 0.30000000000000004 out of the labels.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

/**
 * Ascending powers of ten inside the range, at most about `count`; with fewer than two of them their 2- and 5-folds,
 * too, and in a narrow range plain ticks.
 */
export function logTicks(low: number, high: number, count: number): number[] {
  if (!(low > 0) || !(high >= low) || !Number.isFinite(high)) return []
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const last = Math.floor(Math.log10(high) + 1e-9)
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  if (powers.length >= 2) {
    const every = Math.ceil(powers.length / Math.max(2, count))
    return powers.filter((power) => power % every === 0).map(power10)
  }
  const ticks = [first - 1, first]
    .flatMap((power) => [1, 2, 5].map((factor) => Number((factor * power10(power)).toPrecision(12))))
    .filter((tick) => tick >= low * 0.999 && tick <= high * 1.001)
  return ticks.length >= 2 ? ticks : axisTicks(low, high, count)
}

function power10(power: number): number {
  return Number(`1e${power}`)
}

/** The range of some values with a share of it as room at both ends; never empty. */
export function paddedRange(values: readonly number[], room: number): [number, number] {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  if (finite.length === 0) return [0, 1]
  const pad = (high - low) * room || Math.abs(high) * room || 1
  return [low - pad, high + pad]
}
