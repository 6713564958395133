/** Conv2d: out(n, o) = bias(o) + Σ_c weight(o, c) ⋆ input(n, c). Source: docs.pytorch.org, torch.nn.Conv2d. */
import type { BackPlace, Explainer, Explanation, Grid, Operation, Place, Plane, Values } from './explanation'
import { magnitudeOf, sum } from './places'
import { batched, readers, reads, slidesOf } from './windows'

export const conv2d: Explainer = { forward, backward }

function forward({ params, inputs, parameters }: Operation, { index }: Place): Explanation | null {
  const { input } = inputs
  const { weight, bias } = parameters
  if (!input || !weight) return null
  const [sample, out, row, column] = batchIndex(index)
  const [, channels, height, width] = batched(input.shape)
  const [down, across] = slidesOf(params, height, width)
  const [rows, columns] = [reads(down, row), reads(across, column)]
  const [filters, perGroup] = weight.shape as [number, number]
  const first = groupOf(out, filters, channels / perGroup) * perGroup
  const planes = Array.from({ length: perGroup }, (_, at): Plane => {
    const start = (sample * channels + first + at) * height * width
    const window = gridOf(rows, columns, (y, x) => input.values[start + y * width + x]!)
    return weighed(first + at, window, kernelOf(weight, out, at))
  })
  return {
    formula: 'out(n, o) = bias(o) + Σ_c Σ weight(o, c) · input(n, c)',
    parts: [
      { kind: 'planes', of: 'input', planes, place: { sample, rows: known(rows), columns: known(columns) } },
      ...(bias
        ? [{ kind: 'lines' as const, lines: [{ name: 'bias' as const, value: bias.values[out]! }] }]
        : []),
    ],
    ...totalOf(planes, bias ? bias.values[out]! : 0),
  }
}

/** Every output gradient whose window covered the place, times the weight that lay over it. */
function backward(
  { params, inputs, parameters }: Operation,
  { index, gradient }: BackPlace,
): Explanation | null {
  const { input } = inputs
  const { weight } = parameters
  if (!input || !weight) return null
  const [sample, channel, row, column] = batchIndex(index)
  const [, channels, height, width] = batched(input.shape)
  const [, filters, tall, wide] = batched(gradient.shape)
  const [down, across] = slidesOf(params, height, width)
  const rows = readers(down, row, tall)
  const columns = readers(across, column, wide)
  const perGroup = weight.shape[1]!
  const groups = channels / perGroup
  const perFilters = filters / groups
  const first = Math.floor(channel / perGroup) * perFilters
  const planes = Array.from({ length: perFilters }, (_, at): Plane => {
    const start = (sample * filters + first + at) * tall * wide
    const values = rows.flatMap((ys) =>
      columns.map((xs) =>
        ys.length * xs.length === 0
          ? null
          : sum(ys.flatMap((y) => xs.map((x) => gradient.values[start + y * wide + x]!))),
      ),
    )
    const window = { rows: rows.length, columns: columns.length, values }
    return weighed(first + at, window, kernelOf(weight, first + at, channel % perGroup))
  })
  return {
    formula: '∂L/∂input(c) = Σ_o Σ weight(o, c) · ∂L/∂out(o)',
    parts: [
      { kind: 'planes', of: 'gradient', planes, place: { sample, rows: seen(rows), columns: seen(columns) } },
    ],
    ...totalOf(planes, 0),
  }
}

function batchIndex(index: readonly number[]): [number, number, number, number] {
  const [column = 0, row = 0, channel = 0, sample = 0] = [...index].reverse()
  return [sample, channel, row, column]
}

function groupOf(out: number, filters: number, groups: number): number {
  return Math.floor(out / (filters / groups))
}

function kernelOf({ shape, values }: Values, out: number, at: number): Grid {
  const [, perGroup, rows, columns] = shape as [number, number, number, number]
  const start = (out * perGroup + at) * rows * columns
  return { rows, columns, values: [...values.subarray(start, start + rows * columns)] }
}

function gridOf(
  rows: readonly (number | null)[],
  columns: readonly (number | null)[],
  read: (row: number, column: number) => number,
): Grid {
  const values = rows.flatMap((y) => columns.map((x) => (y === null || x === null ? null : read(y, x))))
  return { rows: rows.length, columns: columns.length, values }
}

function weighed(channel: number, window: Grid, kernel: Grid): Plane {
  return { channel, window, kernel, sum: sum(productsOf({ window, kernel })) }
}

function productsOf({ window, kernel }: Pick<Plane, 'window' | 'kernel'>): number[] {
  return window.values.map((value, at) => (value === null ? 0 : value * kernel!.values[at]!))
}

function totalOf(planes: readonly Plane[], bias: number): Pick<Explanation, 'value' | 'magnitude'> {
  return {
    value: sum(planes.map((plane) => plane.sum)) + bias,
    magnitude: sum(planes.map((plane) => magnitudeOf(productsOf(plane)))) + Math.abs(bias),
  }
}

function known(places: readonly (number | null)[]): number[] {
  return places.filter((at) => at !== null)
}

function seen(places: readonly (readonly number[])[]): number[] {
  return [...new Set(places.flat())].sort((a, b) => a - b)
}
