/**
 * The factor Q (rows × columns, columns orthonormal) of a matrix with at least as many rows as columns, each column with the
 * sign that makes the diagonal of R positive, by Householder's reflections in double precision.
 *
 * @param values The matrix by rows; it is not changed.
 */
export function orthonormal(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const r = Float64Array.from(values)
  const mirrors: Float64Array[] = []
  const signs = new Float64Array(columns)
  for (let k = 0; k < columns; k++) {
    const mirror = mirrorOf(r, rows, columns, k)
    reflect(r, rows, columns, k, mirror)
    mirrors.push(mirror)
    signs[k] = Math.sign(r[k * columns + k]!)
  }
  const q = new Float64Array(rows * columns)
  for (let k = 0; k < columns; k++) q[k * columns + k] = 1
  for (let k = columns - 1; k >= 0; k--) reflect(q, rows, columns, k, mirrors[k]!)
  for (let i = 0; i < q.length; i++) q[i]! *= signs[i % columns]!
  return q
}

/** The unit vector whose mirror takes column k, from row k on, to a multiple of the first axis; zeros where there is nothing to do. */
function mirrorOf(matrix: Float64Array, rows: number, columns: number, k: number): Float64Array {
  const vector = Float64Array.from({ length: rows - k }, (_, i) => matrix[(k + i) * columns + k]!)
  const length = norm(vector)
  vector[0]! += vector[0]! < 0 ? -length : length
  const size = norm(vector)
  return size === 0 ? vector : vector.map((value) => value / size)
}

function norm(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}

/** Mirrors rows and columns from k on. */
function reflect(matrix: Float64Array, rows: number, columns: number, k: number, mirror: Float64Array): void {
  const dots = new Float64Array(columns)
  for (let i = k; i < rows; i++) {
    const share = mirror[i - k]!
    for (let column = k; column < columns; column++) dots[column]! += share * matrix[i * columns + column]!
  }
  for (let i = k; i < rows; i++) {
    const share = 2 * mirror[i - k]!
    for (let column = k; column < columns; column++) matrix[i * columns + column]! -= share * dots[column]!
  }
}
