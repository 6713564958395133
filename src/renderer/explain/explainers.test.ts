/** Every number of small operations, taken apart, comes to what PyTorch computes, both ways; `make_explained.py` saves it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { agrees } from './explanation'
import type { Explanation, Operation, Values } from './explanation'
import { explainerFor } from './explainers'
import { indexOf, sum } from './places'

interface Saved {
  shape: number[]
  values: number[]
}
interface Row {
  type: string
  mode: 'train' | 'eval'
  params: Record<string, unknown>
  inputs: Record<string, Saved>
  parameters: Record<string, Saved>
  output: Saved
  upstream: Saved
  gradient: Saved
}

const ROWS = JSON.parse(readFileSync(new URL('explained.json', import.meta.url), 'utf8')) as Row[]

const tensor = ({ shape, values }: Saved): Values => ({ shape, values: Float32Array.from(values) })
const tensors = (all: Record<string, Saved>) =>
  Object.fromEntries(Object.entries(all).map(([name, saved]) => [name, tensor(saved)]))
const operationOf = ({ params, inputs, parameters }: Row): Operation => ({
  params,
  inputs: tensors(inputs),
  parameters: tensors(parameters),
})

/** The places whose explanation comes to another number. */
function wrongPlaces(
  { shape, values }: Values,
  explain: (index: number[], actual: number) => Explanation | null,
) {
  return [...values].flatMap((actual, offset) => {
    const index = indexOf(shape, offset)
    const made = explain(index, actual)
    return made && agrees(made, actual)
      ? []
      : [{ index, actual, made: made?.value, magnitude: made?.magnitude }]
  })
}

describe.each(ROWS.map((row) => [row.type, JSON.stringify(row.params), row.mode, row] as const))(
  '%s %s (%s)',
  (type, _, __, row) => {
    const explainer = explainerFor(type)!
    const operation = operationOf(row)
    const { output, gradient, upstream } = {
      output: tensor(row.output),
      gradient: tensor(row.gradient),
      upstream: tensor(row.upstream),
    }

    it('says how every number of its output came about', () => {
      expect(
        wrongPlaces(output, (index, actual) =>
          explainer.forward(operation, { shape: output.shape, index, actual }),
        ),
      ).toEqual([])
    })

    it('says how every gradient of its input came about', () => {
      expect(
        wrongPlaces(gradient, (index, actual) =>
          explainer.backward(operation, {
            shape: gradient.shape,
            index,
            actual,
            handle: 'input',
            gradient: upstream,
          }),
        ),
      ).toEqual([])
    })
  },
)

describe('what is shown of a convolution', () => {
  const row = ROWS.find(({ params }) => params['groups'] === 2)!
  const made = explainerFor('Conv2d')!.forward(operationOf(row), {
    shape: row.output.shape,
    index: [1, 4, 0, 1],
    actual: NaN,
  })!

  it('are the channels of its own group, each with its window and kernel, whose sums and bias are the number', () => {
    const [planes, lines] = made.parts
    if (planes?.kind !== 'planes' || lines?.kind !== 'lines') throw new Error('other parts')
    expect(planes.planes.map(({ channel }) => channel)).toEqual([2, 3])
    expect(sum(planes.planes.map((plane) => plane.sum)) + lines.lines[0]!.value).toBe(made.value)
    // The first two rows of taps lie in the padding above: 0 · 2 − 2 = −2 and 0.
    const [first] = planes.planes
    expect(first!.window.values.slice(0, 3)).toEqual([null, null, null])
    expect(planes.place).toEqual({ sample: 1, rows: [0, 2], columns: [2, 3, 4] })
    const { shape, values } = row.inputs['input']!
    expect(first!.window.values[3]).toBeCloseTo(values[(shape[1]! + 2) * shape[2]! * shape[3]! + 2]!, 6)
  })
})

it('shows the largest of many terms, and the others as one', () => {
  const row = ROWS.find(({ type }) => type === 'Linear')!
  const [part] = explainerFor('Linear')!.forward(operationOf(row), {
    shape: row.output.shape,
    index: [0, 0],
    actual: NaN,
  })!.parts
  if (part?.kind !== 'terms') throw new Error('other parts')
  const sizes = part.terms.map(({ value }) => Math.abs(value))
  expect(sizes).toHaveLength(8)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  expect(part.rest?.count).toBe(4)
})

it('leaves alone what it does not know', () => {
  expect(explainerFor('LSTM')).toBeNull()
  expect(explainerFor('constructor')).toBeNull()
})
