import { beforeAll, expect, it } from 'vitest'
import { expandHandles } from '../../graph/nodes/handles'
import { BATCH, shapeAt } from '../../graph/types/dims'
import type { DType, TensorType } from '../../graph/types/dims'
import { nodeDefinition } from '../../graph/nodes/index'
import operations from '../../graph/reference/operation-shapes.json'
import { ready, scope, zeros } from '../index'
import { nodeBuilder } from './node-builders'

interface Case {
  type: string
  params: Record<string, unknown>
  inputs: { shape: number[]; dtype: string }[]
  error?: string
}

const context = { modules: {} }
const cases = (operations.cases as unknown as Case[]).filter(({ error }) => error === undefined)

beforeAll(async () => void (await ready()))

/** The inputs of a case with the batch as a symbol, by handle. */
function symbolic({ type, inputs }: Case, params: Record<string, unknown>): Record<string, TensorType> {
  const wired = inputs.map((_, i) => `tensors.${i}`)
  const handles = expandHandles(nodeDefinition(type)!.inputs(params, context), wired)
  return Object.fromEntries(
    inputs.map(({ shape, dtype }, i) => [
      handles[i]!.name,
      {
        shape: shape.map((size, axis) => (axis === 0 && size === operations.batch ? BATCH : size)),
        dtype: dtype as DType,
      },
    ]),
  )
}

it.each(cases.map((each) => [each.type, JSON.stringify(each.params), each] as const))(
  '%s %s has the shape that was inferred for batches of one, two and three',
  (type, _, each) => {
    const definition = nodeDefinition(type)!
    const params = definition.params.parse(each.params)
    const inputs = symbolic(each, params)
    const types = Object.values(definition.types({ params, inputs, context }))
    for (const batch of [1, 2, 3]) {
      scope(() => {
        const given = Object.values(inputs).map(({ shape, dtype }) => zeros(shapeAt(shape, batch), { dtype }))
        const outputs = [nodeBuilder(type).run!(given, params, { training: true })].flat()
        expect(outputs.map(({ shape, dtype }) => ({ shape: [...shape], dtype }))).toEqual(
          types.map(({ shape, dtype }) => ({ shape: shapeAt(shape, batch), dtype })),
        )
      })
    }
  },
)
