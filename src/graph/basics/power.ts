/** a to the power of b as C and Python have it: `**` makes NaN of 1 and -1 to the power of an infinity, which is 1. */
export function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b
}
