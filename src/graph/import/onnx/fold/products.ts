/** Products of matrices that are known. */
import { isNumbers } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { broadcastOf, countOf, placesIn, roomFor } from './broadcasting'
import type { Fold } from './fold-definition'

/** More multiplications than that are left to the engine. */
const MOST_PRODUCTS = 50_000_000

export const productFolds: Readonly<Record<string, Fold>> = {
  MatMul: (site, [a, b]) => a && b && product(site, a, b),
}

function product(site: Site, a: Items, b: Items): Items | undefined {
  const [rows = 1, inner = 1] = a.shape.slice(-2)
  const [depth = 1, columns = 1] = b.shape.slice(-2)
  const lead = broadcastOf([a.shape.slice(0, -2), b.shape.slice(0, -2)])
  if (!isNumbers(a) || !isNumbers(b) || a.shape.length < 2 || b.shape.length < 2) return undefined
  if (lead === undefined || inner !== depth) return undefined
  const matrices = countOf(lead)
  if (matrices * rows * inner * columns > MOST_PRODUCTS) return undefined
  const values = roomFor(site, a.dtype, matrices * rows * columns)
  const [left, right] = [placesIn(a.shape.slice(0, -2), lead), placesIn(b.shape.slice(0, -2), lead)]
  for (let matrix = 0; matrix < matrices; matrix++) {
    const [from, other] = [left(matrix) * rows * inner, right(matrix) * inner * columns]
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        let sum = 0
        for (let at = 0; at < inner; at++)
          sum += (a.items[from + row * inner + at] ?? 0) * (b.items[other + at * columns + column] ?? 0)
        values[(matrix * rows + row) * columns + column] = sum
      }
  }
  return { shape: [...lead, rows, columns], items: values, dtype: a.dtype }
}
