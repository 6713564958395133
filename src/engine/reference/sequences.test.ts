/** Layers with inputs and outputs by their names compared with PyTorch, as the graph builds and calls them: those that read sequences first. */
import { beforeAll, describe, expect, it } from 'vitest'
import { nodeDefinition } from '../../graph/nodes/index'
import type { TensorType } from '../../graph/types/dims'
import type { NodeDefinition, RuleCall } from '../../graph/registry/definition'
import { RuleError } from '../../graph/registry/rule-error'
import { moduleStep } from '../nn/node-builder'
import { nodeBuilder } from '../build/node-builders'
import { manualSeed, ready, scope, type Tensor } from '../index'
import type { Module } from '../nn'
import { expectDrawn, expectEqual, ownLayers, restore, savedRows, type SavedTensor } from './compare'
import { expectNothingLeft } from './nothing-left.fixture'
import { expectSlopes } from './numerical'

interface Row {
  type: string
  params: Record<string, unknown>
  training: boolean
  /** What the seed 0 gives, and how it prints; left out where the version that made the values cannot say. */
  initial?: Record<string, SavedTensor>
  text?: string
  /** What is loaded before the pass; the initial state where it is left out. */
  state?: Record<string, SavedTensor>
  inputs: Record<string, SavedTensor>
  /** Where PyTorch refuses: its sentence; what follows is then left out. */
  error?: string
  outputs: Record<string, SavedTensor>
  /** For those of the outputs that a loss was made of. */
  gradOutputs: Record<string, SavedTensor>
  gradInputs: Record<string, SavedTensor | null>
  gradParameters: Record<string, SavedTensor | null>
}

const all = ['sequences', 'attention', ...ownLayers()]
  .flatMap((name) => savedRows<Row>(name))
  .filter(({ type }) => type !== undefined)
const rows = all.map((row, i) => {
  const inputs = Object.entries(row.inputs).map(([name, { shape }]) => `${name} [${shape.join()}]`)
  return { row, title: `${row.type} ${JSON.stringify(row.params)} on ${inputs.join(', ')} (${i})` }
})
const valid = rows.filter(({ row }) => row.error === undefined)
const refused = rows.filter(({ row }) => row.error !== undefined)

function stateOf(row: Row): Record<string, SavedTensor> {
  return row.state ?? row.initial!
}

function paramsOf({ type, params }: Row): Record<string, unknown> {
  return nodeDefinition(type)!.params.parse(params)
}

function moduleOf(row: Row): Module {
  return nodeBuilder(row.type).module!(paramsOf(row)).train(row.training)
}

function leavesOf(row: Row): Record<string, Tensor> {
  const entries = Object.entries(row.inputs).map(([name, saved]) => {
    const x = restore(saved)
    if (row.gradInputs?.[name]) x.requiresGrad = true
    return [name, x] as const
  })
  return Object.fromEntries(entries)
}

/** The outputs by the names of the node's handles. */
function outputsOf(row: Row, module: Module, inputs: Record<string, Tensor>): Record<string, Tensor> {
  const wired = { handles: Object.keys(inputs), params: paramsOf(row) }
  const step = moduleStep(module, nodeBuilder(row.type), wired)
  const outputs = [step(Object.values(inputs))].flat()
  const handles = nodeDefinition(row.type)!.outputs(row.params, { modules: {} })
  return Object.fromEntries(handles.map(({ name }, i) => [name, outputs[i]!]))
}

/** A loss whose gradients of the outputs are those of the row. */
function lossOf(row: Row, outputs: Record<string, Tensor>): Tensor {
  return Object.entries(row.gradOutputs)
    .map(([name, saved]) => outputs[name]!.mul(restore(saved)).sum())
    .reduce((sum, term) => sum.add(term))
}

function inferred(row: Row): Record<string, TensorType> {
  const { definition, call } = ruleCall(row)
  return definition.types(call)
}

function ruleCall(row: Row): { definition: NodeDefinition; call: RuleCall<Record<string, unknown>> } {
  const definition = nodeDefinition(row.type)!
  const inputs = Object.fromEntries(
    Object.entries(row.inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  )
  const params = paramsOf(row)
  const given: RuleCall<Record<string, unknown>> = { params, inputs, context: { modules: {} } }
  return { definition, call: { ...given, params: { ...params, ...definition.complete(given) } } }
}

beforeAll(async () => void (await ready()))

describe.each(valid.filter(({ row }) => row.initial))('$title', ({ row }) => {
  it('starts with the state and prints the text that PyTorch gives for the same seed', () => {
    scope(() => {
      manualSeed(0)
      const module = moduleOf(row)
      expect(String(module)).toBe(row.text)
      const state = module.stateDict()
      expect([...state.keys()]).toEqual(Object.keys(row.initial!))
      for (const [key, value] of state) expectDrawn(value, row.initial![key]!, key)
    })
  })
})

describe.each(valid)('$title', ({ row }) => {
  it('has the gradients that small differences give', () => {
    scope(() => {
      const module = moduleOf(row)
      module.loadStateDict(new Map(Object.entries(stateOf(row)).map(([key, value]) => [key, restore(value)])))
      const inputs = leavesOf(row)
      const loss = (): Tensor => {
        manualSeed(2)
        return lossOf(row, outputsOf(row, module, inputs))
      }
      loss().backward()
      expectSlopes([...Object.entries(inputs), ...module.namedParameters()], () => loss().item())
    })
  })
})

describe.each(valid)('$title', ({ row }) => {
  it('gives the outputs and every gradient that PyTorch gives', () => {
    scope(() => {
      const module = moduleOf(row)
      module.loadStateDict(new Map(Object.entries(stateOf(row)).map(([key, value]) => [key, restore(value)])))
      const inputs = leavesOf(row)
      manualSeed(2)
      const outputs = outputsOf(row, module, inputs)
      for (const [name, saved] of Object.entries(row.outputs)) {
        expectEqual(outputs[name], saved, name)
      }
      lossOf(row, outputs).backward()
      for (const [name, x] of Object.entries(inputs)) {
        expectEqual(x.grad, row.gradInputs[name]!, `gradient of ${name}`)
      }
      for (const [name, parameter] of module.namedParameters()) {
        expectEqual(parameter.grad, row.gradParameters[name]!, `gradient of ${name}`)
      }
    })
  })

  it('has the shapes and the parameters that the node infers', () => {
    const types = inferred(row)
    const shapes = Object.entries(row.outputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }])
    expect(types).toEqual(Object.fromEntries(shapes))
    const { definition, call: completed } = ruleCall(row)
    const specs = definition.parameters(completed.params)
    const expected = Object.keys(row.gradParameters).map((name) => ({
      name,
      shape: stateOf(row)[name]!.shape,
    }))
    expect(specs).toEqual(expected)
  })

  it('leaves no tensor behind', () => {
    expectNothingLeft(() => {
      const module = moduleOf(row)
      lossOf(row, outputsOf(row, module, leavesOf(row))).backward()
      return module
    })
  })
})

describe.each(refused)('$title', ({ row }) => {
  it('is refused with the sentence of PyTorch, while it runs and while it is drawn', () => {
    scope(() => {
      expect(() => outputsOf(row, moduleOf(row), leavesOf(row))).toThrow(
        expect.objectContaining({ message: row.error }),
      )
    })
    const message = captured(() => inferred(row))
    expect(message).toBe(row.error)
  })
})

function captured(run: () => unknown): string {
  try {
    run()
    return ''
  } catch (error) {
    if (error instanceof RuleError) return error.message
    throw error
  }
}
