import { describe, expect, it } from 'vitest'
import { BATCH, shapeAt } from '../types/dims'
import type { DType, TensorType } from '../types/dims'
import { expandHandles } from '../nodes/handles'
import { nodeDefinition } from '../nodes/index'
import { RuleError } from '../registry/rule-error'
import { parseParams } from '../params/param-findings'
import layers from './layer-shapes.json'
import operations from './operation-shapes.json'
import reference from './shapes.json'

interface Case {
  type: string
  params: Record<string, unknown>
  inputs: { shape: number[]; dtype: string }[]
  output?: number[]
  /** By handle, where there are several. */
  outputs?: Record<string, number[]>
  parameters?: [string, number[]][]
  error?: string
}

const context = { modules: {} }

/** The node's own rules, with the batch dimension as a symbol. */
function infer({ type, params, inputs }: Case): { types: Record<string, TensorType>; parameters: unknown } {
  const definition = nodeDefinition(type)
  if (definition === undefined) throw new Error(`no node type ${type}`)
  const parsed = parseParams(type, definition.params, params)
  if (parsed.problems !== undefined) throw new Error(JSON.stringify(parsed.problems))
  const names = inputs.map((_, index) => `tensors.${index}`)
  const handles = expandHandles(definition.inputs(parsed.params, context), names)
  const types = inputs.map(({ shape, dtype }, index) => {
    const symbolic = shape.map((size, axis) => (axis === 0 && size === reference.batch ? BATCH : size))
    return [handles[index]?.name, { shape: symbolic, dtype: dtype as DType }]
  })
  const call = { params: parsed.params, inputs: Object.fromEntries(types), context }
  const completed = { ...call, params: { ...parsed.params, ...definition.complete(call) } }
  return {
    types: definition.types(completed),
    parameters: definition.parameters(completed.params).map(({ name, shape }) => [name, shape]),
  }
}

/** PyTorch prints the size of the batch where we print N. */
function withBatch(message: string): string {
  return message
    .replace(/\b(\d*)N\b(?!, C, d1)/g, (_, factor: string) => String(Number(factor || 1) * reference.batch))
    .replace(/(\d*)Nx/g, (_, factor: string) => `${Number(factor || 1) * reference.batch}x`)
}

describe('shapes and error sentences', () => {
  const cases = ([...reference.cases, ...layers.cases, ...operations.cases] as unknown as Case[]).map(
    (each) => [JSON.stringify(each.params), each] as const,
  )

  it.each(cases.filter(([, each]) => each.error === undefined))('are as in PyTorch with %s', (_, each) => {
    const { types, parameters } = infer(each)
    const shapes = Object.entries(types).map(([name, { shape }]) => [name, shapeAt(shape, reference.batch)])
    const { type, output } = each
    expect({ type, outputs: Object.fromEntries(shapes), parameters }).toEqual({
      type,
      outputs: each.outputs ?? { output },
      parameters: each.parameters,
    })
  })

  it.each(cases.filter(([, each]) => each.error !== undefined))(
    'are refused as in PyTorch with %s',
    (_, each) => {
      let message = ''
      try {
        infer(each)
      } catch (error) {
        if (!(error instanceof RuleError)) throw error
        message = withBatch(error.message)
      }
      expect(message).toBe(each.error)
    },
  )
})
