import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertNever } from '../assert-never'
import type { GraphDocument, Params } from '../document'
import type { Finding } from '../finding'
import type { NodeDefinition } from '../nodes/definition'
import { nodeDefinitions } from '../nodes/index'
import { paramFields } from '../nodes/param-types'
import type { ParamField } from '../nodes/param-types'
import { testDocument } from '../test-graph'
import type { TestNode } from '../test-graph'
import { formatShape } from './dims'
import { inferDocument } from './infer'
import { edit } from './inference.fixture'

function findingsOf(document: GraphDocument): readonly Finding[] {
  return inferDocument(document).main.nodes.get('it')?.findings ?? []
}

/** The same complaint about other sizes is the same complaint. */
function sentence({ message }: Finding): string {
  return message.replaceAll(/[^A-Za-z_]+|\bN\b/g, ' ')
}

describe.each(nodeDefinitions.map((definition) => [definition.type, definition] as const))(
  'every remedy of %s',
  (_, definition) => {
    it('can be applied, and ends its finding', () => {
      fc.assert(
        fc.property(wrongGraph(definition), (document) => {
          for (const finding of findingsOf(document)) {
            for (const { label, command } of finding.fixes ?? []) {
              const left = findingsOf(edit(document, command)).filter(
                ({ severity }) => severity === finding.severity,
              )
              expect(left.map(sentence), label).not.toContain(sentence(finding))
            }
          }
        }),
        { numRuns: 100 },
      )
    })
  },
)

/** The remedies offered for a node behind one Input, as `label → shape of the first output then`. */
function offers(type: string, params: Params, shape: readonly number[]): string[] {
  const document = testDocument(
    [['x: Input', { shape }], [`it: ${type}`, params], ['end: Output']],
    ['x → it', 'it → end'],
  )
  return findingsOf(document).flatMap(({ fixes = [] }) =>
    fixes.map(({ label, command }) => {
      const [type] = Object.values(inferDocument(edit(document, command)).main.nodes.get('it')?.outputs ?? {})
      return `${label} → ${type ? formatShape(type.shape) : 'unknown'}`
    }),
  )
}

describe('a dimension that is not there', () => {
  it('has the nearest one as its remedy, and what that is', () => {
    expect(offers('Softmax', { dim: 2 }, [10])).toEqual(['dim=1 is the last dimension → [N, 10]'])
    expect(offers('Unsqueeze', { dim: -4 }, [10])).toEqual(['dim=0 is the first dimension → [1, N, 10]'])
    expect(offers('Flatten', { start_dim: 5, end_dim: 6 }, [3, 4])).toEqual([
      'start_dim=2, end_dim=2 → [N, 3, 4]',
    ])
  })

  it('in a list gives the list that fits', () => {
    expect(offers('Mean', { dim: [2, 5, 3] }, [3, 8, 8])).toEqual(['dim=[2, 3] fits → [N, 3]'])
    expect(offers('Permute', { dims: [0, 3, 1] }, [4, 6])).toEqual(['dims=[0, 2, 1] fits → [N, 6, 4]'])
  })

  it('is another one where it cannot be the batch', () => {
    expect(offers('Split', { split_size_or_sections: 2, dim: 0 }, [4, 6])).toEqual([
      'dim=1, of size 4 → [N, 2, 6]',
      'dim=2, of size 6 → [N, 4, 2]',
    ])
    expect(offers('GLU', { dim: 1 }, [3, 6])).toEqual(['dim=2, of size 6 → [N, 3, 3]'])
  })
})

/** A node `it` of that type behind a source for each of its inputs, and in front of what takes its outputs. */
function wrongGraph(definition: NodeDefinition): fc.Arbitrary<GraphDocument> {
  return paramsOf(definition).chain((params) => {
    const context = { modules: {} }
    const handles = definition.inputs(params, context)
    const names = handles.flatMap(({ name, variadic }) => (variadic ? [`${name}.0`, `${name}.1`] : [name]))
    const optional = new Set(handles.filter((handle) => handle.optional).map(({ name }) => name))
    const wired = fc.tuple(...names.map((name) => (optional.has(name) ? fc.boolean() : fc.constant(true))))
    const sources = fc.tuple(...names.map((_, index) => source(`x${index}`)))
    return fc.tuple(wired, sources).map(([wanted, nodes]) => {
      const used = nodes.filter((_, index) => wanted[index])
      const wires = names.flatMap((name, index) => (wanted[index] ? [`x${index} → it.${name}`] : []))
      const [output] = definition.outputs(params, context)
      return testDocument(
        [...used, [`it: ${definition.type}`, params], ...(output ? [['end: Output'] as TestNode] : [])],
        [...wires, ...(output ? [`it.${output.variadic ? `${output.name}.0` : output.name} → end`] : [])],
      )
    })
  })
}

const size = fc.integer({ min: 1, max: 8 })

/** Samples of a batch, or a tensor that has none. */
function source(name: string): fc.Arbitrary<TestNode> {
  const dtype = fc.oneof(
    { weight: 5, arbitrary: fc.constant('float32') },
    { weight: 1, arbitrary: fc.constant('int64') },
  )
  const sizes = fc.array(size, { maxLength: 5 })
  const samples = fc.record({ shape: sizes, dtype }).map((params): TestNode => [`${name}: Input`, params])
  const fixed = fc
    .record({ shape: sizes, dtype, value: fc.constant(1) })
    .map((params): TestNode => [`${name}: Constant`, params])
  return fc.oneof({ weight: 4, arbitrary: samples }, { weight: 1, arbitrary: fixed })
}

function paramsOf(definition: NodeDefinition): fc.Arbitrary<Params> {
  const fields = paramFields(definition.params)
  const values = Object.fromEntries(fields.map((field) => [field.name, value(field)]))
  const requiredKeys = fields.filter((field) => field.required).map((field) => field.name)
  return fc.record(values, { requiredKeys }).filter((params) => definition.params.safeParse(params).success)
}

function value(field: ParamField): fc.Arbitrary<unknown> {
  return field.nullable ? fc.option(control(field), { nil: null, freq: 3 }) : control(field)
}

function control(field: ParamField): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'integer': {
      const min = field.min ?? -5
      return fc.integer({ min, max: Math.min(field.max ?? Infinity, min + 9) })
    }
    case 'number':
      return fc.constantFrom(0, 0.5, 1, 2)
    case 'boolean':
      return fc.boolean()
    case 'choice':
      return fc.constantFrom(...field.options)
    case 'pair': {
      const side = fc.integer({ min: field.min ?? -3, max: 7 })
      const count = field.count ?? 2
      const list = fc.array(side, { minLength: count, maxLength: count })
      return fc.oneof(side, list, ...field.words.map((word) => fc.constant(word)))
    }
    case 'shape':
      return fc.array(size, { minLength: 1, maxLength: 3 })
    case 'numbers': {
      const number = fc.integer({ min: -3, max: 8 })
      const list = fc.array(number, { minLength: 1, maxLength: 4 })
      return field.single === true ? fc.oneof(list, number) : list
    }
    case 'text':
      return fc.constantFrom('x', 'Other')
    default:
      return assertNever(field)
  }
}
