/** What is wrong with the params of a node, in the words of its form. */
import type { z } from 'zod'
import { assertNever } from '../basics/assert-never'
import type { Params } from '../document/document'
import { nearest } from '../document/identifiers'
import type { ParamField } from './param-types'
import { initialParams, paramFields } from './param-types'

export interface ParamProblem {
  param: string
  message: string
  remedy?: string
}

/** The params with defaults filled in, or what is wrong with them. */
export type ParsedParams =
  { params: Params; problems?: undefined } | { params?: undefined; problems: ParamProblem[] }

/** More unknown params of one node help nobody. */
const MAX_KEYS = 20

export function parseParams(owner: string, schema: z.ZodObject, params: Params): ParsedParams {
  const parsed = schema.safeParse(params)
  if (parsed.success) return { params: parsed.data }
  const fields = paramFields(schema)
  const problems = parsed.error.issues.flatMap((issue) => describe(owner, issue, fields, params))
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
      const remedy = near === undefined ? 'Take it out.' : `Did you mean '${near}'?`
      return { param: key, message: `${owner} has no parameter '${key}'.`, remedy }
    })
  }
  const name = String(issue.path[0] ?? '')
  const field = fields.find((candidate) => candidate.name === name)
  if (field === undefined) return [{ param: name, message: issue.message }]
  if (!Object.hasOwn(params, name)) {
    const example = field.initial === undefined ? '' : `, for example ${JSON.stringify(field.initial)}`
    const message = `${owner} needs the parameter '${name}': ${field.doc}`
    return [{ param: name, message, remedy: `Give ${expectation(field)}${example}.` }]
  }
  return [{ param: name, message: `${name} must be ${expectation(field)}, but is ${show(params[name])}.` }]
}

/** What a field takes, in words: `a whole number of at least 1`. */
export function expectation(field: ParamField): string {
  const text = control(field)
  return field.nullable ? `${text}, or none (null)` : text
}

function control(field: ParamField): string {
  switch (field.kind) {
    case 'integer':
      return `a whole number${range(field.min, field.max)}`
    case 'number':
      return `a number${range(field.min, field.max)}`
    case 'boolean':
      return 'true or false'
    case 'choice':
      return `one of ${field.options.map((option) => `'${option}'`).join(', ')}`
    case 'pair':
      return [
        'a whole number' + range(field.min),
        field.count === undefined ? 'a pair of them' : `a list of ${field.count} of them`,
        ...field.words.map((word) => `'${word}'`),
      ].join(', ')
    case 'shape':
      return 'a list of at most 8 sizes of at least 1'
    case 'numbers':
      return field.single === true ? 'a number or a list of numbers' : 'a list of numbers'
    case 'text':
      return 'a text'
    default:
      return assertNever(field)
  }
}

function range(min?: number, max?: number): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return ` of at least ${min}`
  return max === undefined ? '' : ` of at most ${max}`
}

/** A value as it stands in the file, cut where it is long. */
export function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing')
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
