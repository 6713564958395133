/** Long rows of numbered points, such as those of a curve, in bounded room. */

export interface Thinning<T> {
  /** About so many points stay. */
  most: number
  /** The number of a point; numbers grow along the row. */
  numberOf: (point: T) => number
}

/** One in so many points stays in a row whose last point has that number: a power of two, so that a longer row keeps a part of those. */
function strideFor(last: number, most: number): number {
  let stride = 1
  while (last > most * stride) stride *= 2
  return stride
}

/**
 * Adds points to a row. The longer the row, the fewer of them stay, evenly spread, and the last one always: so a curve keeps its
 * form from its beginning to its end.
 */
export function addThinned<T>(row: T[], points: readonly T[], { most, numberOf }: Thinning<T>): void {
  const last = points.at(-1)
  if (last === undefined) return
  const end = row.at(-1)
  const before = end === undefined ? 1 : strideFor(numberOf(end), most)
  const stride = strideFor(numberOf(last), most)
  const stays = (point: T): boolean => numberOf(point) % stride === 0
  // What came last was kept whatever its number.
  if (end !== undefined && !stays(end)) row.pop()
  if (stride > before) row.splice(0, row.length, ...row.filter(stays))
  for (const point of points) if (point === last || stays(point)) row.push(point)
}
