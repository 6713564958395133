import { describe, expect, it } from 'vitest'
import { nameProblem } from '../document/identifiers'
import type { Shape, TensorType } from '../types/dims'
import { optimizerDefinitions } from '../training/optimizers'
import { CATEGORIES } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { nodeDefinition, nodeDefinitions } from './index'
import { initialParams, paramFields } from '../params/param-types'

describe.each(nodeDefinitions.map((definition) => [definition.type, definition] as const))(
  '%s',
  (type, definition) => {
    it('is found by its type, in a category of the palette, with a doc line', () => {
      expect(nodeDefinition(type)).toBe(definition)
      if (definition.role !== 'opaque') expect(CATEGORIES).toContain(definition.category)
      expect(definition.doc).toMatch(/\.$/)
      expect(nameProblem(definition.stem)).toBeUndefined()
    })

    it('has a doc line and a control for each param, and starts valid', () => {
      for (const field of paramFields(definition.params)) {
        expect(field.doc, field.name).toMatch(/\.$/)
        // Only paths, equations and names of modules are typed as text, and what another program says of itself.
        if (field.kind === 'text' && definition.role !== 'opaque')
          expect(['folder', 'module', 'equation']).toContain(field.name)
      }
      const start = {
        ...(definition.instanceOf === undefined ? {} : { module: 'Block' }),
        ...initialParams(definition.params),
      }
      expect(definition.params.safeParse(start).success).toBe(true)
    })

    it('has the same handles whether its defaults are written out or not', () => {
      const start = startOf(type)
      const whole = definition.params.parse(start)
      for (const side of ['inputs', 'outputs'] as const)
        expect(definition[side](start, { modules: {} })).toEqual(definition[side](whole, { modules: {} }))
    })

    it('says what its sizes count, and where PyTorch describes it', () => {
      for (const field of paramFields(definition.params)) {
        if (SIZES.has(field.name)) expect(field.unit, field.name).toMatch(/^(px|steps|places|×)$/)
        if (field.unit !== undefined) expect(['integer', 'number', 'pair', 'numbers']).toContain(field.kind)
      }
      if (isOurs(definition)) expect(definition.url).toBeUndefined()
      else expect(definition.url).toMatch(/^https:\/\/docs\.pytorch\.org\/docs\/stable\/[\w./]+\.html$/)
      // A module has the page of its class.
      if (definition.url?.includes('torch.nn.') === true && definition.calls.includes('module'))
        expect(definition.url).toContain(`.${type}.html`)
    })

    it('has a call mode, and only `module` where it has parameters', () => {
      const given = completed(definition)
      const params = { ...definition.params.parse(startOf(type)), ...given }
      if (definition.parameters(params).length > 0) expect(definition.calls).toEqual(['module'])
      expect(definition.calls.length).toBeGreaterThan(0)
    })
  },
)

/** Params that count places of an image or signal, or say how many times larger it becomes. */
const SIZES: ReadonlySet<string> = new Set([
  'kernel_size', 'stride', 'padding', 'output_padding', 'dilation', 'output_size', 'pad', 'scale_factor', 'upscale_factor',
]) // prettier-ignore

/** What PyTorch has no page for: arguments, results, data, instances, metrics and what is not known. */
function isOurs({ role, instanceOf }: NodeDefinition): boolean {
  return instanceOf !== undefined || (role !== undefined && role !== 'loss')
}

function startOf(type: string): Record<string, unknown> {
  const params = nodeDefinition(type)?.params
  return {
    ...(type === 'Module' ? { module: 'Block' } : {}),
    ...(params === undefined ? {} : initialParams(params)),
  }
}

/** An image, a signal or sequences, a volume, and rows: what one type refuses, another takes. */
const EXAMPLES: readonly Shape[] = [
  ['N', 4, 8, 8],
  ['N', 4, 8],
  ['N', 4, 8, 8, 8],
  ['N', 4],
]

/** What follows from the first example that the type takes. */
function completed(definition: NodeDefinition): Record<string, unknown> {
  const start = startOf(definition.type)
  const handles = definition.inputs(start, { modules: {} }).filter(({ optional }) => !optional)
  for (const shape of EXAMPLES) {
    const input: TensorType = { shape, dtype: 'float32' }
    const inputs = Object.fromEntries(handles.map(({ name }) => [name, input]))
    try {
      return definition.complete({ params: definition.params.parse(start), inputs, context: { modules: {} } })
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
    }
  }
  throw new Error(`${definition.type} takes none of the examples.`)
}

describe('the fields of a form', () => {
  it('say what Conv2d takes', () => {
    const definition = nodeDefinition('Conv2d')
    const fields = definition === undefined ? [] : paramFields(definition.params)
    expect(fields.find(({ name }) => name === 'in_channels')).toMatchObject({
      kind: 'integer',
      min: 1,
      inferred: true,
      required: false,
    })
    expect(fields.find(({ name }) => name === 'out_channels')).toMatchObject({
      kind: 'integer',
      min: 1,
      required: true,
      initial: 32,
    })
    expect(fields.find(({ name }) => name === 'kernel_size')).toMatchObject({
      kind: 'pair',
      min: 1,
      words: [],
      required: true,
      unit: 'px',
    })
    expect(fields.find(({ name }) => name === 'padding')).toMatchObject({
      kind: 'pair',
      min: 0,
      words: ['same', 'valid'],
      default: 0,
    })
    expect(fields.find(({ name }) => name === 'bias')).toMatchObject({ kind: 'boolean', default: true })
    expect(fields.find(({ name }) => name === 'padding_mode')).toMatchObject({
      kind: 'choice',
      options: ['zeros', 'reflect', 'replicate', 'circular'],
    })
  })

  it('say what none means', () => {
    const definition = nodeDefinition('MaxPool2d')
    const stride =
      definition === undefined
        ? undefined
        : paramFields(definition.params).find(({ name }) => name === 'stride')
    expect(stride).toMatchObject({ kind: 'pair', nullable: true, inferred: true, required: false })
  })

  it('exist for every optimizer', () => {
    for (const { params } of optimizerDefinitions) {
      expect(
        paramFields(params).every((field) => field.doc !== '' && field.kind !== 'text' && !field.required),
      ).toBe(true)
    }
  })
})
