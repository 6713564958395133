/** Every layer of the graph, built and run by the engine: the shapes and the sentences that PyTorch gives. */
import { beforeAll, describe, expect, it } from 'vitest'
import { nodeDefinition } from '../../graph/nodes/index'
import { parseParams } from '../../graph/params/param-findings'
import reference from '../../graph/reference/layer-shapes.json'
import { rand, ready, scope, zeros, type Tensor } from '../index'
import { moduleStep } from '../nn/node-builder'
import { nodeBuilder } from './node-builders'

interface Case {
  type: string
  params: Record<string, unknown>
  inputs: { shape: number[]; dtype: string }[]
  output?: number[]
  parameters?: [string, number[]][]
  error?: string
}

const cases = (reference.cases as Case[]).map((each) => [JSON.stringify(each.params), each] as const)

/** The node's module and its functional form, each run once. */
function run({ type, params, inputs }: Case) {
  const definition = nodeDefinition(type)
  const parsed = definition && parseParams(type, definition.params, params)
  if (!parsed?.params) throw new Error(`${type} does not take ${JSON.stringify(params)}`)
  const tensors = inputs.map(({ shape, dtype }) =>
    dtype === 'float32' ? rand(shape) : zeros(shape, { dtype: 'int64' }),
  )
  const builder = nodeBuilder(type)
  const module = builder.module?.(parsed.params)
  const handles = definition!.inputs(parsed.params, { modules: {} }).map(({ name }) => name)
  const results = [
    module && moduleStep(module, builder, { handles, params: parsed.params })(tensors),
    builder.run?.(tensors, parsed.params, { training: true }),
  ].filter((result): result is Tensor => result !== null && result !== undefined)
  const parameters = module ? module.namedParameters().map(([name, { shape }]) => [name, [...shape]]) : []
  return { shapes: results.map(({ shape }) => [...shape]), parameters }
}

beforeAll(async () => void (await ready()))

describe('the engine', () => {
  it.each(cases.filter(([, { error }]) => error === undefined))(
    'gives what PyTorch gives with %s',
    (_, each) => {
      scope(() => {
        const { shapes, parameters } = run(each)
        expect(shapes.length).toBeGreaterThan(0)
        for (const shape of shapes) expect(shape).toEqual(each.output)
        expect(parameters).toEqual(each.parameters)
      })
    },
  )

  it.each(cases.filter(([, { error }]) => error !== undefined))('refuses %s as PyTorch does', (_, each) => {
    expect(() => scope(() => run(each))).toThrow(expect.objectContaining({ message: each.error }))
  })
})
