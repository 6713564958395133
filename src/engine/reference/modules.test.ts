/** Layers compared with PyTorch: texts, state, outputs, every gradient, and buffers after one or more passes. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { layoutOf } from '../core/layout'
import { inLayout } from '../core/tensor'
import { manualSeed, nn, ready, scope, type Tensor } from '../index'
import type { Module } from '../nn'
import { alwaysTake } from '../ops/fastest'
import { expectDrawn, expectEqual, ownLayers, restore, savedRows, type SavedTensor } from './compare'
import { expectSlopes } from './numerical'
import { expectNothingLeft } from './nothing-left.fixture'

interface Row {
  module: string
  args: unknown[]
  options: Record<string, unknown>
  training: boolean
  passes: number
  text: string
  initial: Record<string, SavedTensor>
  /** What is loaded before the passes; the initial state where it is left out. */
  state?: Record<string, SavedTensor>
  inputs: SavedTensor[]
  output: SavedTensor
  gradFn?: string
  gradOutput?: SavedTensor
  gradInputs?: (SavedTensor | null)[]
  gradParameters: Record<string, SavedTensor | null>
  buffers: Record<string, SavedTensor>
}

const rows = ['norms', 'convs', 'samplers', ...ownLayers()]
  .flatMap((name) => savedRows<Row>(name))
  // The others have inputs and outputs by their names.
  .filter(({ module }) => module !== undefined)

function build(row: Row): Module {
  const kind = ({ ...nn } as Record<string, unknown>)[row.module] as new (...args: unknown[]) => Module
  const options = Object.keys(row.options).length > 0 ? [row.options] : []
  return new kind(...row.args, ...options)
}

/** Not where values tie for the largest, where a row of an embedding gets no gradient by decree, or where PyTorch's is another. */
function isSmooth(row: Row): boolean {
  if (row.module === 'CrossMapLRN2d') return false
  // The gradient passes the least length, too.
  if (row.module === 'CosineSimilarity') return Number(row.options.eps ?? 0) < 1
  if (row.module === 'RReLU')
    return row.inputs.every(({ values }) => values.every((value) => Math.abs(Number(value)) > 0.01))
  if (row.module === 'Embedding') return row.options.paddingIdx === undefined
  return (
    !row.module.includes('MaxPool') ||
    row.inputs.every(({ values }) => new Set(values).size === values.length)
  )
}

/** The same values with the channels last in memory, as convolutions and poolings leave them. */
function channelsLast(x: Tensor): Tensor {
  if (x.ndim < 3) return x
  return inLayout(x, layoutOf([0, ...Array.from({ length: x.ndim - 2 }, (_, i) => i + 2), 1]))
}

const ORDERS: readonly [name: string, lay: (x: Tensor) => Tensor][] = [
  ['in plain memory', (x) => x],
  ['with channels last in memory', channelsLast],
]

function leaves(row: Row, lay = (x: Tensor): Tensor => x): Tensor[] {
  return row.inputs.map((saved) => {
    const x = lay(restore(saved))
    if (x.dtype === 'float32') x.requiresGrad = true
    return x
  })
}

function run(module: Module, inputs: Tensor[]): Tensor {
  const result = (module.call as (...args: unknown[]) => Tensor | Tensor[])(...inputs)
  // Of a pair with a loss, that.
  return Array.isArray(result) ? result.at(-1)! : result
}

function restored(state: Record<string, SavedTensor>): Map<string, Tensor> {
  return new Map(Object.entries(state).map(([key, value]) => [key, restore(value)]))
}

/** The random numbers of an output gradient, which PyTorch drew between the passes. */
function skipGradient(row: Row): void {
  if (row.gradOutput) nn.init.normal_(restore(row.gradOutput))
}

/** Output, every gradient and the buffers beside PyTorch's. */
function compare(row: Row, lay: (x: Tensor) => Tensor): void {
  scope(() => {
    const module = build(row).train(row.training)
    module.loadStateDict(restored(row.state ?? row.initial))
    const inputs = leaves(row, lay)
    manualSeed(2)
    for (let pass = 1; pass < row.passes; pass++) {
      run(module, inputs)
      skipGradient(row)
    }
    const output = run(module, inputs)
    expectEqual(output, row.output, 'output')
    if (row.gradOutput) {
      if (row.gradFn) expect(output.gradFn?.name).toBe(row.gradFn)
      output.backward(lay(restore(row.gradOutput)))
      inputs.forEach((x, i) => expectEqual(x.grad, row.gradInputs![i]!, `gradient of input ${i}`))
      for (const [name, parameter] of module.namedParameters()) {
        expectEqual(parameter.grad, row.gradParameters[name]!, `gradient of ${name}`)
      }
    }
    expect(module.namedBuffers().map(([name]) => name)).toEqual(Object.keys(row.buffers))
    for (const [name, buffer] of module.namedBuffers()) expectEqual(buffer, row.buffers[name]!, name)
  })
}

beforeAll(async () => void (await ready()))
afterEach(() => alwaysTake(null))

const titled = rows.map((row, i) => ({
  row,
  title: `${row.text} on ${row.inputs.map((x) => `[${x.shape.join()}]`).join(' ')}${row.training ? '' : ' in evaluation'} (${i})`,
}))

describe.each(titled)('$title', ({ row }) => {
  it('starts with the state and prints the text that PyTorch gives for the same seed', () => {
    scope(() => {
      manualSeed(0)
      const module = build(row)
      expect(String(module)).toBe(row.text)
      const state = module.stateDict()
      expect([...state.keys()]).toEqual(Object.keys(row.initial))
      for (const [key, value] of state) expectDrawn(value, row.initial[key]!, key)
    })
  })

  it.each(ORDERS)('gives the output, every gradient and the buffers that PyTorch gives, %s', (_, lay) => {
    compare(row, lay)
  })

  it('leaves no tensor behind', () => {
    expectNothingLeft(() => {
      const module = build(row).train(row.training)
      const output = run(module, leaves(row))
      if (row.gradOutput) output.backward(restore(row.gradOutput))
      return module
    })
  })
})

describe.each(titled.filter(({ row }) => row.module.startsWith('Conv')))('$title', ({ row }) => {
  it.each(Array.from({ length: 8 }, (_, way) => way))(
    'gives the same by way %i of computing it, where there is a choice',
    (way) => {
      alwaysTake(way)
      compare(row, (x) => x)
    },
  )
})

describe.each(titled.filter(({ row }) => row.gradOutput && isSmooth(row)))('$title', ({ row }) => {
  it('has the gradients that small differences give', () => {
    scope(() => {
      const module = build(row).train(row.training)
      module.loadStateDict(restored(row.state ?? row.initial))
      const inputs = leaves(row)
      const gradient = restore(row.gradOutput!)
      const loss = (): Tensor => {
        manualSeed(2)
        return run(module, inputs).mul(gradient).sum()
      }
      loss().backward()
      expectSlopes([...inputs.map((x, i) => [`input ${i}`, x] as const), ...module.namedParameters()], () =>
        loss().item(),
      )
    })
  })
})
