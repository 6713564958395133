/** Node types of the graph compared with PyTorch: as a module, as a function, and as their shape rules see them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { expandHandles } from '../../graph/nodes/handles'
import type { NodeDefinition, RuleCall } from '../../graph/registry/definition'
import { nodeDefinition } from '../../graph/nodes/index'
import { RuleError } from '../../graph/registry/rule-error'
import { nodeBuilder } from '../build/node-builders'
import { fromData } from '../core/create'
import { CHANNELS_LAST } from '../core/layout'
import { inLayout } from '../core/tensor'
import { noGrad, ready, scope, type Tensor } from '../index'
import type { Module } from '../nn'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'
import { slopeAlong } from './numerical'
import { expectNothingLeft } from './nothing-left.fixture'

interface Row {
  type: string
  params: Record<string, unknown>
  inputs: SavedTensor[]
  /** Where PyTorch refuses: its sentence; what follows is then left out. */
  error?: string
  text: string
  parameters: Record<string, SavedTensor>
  output: SavedTensor
  gradFn: string
  /** A value lies on or near a kink, where differences do not give the gradient. */
  kinks: boolean
  gradOutput: SavedTensor
  gradInputs: (SavedTensor | null)[]
  gradParameters: Record<string, SavedTensor>
}

type Run = (inputs: Tensor[]) => Tensor

const rows = ['activations', 'losses', 'more_losses'].flatMap((name) => savedRows<Row>(name))
const valid = titled(rows.filter((row) => row.error === undefined))
const refused = titled(rows.filter((row) => row.error !== undefined))

function titled(list: Row[]): { row: Row; title: string }[] {
  return list.map((row, i) => {
    const inputs = row.inputs.map((x) => `[${x.shape.join()}]`).join(' ')
    return { row, title: `${row.type} ${JSON.stringify(row.params)} on ${inputs} (${i})` }
  })
}

function definitionOf({ type }: Row): NodeDefinition {
  const definition = nodeDefinition(type)
  if (!definition) throw new Error(`no node type ${type}`)
  return definition
}

function paramsOf(row: Row): Record<string, unknown> {
  return definitionOf(row).params.parse(row.params)
}

function moduleOf(row: Row): Module {
  return nodeBuilder(row.type).module!(paramsOf(row))
}

function callModule(module: Module): Run {
  return (inputs) => (module.call as unknown as (...args: unknown[]) => Tensor)(...inputs)
}

/** The functional form of a node type, where it has one. */
function functionOf(row: Row): Run | null {
  const { run } = nodeBuilder(row.type)
  return run ? (inputs) => run(inputs, paramsOf(row), { training: true }) as Tensor : null
}

function leavesOf(row: Row): Tensor[] {
  return row.inputs.map((saved, i) => {
    const x = restore(saved)
    if (row.gradInputs?.[i]) x.requiresGrad = true
    return x
  })
}

function inferred(row: Row): number[] {
  const definition = definitionOf(row)
  const context = { modules: {} }
  const params = paramsOf(row)
  const handles = expandHandles(definition.inputs(params, context), [])
  const inputs = Object.fromEntries(
    row.inputs.map(({ shape, dtype }, i) => [handles[i]!.name, { shape, dtype: dtype as 'float32' }]),
  )
  const call: RuleCall<Record<string, unknown>> = { params, inputs, context }
  const completed = { ...call, params: { ...params, ...definition.complete(call) } }
  return definition.types(completed)['output']!.shape as number[]
}

/** What TensorFlow 1.15 computes from numbers around 1: its Sigmoid is 0 below −18, and its Softplus loses the digits of what is small. */
const COARSE = new Set(['GLU', 'LogSigmoid', 'Mish', 'SiLU', 'Sigmoid', 'Softplus'])
let isOldTensorFlow = false

function onThisBackend({ type }: Row, saved: SavedTensor): SavedTensor {
  if (!isOldTensorFlow || !COARSE.has(type)) return saved
  return { ...saved, magnitudes: saved.values.map((_, i) => Math.max(1, saved.magnitudes?.[i] ?? 0)) }
}

function check(row: Row, run: Run, inputs: Tensor[]): void {
  const output = run(inputs)
  expectEqual(output, onThisBackend(row, row.output), 'output')
  output.backward(restore(row.gradOutput))
  row.gradInputs.forEach((saved, i) => {
    if (saved) expectEqual(inputs[i]!.grad, onThisBackend(row, saved), `gradient of input ${i}`)
  })
}

beforeAll(async () => {
  const { backend, version } = await ready()
  isOldTensorFlow = backend === 'tensorflow' && version.startsWith('1.')
})

describe.each(valid)('$title', ({ row }) => {
  it('gives the output and every gradient that PyTorch gives, as a module', () => {
    scope(() => {
      const module = moduleOf(row)
      expect(String(module)).toBe(row.text)
      expect(module.namedParameters().map(([name]) => name)).toEqual(Object.keys(row.parameters))
      for (const [name, parameter] of module.namedParameters()) {
        expectEqual(parameter, row.parameters[name]!, name)
      }
      check(row, callModule(module), leavesOf(row))
      for (const [name, parameter] of module.namedParameters()) {
        expectEqual(parameter.grad, row.gradParameters[name]!, `gradient of ${name}`)
      }
      // Losses of some ranks are reshaped at the end, which names the last operation only.
      if (row.gradFn !== 'ViewBackward0')
        expect(callModule(module)(leavesOf(row)).gradFn?.name).toBe(row.gradFn)
    })
  })

  it('gives the same as a function, and for images stored with their channels last', () => {
    scope(() => {
      const run = functionOf(row) ?? callModule(moduleOf(row))
      check(row, run, leavesOf(row))
      if (!row.inputs.some((x) => x.shape.length === 4)) return
      const images = leavesOf(row).map((x) => {
        if (x.shape.length !== 4) return x
        const image = inLayout(x, CHANNELS_LAST)
        image.requiresGrad = x.requiresGrad
        return image
      })
      check(row, run, images)
    })
  })

  it('has the shape that the node infers', () => {
    expect(inferred(row)).toEqual(row.output.shape)
  })

  it('leaves no tensor behind', () => {
    expectNothingLeft(() => {
      const module = moduleOf(row)
      callModule(module)(leavesOf(row)).backward(restore(row.gradOutput))
      return module
    })
  })
})

describe.each(valid.filter(({ row }) => !row.kinks))('$title', ({ row }) => {
  it('has the gradient that small differences give', () => {
    scope(() => {
      const module = moduleOf(row)
      const run = callModule(module)
      const inputs = leavesOf(row)
      const gradient = restore(row.gradOutput)
      run(inputs).backward(gradient)
      const leaves = [...inputs, ...module.parameters()].filter((x) => x.requiresGrad)
      const value = (): number => run(inputs).mul(gradient).sum().item()
      leaves.forEach((leaf, number) => {
        const analytic = [...leaf.grad!.data()]
        noGrad(() => {
          const numeric = analytic.map((_, i) => slopeAlong(leaf, one(i, analytic.length), value, 5e-3))
          const largest = Math.max(...analytic.map(Math.abs), 0.1)
          analytic.forEach((slope, i) => {
            expect(Math.abs(slope - numeric[i]!), `leaf ${number}, value ${i}`).toBeLessThan(2e-2 * largest)
          })
        })
      })
    })
  })
})

/** The direction of one value. */
function one(index: number, length: number): Float32Array {
  const direction = new Float32Array(length)
  direction[index] = 1
  return direction
}

/** What PyTorch says of values, which a graph does not have. */
const OF_VALUES =
  /^Target -?\d+ is out of bounds|target'? (is )?out of range|negative entry|value at most|size at least/

describe.each(refused)('$title', ({ row }) => {
  it('is refused with the sentence of PyTorch', () => {
    scope(() => {
      let message = ''
      try {
        callModule(moduleOf(row))(leavesOf(row))
      } catch (error) {
        message = (error as Error).message
      }
      expect(message).toBe(row.error)
    })
  })

  it('is refused with the same sentence while it is drawn, unless values decide', () => {
    let message = ''
    try {
      inferred(row)
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      message = error.message
    }
    expect(message).toBe(OF_VALUES.test(row.error!) ? '' : row.error)
  })
})

describe('Hardswish at its kinks', () => {
  it('has the gradients 0 and 1, as in PyTorch since 2.7', () => {
    scope(() => {
      const x = fromData(Float32Array.of(-3, 3), [2])
      x.requiresGrad = true
      callModule(nodeBuilder('Hardswish').module!({ inplace: false }))([x])
        .sum()
        .backward()
      expect([...x.grad!.data()]).toEqual([0, 1])
    })
  })
})
