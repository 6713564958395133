/** Remedies of wrong graphs that are drawn at random, of every type: each ends what it is offered for. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { assertNever } from '../basics/assert-never'
import type { GraphDocument, Params } from '../document/document'
import type { Finding } from '../document/finding'
import type { NodeDefinition } from '../registry/definition'
import { nodeDefinitions } from '../nodes/index'
import { paramFields } from '../params/param-types'
import type { ParamField } from '../params/param-types'
import { testDocument } from '../document/test-graph'
import type { TestNode } from '../document/test-graph'
import { edit, findingsOfIt } from './inference.fixture'

/** The same complaint about other sizes is the same complaint. */
function sentence({ message }: Finding): string {
  return message.replaceAll(/[^A-Za-z_]+|\bN\b/g, ' ')
}

describe.each(nodeDefinitions.map((definition) => [definition.type, definition] as const))(
  'every remedy of %s',
  (_, definition) => {
    it('can be applied, and ends its finding', () => {
      fc.assert(fc.property(wrongGraph(definition, paramsOf(definition)), checkRemedies), {
        numRuns: times(40),
      })
    })

    it('for its params can be applied, and ends its finding', () => {
      fc.assert(fc.property(wrongGraph(definition, wrongParams(definition)), checkRemedies), {
        numRuns: times(20),
      })
    })
  },
)

function checkRemedies(document: GraphDocument): void {
  for (const finding of findingsOfIt(document)) {
    for (const { label, command } of finding.fixes ?? []) {
      const left = findingsOfIt(edit(document, command)).filter(
        ({ severity, param }) => severity === finding.severity && param === finding.param,
      )
      expect(left.map(sentence), label).not.toContain(sentence(finding))
    }
  }
}

/** A node `it` of that type behind a source for each of its inputs, and in front of what takes its outputs. */
function wrongGraph(definition: NodeDefinition, drawn: fc.Arbitrary<Params>): fc.Arbitrary<GraphDocument> {
  return drawn.chain((params) => {
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

/** Params of which one is something else. */
function wrongParams(definition: NodeDefinition): fc.Arbitrary<Params> {
  const names = [...paramFields(definition.params).map(({ name }) => name), 'bais', 'unheard_of']
  const anything = fc.constantFrom(-7, 0, 0.5, 1e9, '3', 'none', null, true, [], [2], [0, 2.5], [1, 2, 3], {})
  return fc
    .tuple(paramsOf(definition), fc.constantFrom(...names), anything)
    .map(([params, name, other]) => ({ ...params, [name]: other }))
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
