/** MaxPool2d keeps the largest value of each window, AvgPool2d their mean. Source: docs.pytorch.org, torch.nn.MaxPool2d, AvgPool2d. */
import type { BackPlace, Explainer, Explanation, Operation, Term } from './explanation'
import { largest, magnitudeOf, sum } from './places'
import { batched, readers, reads, slidesOf } from './windows'
import type { Slide } from './windows'

export const maxPool2d: Explainer = {
  forward(operation, place) {
    const found = windowOf(operation, place.index)
    if (!found) return null
    const { window, plane } = found
    const winner = winnerOf(window.values)
    const value = window.values[winner] ?? NaN
    return {
      formula: 'out = max(window)',
      parts: [{ ...plane, planes: [{ ...plane.planes[0]!, winner, sum: value }] }],
      value,
      magnitude: Math.abs(value),
    }
  },
  backward(operation, place) {
    return spread(
      operation,
      place,
      '∂L/∂input = Σ ∂L/∂out, of the windows that it won',
      (slides, output, at) => {
        const found = windowOf(operation, output)!
        const [rows, columns] = [reads(slides[0], output.at(-2)!), reads(slides[1], output.at(-1)!)]
        const winner = winnerOf(found.window.values)
        const won =
          rows[Math.floor(winner / columns.length)] === at[0] && columns[winner % columns.length] === at[1]
        return won ? 1 : 0
      },
    )
  },
}

export const avgPool2d: Explainer = {
  forward(operation, place) {
    const found = windowOf(operation, place.index)
    if (!found) return null
    const { window, plane, slides } = found
    const values = window.values.map((value) => value ?? 0)
    const divisor = divisorOf(operation.params, slides, place.index)
    const total = sum(values)
    return {
      formula: 'out = Σ window / divisor',
      parts: [
        { ...plane, planes: [{ ...plane.planes[0]!, sum: total }] },
        { kind: 'lines', lines: [{ name: 'divisor', value: divisor }] },
      ],
      value: total / divisor,
      magnitude: magnitudeOf(values) / divisor,
    }
  },
  backward(operation, place) {
    return spread(operation, place, '∂L/∂input = Σ ∂L/∂out / divisor', (slides, output) => {
      return 1 / divisorOf(operation.params, slides, output)
    })
  },
}

/** The window of an output in its channel. */
function windowOf({ params, inputs }: Operation, index: readonly number[]) {
  const { input } = inputs
  if (!input) return null
  const [, , height, width] = batched(input.shape)
  const slides = slidesOf(stepped(params), height, width)
  const [rows, columns] = [reads(slides[0], index.at(-2)!), reads(slides[1], index.at(-1)!)]
  const channel = index.at(-3)!
  const sample = index.length > 3 ? index[0]! : 0
  const start = planeStart(input.shape, index)
  const values = rows.flatMap((y) =>
    columns.map((x) => (y === null || x === null ? null : input.values[start + y * width + x]!)),
  )
  const window = { rows: rows.length, columns: columns.length, values }
  const known = (places: (number | null)[]): number[] => places.filter((at) => at !== null)
  return {
    window,
    slides,
    plane: {
      kind: 'planes' as const,
      of: 'input' as const,
      planes: [{ channel, window, sum: 0 }],
      place: { sample, rows: known(rows), columns: known(columns) },
    },
  }
}

/** Where the image begins that an index lies in. */
function planeStart(shape: readonly number[], index: readonly number[]): number {
  const [, channels, height, width] = batched(shape)
  const sample = index.length > 3 ? index[0]! : 0
  return (sample * channels + index.at(-3)!) * height * width
}

/** The first of the largest values, as PyTorch chooses among equal ones; NaN is the largest of all. */
function winnerOf(values: readonly (number | null)[]): number {
  let winner = -1
  values.forEach((value, at) => {
    if (value === null) return
    const best = winner < 0 ? -Infinity : values[winner]!
    if (winner < 0 || value > best || (Number.isNaN(value) && !Number.isNaN(best))) winner = at
  })
  return winner
}

/** Places of a window that its mean counts: padding where `count_include_pad` says so, but nothing behind it. */
function divisorOf(params: Operation['params'], slides: [Slide, Slide], index: readonly number[]): number {
  if (typeof params['divisor_override'] === 'number') return params['divisor_override']
  const counted = params['count_include_pad'] !== false
  const lengths = slides.map(({ size, kernel, stride, padding }, axis) => {
    const start = index.at(axis - 2)! * stride - padding
    const end = Math.min(start + kernel, size + padding)
    return counted ? end - start : Math.min(end, size) - Math.max(start, 0)
  })
  return lengths[0]! * lengths[1]!
}

/** The gradients of all outputs whose windows covered a place, each times its share. */
function spread(
  { params, inputs }: Operation,
  { index, gradient }: BackPlace,
  formula: string,
  share: (slides: [Slide, Slide], output: number[], at: [number, number]) => number,
): Explanation | null {
  const { input } = inputs
  if (!input) return null
  const [, , height, width] = batched(input.shape)
  const [, , tall, wide] = batched(gradient.shape)
  const slides = slidesOf(stepped(params), height, width)
  const at: [number, number] = [index.at(-2)!, index.at(-1)!]
  const lead = index.slice(0, -2)
  const start = planeStart(gradient.shape, index)
  const rows = readers(slides[0], at[0], tall).flat()
  const columns = readers(slides[1], at[1], wide).flat()
  const terms = rows.flatMap((y) =>
    columns.map((x): Term => {
      const [upstream, part] = [gradient.values[start + y * wide + x]!, share(slides, [...lead, y, x], at)]
      return { at: [y, x], factors: [upstream, part], value: upstream * part }
    }),
  )
  const values = terms.map(({ value }) => value)
  return { formula, parts: [largest('window', terms)], value: sum(values), magnitude: magnitudeOf(values) }
}

/** A stride of none is the window's size. */
function stepped(params: Operation['params']): Operation['params'] {
  return { ...params, stride: params['stride'] ?? params['kernel_size'] }
}
