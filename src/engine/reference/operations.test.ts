/** The operations of a graph compared with PyTorch, as the graph runs and infers them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { expandHandles } from '../../graph/nodes/handles'
import type { TensorType } from '../../graph/types/dims'
import { nodeDefinition } from '../../graph/nodes/index'
import { nodeBuilder } from '../build/node-builders'
import { CHANNELS_LAST } from '../core/layout'
import { inLayout } from '../core/tensor'
import { memory, ready, scope, type Tensor } from '../index'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'

interface Row {
  type: string
  params: Record<string, unknown>
  inputs: SavedTensor[]
  outputs: Record<string, SavedTensor>
  gradOutputs: Record<string, SavedTensor>
  gradInputs: (SavedTensor | null)[]
}

const rows = ['operations', 'masks', 'functions']
  .flatMap((name) => savedRows<Row>(name))
  .map((row, i) => {
    const inputs = row.inputs.map(({ shape }) => `[${shape.join()}]`).join(' ')
    return { row, title: `${row.type} ${JSON.stringify(row.params)} on ${inputs} (${i})` }
  })

function paramsOf({ type, params }: Row): Record<string, unknown> {
  return nodeDefinition(type)!.params.parse(params)
}

function leavesOf(row: Row, channelsLast: boolean): Tensor[] {
  return row.inputs.map((saved) => {
    const plain = restore(saved)
    const x = channelsLast && saved.shape.length === 4 ? inLayout(plain, CHANNELS_LAST) : plain
    if (saved.dtype === 'float32') x.requiresGrad = true
    return x
  })
}

function outputsOf(row: Row, inputs: Tensor[]): Record<string, Tensor> {
  const outputs = [nodeBuilder(row.type).run!(inputs, paramsOf(row), { training: true })].flat()
  return Object.fromEntries(Object.keys(inferred(row)).map((name, i) => [name, outputs[i]!]))
}

function inferred(row: Row): Record<string, TensorType> {
  const definition = nodeDefinition(row.type)!
  const context = { modules: {} }
  const params = paramsOf(row)
  const wired = row.inputs.map((_, i) => `tensors.${i}`)
  const handles = expandHandles(definition.inputs(params, context), wired)
  const inputs = Object.fromEntries(
    row.inputs.map(({ shape, dtype }, i) => [handles[i]!.name, { shape, dtype }]),
  )
  return definition.types({ params, inputs, context })
}

function check(row: Row, channelsLast: boolean): void {
  const inputs = leavesOf(row, channelsLast)
  const outputs = outputsOf(row, inputs)
  expect(Object.keys(outputs)).toEqual(Object.keys(row.outputs))
  for (const [name, saved] of Object.entries(row.outputs)) expectEqual(outputs[name], saved, name)
  const terms = Object.entries(row.gradOutputs).map(([name, saved]) =>
    outputs[name]!.mul(restore(saved)).sum(),
  )
  if (terms.length > 0) terms.reduce((sum, term) => sum.add(term)).backward()
  inputs.forEach((x, i) => expectEqual(x.grad, row.gradInputs[i]!, `gradient of input ${i}`))
}

beforeAll(async () => void (await ready()))

describe.each(rows)('$title', ({ row }) => {
  it('gives the values and gradients that PyTorch gives, in both orders in memory', () => {
    scope(() => check(row, false))
    scope(() => check(row, true))
  })

  it('has the types that the node infers', () => {
    const types = Object.entries(row.outputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }])
    expect(inferred(row)).toEqual(Object.fromEntries(types))
  })

  it('leaves no tensor behind', () => {
    const once = (): void => scope(() => check(row, false))
    once()
    const before = memory()
    once()
    expect(memory()).toEqual(before)
  })
})
