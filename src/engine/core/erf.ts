/** The error function in double precision. */

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI)

/** erf(x) = 2/√π·∫₀ˣ exp(−t²) dt, to about 1e-15. */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (Number.isNaN(x)) return NaN
  if (size > 6) return Math.sign(x)
  return Math.sign(x) * (size < 2.5 ? series(size) : 1 - complement(size))
}

/** 2/√π·exp(−x²)·Σ 2ⁿ·x²ⁿ⁺¹/(1·3·…·(2n+1)): all terms positive, so nothing cancels. */
function series(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum
}

/** 1 − erf(x) by its continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + …))). */
function complement(x: number): number {
  let fraction = x
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
