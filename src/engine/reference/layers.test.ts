import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { manualSeed, nn, ready, scope, type Tensor } from '../index'
import type { Module } from '../nn'
import { alwaysTake } from '../ops/fastest'
import { expectDrawn, expectEqual, restore, savedRows, type SavedTensor } from './compare'
import { expectNothingLeft } from './nothing-left.fixture'

interface Row {
  module: string
  args: unknown[]
  options: Record<string, unknown>
  text: string
  state: Record<string, SavedTensor>
  inputs: SavedTensor[]
  output: SavedTensor
  gradFn?: string
  gradOutput?: SavedTensor
  gradInputs?: (SavedTensor | null)[]
  gradParameters: Record<string, SavedTensor | null>
}

const rows = savedRows<Row>('layers')

function build(row: Row): Module {
  const kind = ({ ...nn } as Record<string, unknown>)[row.module] as new (...args: unknown[]) => Module
  const options = Object.entries(row.options).map(([key, value]) => [
    key,
    isSaved(value) ? restore(value) : value,
  ])
  return options.length > 0 ? new kind(...row.args, Object.fromEntries(options)) : new kind(...row.args)
}

function isSaved(value: unknown): value is SavedTensor {
  return value !== null && typeof value === 'object' && 'dtype' in value
}

function compare(row: Row): void {
  scope(() => {
    manualSeed(0)
    const module = build(row)
    module.loadStateDict(new Map(Object.entries(row.state).map(([key, value]) => [key, restore(value)])))
    const inputs = row.inputs.map((x) => restore(x))
    for (const x of inputs) if (x.dtype === 'float32') x.requiresGrad = true
    manualSeed(2)
    const output = (module.call as (...args: unknown[]) => Tensor)(...inputs)
    expectEqual(output, row.output, 'output')
    if (!row.gradOutput) return
    output.backward(restore(row.gradOutput))
    inputs.forEach((x, i) => expectEqual(x.grad, row.gradInputs![i]!, `gradient of input ${i}`))
    for (const [name, parameter] of module.namedParameters()) {
      expectEqual(parameter.grad, row.gradParameters[name]!, `gradient of ${name}`)
    }
  })
}

beforeAll(async () => void (await ready()))
afterEach(() => alwaysTake(null))

describe.each(
  rows.map((row, i) => ({
    row,
    title: `${row.text} on ${row.inputs.map((x) => `[${x.shape.join()}]`).join(' ')} (${i})`,
  })),
)('$title', ({ row }) => {
  it('starts with the state and prints the text that PyTorch gives for the same seed', () => {
    scope(() => {
      manualSeed(0)
      const module = build(row)
      expect(String(module)).toBe(row.text)
      const state = module.stateDict()
      expect([...state.keys()]).toEqual(Object.keys(row.state))
      for (const [key, value] of state) expectDrawn(value, row.state[key]!, key)
    })
  })

  it('gives the output and every gradient that PyTorch gives', () => compare(row))

  it('gives the same by another way of computing it, where there is a choice', () => {
    alwaysTake(1)
    compare(row)
  })

  it('leaves no tensor behind', () => {
    expectNothingLeft(() => {
      const module = build(row)
      const inputs = row.inputs.map((x) => restore(x))
      for (const x of inputs) if (x.dtype === 'float32') x.requiresGrad = true
      const output = (module.call as (...args: unknown[]) => Tensor)(...inputs)
      if (row.gradOutput) output.backward(restore(row.gradOutput))
      return module
    })
  })
})
