/** Softmax and LogSoftmax along one dimension. Source: docs.pytorch.org, torch.nn.Softmax. */
import type { Explainer, Explanation, Operation, Term, Values } from './explanation'
import { largest, magnitudeOf, offsetOf, sum } from './places'

export const softmax: Explainer = {
  forward(operation, { index }) {
    const found = along(operation, index)
    if (!found) return null
    const { exponentials, total, at, biggest, row } = found
    const value = exponentials[at]! / total
    return {
      formula: 'y(i) = e^(x(i) − max) / Σ_j e^(x(j) − max)',
      parts: [
        ...sumOf(found),
        line('input', row[at]!, 'largest', biggest, 'exponential', exponentials[at]!, 'expsum', total),
      ],
      value,
      magnitude: value * (1 + Math.abs(row[at]! - biggest)),
    }
  },
  backward(operation, { index, gradient }) {
    return back(
      operation,
      index,
      gradient,
      '∂L/∂x(i) = y(i) · (∂L/∂y(i) − Σ_j y(j) · ∂L/∂y(j))',
      (y, g, at) => {
        const products = y.map((each, j) => each * g[j]!)
        return {
          products,
          value: y[at]! * (g[at]! - sum(products)),
          magnitude: y[at]! * (Math.abs(g[at]!) + magnitudeOf(products)),
        }
      },
    )
  },
}

export const logSoftmax: Explainer = {
  forward(operation, { index }) {
    const found = along(operation, index)
    if (!found) return null
    const { total, at, biggest, row } = found
    const value = row[at]! - biggest - Math.log(total)
    return {
      formula: 'y(i) = x(i) − max − ln Σ_j e^(x(j) − max)',
      parts: [
        ...sumOf(found),
        line('input', row[at]!, 'largest', biggest, 'expsum', total, 'logarithm', Math.log(total)),
      ],
      value,
      magnitude: Math.abs(row[at]!) + Math.abs(biggest) + Math.log(total),
    }
  },
  backward(operation, { index, gradient }) {
    return back(operation, index, gradient, '∂L/∂x(i) = ∂L/∂y(i) − e^y(i) · Σ_j ∂L/∂y(j)', (y, g, at) => ({
      products: g,
      value: g[at]! - y[at]! * sum(g),
      magnitude: Math.abs(g[at]!) + y[at]! * magnitudeOf(g),
    }))
  },
}

/** The row that an index lies in, with the exponentials that softmax makes of it. */
function along({ params, inputs }: Operation, index: readonly number[]) {
  const { input } = inputs
  if (!input) return null
  const dim = dimOf(params, input.shape.length)
  const row = rowOf(input, index, dim)
  const biggest = Math.max(...row)
  const exponentials = row.map((x) => Math.exp(x - biggest))
  return { row, biggest, exponentials, total: sum(exponentials), at: index[dim]!, dim }
}

/** None is 0 for 0, 1 and 3 dimensions, else 1. */
function dimOf({ dim }: Operation['params'], rank: number): number {
  if (typeof dim !== 'number') return rank === 0 || rank === 1 || rank === 3 ? 0 : 1
  return dim < 0 ? dim + rank : dim
}

/** All values that differ from an index in one dimension only. */
function rowOf({ shape, values }: Values, index: readonly number[], dim: number): number[] {
  return Array.from(
    { length: shape[dim] ?? 1 },
    (_, at) =>
      values[
        offsetOf(
          shape,
          index.map((each, axis) => (axis === dim ? at : each)),
        )
      ]!,
  )
}

function sumOf({ exponentials }: { exponentials: readonly number[] }) {
  return [
    largest(
      'class',
      exponentials.map((value, at): Term => ({ at: [at], factors: [], value })),
    ),
  ]
}

function line(...pairs: (number | 'input' | 'largest' | 'exponential' | 'expsum' | 'logarithm')[]) {
  const lines = pairs.flatMap((name, at) =>
    typeof name === 'number' ? [] : [{ name, value: pairs[at + 1] as number }],
  )
  return { kind: 'lines' as const, lines }
}

function back(
  operation: Operation,
  index: readonly number[],
  gradient: Values,
  formula: string,
  made: (
    y: number[],
    g: number[],
    at: number,
  ) => { products: readonly number[]; value: number; magnitude: number },
): Explanation | null {
  const found = along(operation, index)
  if (!found) return null
  const { exponentials, total, at, dim } = found
  const y = exponentials.map((each) => each / total)
  const g = rowOf(gradient, index, dim)
  const { products, value, magnitude } = made(y, g, at)
  const terms = products.map((each, j): Term => ({ at: [j], factors: [g[j]!, y[j]!], value: each }))
  return {
    formula,
    parts: [
      largest('class', products === g ? terms.map((term) => ({ ...term, factors: [] })) : terms),
      {
        kind: 'lines',
        lines: [
          { name: 'sum', value: sum(products) },
          { name: 'upstream', value: g[at]! },
          { name: 'probability', value: y[at]! },
        ],
      },
    ],
    value,
    magnitude,
  }
}
