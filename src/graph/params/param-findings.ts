/** What is wrong with the params of a node, in the words of its form. */
import type { z } from 'zod'
import { assertNever } from '../basics/assert-never'
import type { Params } from '../document/document'
import { nearest } from '../document/identifiers'
import type { ParamField } from './param-types'
import { initialParams, paramFields } from './param-types'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

export interface ParamProblem extends Told {
  param: string
  /** Where in a text, from 1. */
  column?: number
  remedy?: string
}

/** The params with defaults filled in, or what is wrong with them. */
export type ParsedParams =
  { params: Params; problems?: undefined } | { params?: undefined; problems: ParamProblem[] }

/** More unknown params of one node help nobody. */
const MAX_KEYS = 20

/** What was accepted once: params never change in place, and every edit asks for those of all nodes that it reaches. */
const accepted = new WeakMap<Params, { schema: z.ZodObject; parsed: ParsedParams }>()

export function parseParams(owner: string, schema: z.ZodObject, params: Params): ParsedParams {
  const known = accepted.get(params)
  if (known?.schema === schema) return known.parsed
  const read = schema.safeParse(params)
  if (read.success) {
    const parsed = { params: read.data }
    accepted.set(params, { schema, parsed })
    return parsed
  }
  const fields = paramFields(schema)
  const problems = read.error.issues.flatMap((issue) => describe(owner, issue, fields, params))
  // A list with three bad elements is one wrong param, not three.
  return {
    problems: problems.filter(
      (problem, index) => problems.findIndex((p) => p.param === problem.param) === index,
    ),
  }
}

/** Those of the params that the schema knows and accepts, each beside what a new node starts with. */
export function fittingParams(owner: string, schema: z.ZodObject, params: Params): Params {
  const start = initialParams(schema)
  const entries = Object.entries(params).filter(
    ([name, value]) =>
      Object.hasOwn(schema.shape, name) &&
      parseParams(owner, schema, { ...start, [name]: value }).problems === undefined,
  )
  return { ...start, ...Object.fromEntries(entries) }
}

function describe(
  owner: string,
  issue: z.core.$ZodIssue,
  fields: ParamField[],
  params: Params,
): ParamProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_KEYS).map((key) => {
      const near = nearest(
        key,
        fields.map((field) => field.name),
      )
      const remedy =
        near === undefined
          ? tell('remedy.take_out', 'Take it out.')
          : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near })
      return {
        param: key,
        ...told('param.unknown', "{{owner}} has no argument '{{param}}'.", { owner, param: key }),
        remedy,
      }
    })
  }
  const name = String(issue.path[0] ?? '')
  const field = fields.find((candidate) => candidate.name === name)
  if (field === undefined)
    return [{ param: name, ...told('param.invalid', '{{sentence}}', { sentence: issue.message }) }]
  if (!Object.hasOwn(params, name)) {
    const { doc } = field
    const message = told('param.missing', "{{owner}} needs the argument '{{param}}': {{doc}}", {
      owner,
      param: name,
      doc,
    })
    return [{ param: name, ...message, remedy: giving(field) }]
  }
  const values = { param: name, expected: expectation(field), found: show(params[name]) }
  return [{ param: name, ...(isBeyond(issue) ? outOfRange(values) : wrong(values)) }]
}

function giving(field: ParamField): string {
  const expected = expectation(field)
  if (field.initial === undefined) return tell('remedy.give', 'Give {{expected}}.', { expected })
  const example = JSON.stringify(field.initial)
  return tell('remedy.give_for_example', 'Give {{expected}}, for example {{example}}.', { expected, example })
}

function isBeyond({ code }: z.core.$ZodIssue): boolean {
  return code === 'too_small' || code === 'too_big'
}

type Wrong = Readonly<Record<'param' | 'expected' | 'found', string>>

const outOfRange = (values: Wrong): Told =>
  told('param.out_of_range', '{{param}} must be {{expected}}, but is {{found}}.', values)

const wrong = (values: Wrong): Told =>
  told('param.wrong', '{{param}} must be {{expected}}, but is {{found}}.', values)

/** What a field takes, in words: `a whole number of at least 1`. */
export function expectation(field: ParamField): string {
  const expected = control(field)
  return field.nullable ? tell('expectation.or_none', '{{expected}}, or none (null)', { expected }) : expected
}

function control(field: ParamField): string {
  switch (field.kind) {
    case 'integer':
      return wholeNumber(field.min, field.max)
    case 'number':
      return tell('expectation.number', 'a number{{range}}', { range: range(field.min, field.max) })
    case 'boolean':
      return tell('expectation.boolean', 'true or false')
    case 'choice':
      return tell('expectation.choice', 'one of {{options}}', {
        options: field.options.map((option) => `'${option}'`).join(', '),
      })
    case 'pair':
      return [
        wholeNumber(field.min),
        field.count === undefined
          ? tell('expectation.pair', 'a pair of them')
          : tell('expectation.several', 'a list of {{many}} of them', { many: field.count }),
        ...field.words.map((word) => `'${word}'`),
      ].join(', ')
    case 'shape':
      return tell('expectation.shape', 'a list of at most 8 sizes of at least 1')
    case 'numbers':
      return field.single === true
        ? tell('expectation.number_or_numbers', 'a number or a list of numbers')
        : tell('expectation.numbers', 'a list of numbers')
    case 'text':
      return tell('expectation.text', 'a text')
    default:
      return assertNever(field)
  }
}

function wholeNumber(min?: number, max?: number): string {
  return tell('expectation.whole_number', 'a whole number{{range}}', { range: range(min, max) })
}

function range(min?: number, max?: number): string {
  if (min !== undefined && max !== undefined)
    return tell('expectation.from_to', ' from {{min}} to {{max}}', { min, max })
  if (min !== undefined) return tell('expectation.at_least', ' of at least {{min}}', { min })
  return max === undefined ? '' : tell('expectation.at_most', ' of at most {{max}}', { max })
}

/** A value as it stands in the file, cut where it is long. */
export function show(value: unknown): string {
  const text =
    typeof value === 'number'
      ? String(value)
      : (JSON.stringify(value) ?? tell('expectation.nothing', 'nothing'))
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
