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

/** The range of some values with a share of it as room at both ends; never empty. */
export function paddedRange(values: readonly number[], room: number): [number, number] {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  if (finite.length === 0) return [0, 1]
  const pad = (high - low) * room || Math.abs(high) * room || 1
  return [low - pad, high + pad]
}
