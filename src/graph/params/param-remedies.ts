/** Solved remedies for wrong params: the nearest value that is accepted, or the default. */
import type { z } from 'zod'
import { assertNever } from '../basics/assert-never'
import type { Params } from '../document/document'
import { nearest } from '../document/identifiers'
import type { ParamField } from './param-types'
import { paramFields } from './param-types'
import { parseParams, show } from './param-findings'
import { tell } from '../../words/tell'

export interface ParamRemedy {
  label: string
  params: Params
  unset?: readonly string[]
}

/** What ends the problem with that param; the best first, at most three. */
export function paramRemedies(schema: z.ZodObject, params: Params, param: string): ParamRemedy[] {
  const fields = paramFields(schema)
  const field = fields.find(({ name }) => name === param)
  const candidates =
    field === undefined ? renamings(fields, params, param) : corrections(field, params[param])
  const labels = new Set<string>()
  return candidates
    .filter((remedy) => {
      const fresh = !labels.has(remedy.label)
      labels.add(remedy.label)
      return fresh && ends(schema, params, remedy, param)
    })
    .slice(0, 3)
}

/** True when the params that it touches are accepted then. */
function ends(
  schema: z.ZodObject,
  before: Params,
  { params, unset = [] }: ParamRemedy,
  param: string,
): boolean {
  const kept = Object.entries({ ...before, ...params }).filter(([name]) => !unset.includes(name))
  const { problems = [] } = parseParams('', schema, Object.fromEntries(kept))
  return problems.every((problem) => problem.param !== param && !Object.hasOwn(params, problem.param))
}

function renamings(fields: readonly ParamField[], params: Params, param: string): ParamRemedy[] {
  const free = fields.map(({ name }) => name).filter((name) => !Object.hasOwn(params, name))
  const near = nearest(param, free)
  const without = { label: tell('fix.without', 'Without {{param}}', { param }), params: {}, unset: [param] }
  if (near === undefined) return [without]
  return [
    {
      label: tell('fix.name_it', 'Name it {{near}}', { near }),
      params: { [near]: params[param] },
      unset: [param],
    },
    without,
  ]
}

function corrections(field: ParamField, value: unknown): ParamRemedy[] {
  const { name, initial } = field
  const values = [...valuesNear(field, value), ...(field.required && initial !== undefined ? [initial] : [])]
  const given = values.map((each) => ({ label: `${name}=${show(each)}`, params: { [name]: each } }))
  const left =
    field.default === undefined
      ? tell('fix.without', 'Without {{param}}', { param: name })
      : tell('fix.default', '{{param}}={{value}}, the default', { param: name, value: show(field.default) })
  return [...given, { label: left, params: {}, unset: [name] }]
}

/** Values of the right kind near a wrong one. */
function valuesNear(field: ParamField, value: unknown): unknown[] {
  switch (field.kind) {
    case 'integer':
    case 'number':
      return numbersNear(value, field)
    case 'pair': {
      const list = (Array.isArray(value) ? value : [value]).flatMap((each) => numbersNear(each, field))
      const word = nearest(String(value), field.words)
      return [...(word === undefined ? [] : [word]), list.slice(0, field.count ?? 2), ...list.slice(0, 1)]
    }
    case 'choice': {
      const option = nearest(String(value), field.options)
      return option === undefined ? [] : [option]
    }
    case 'boolean':
      return /^(true|1)$/i.test(String(value)) ? [true] : /^(false|0)$/i.test(String(value)) ? [false] : []
    case 'shape':
    case 'numbers': {
      const list = (Array.isArray(value) ? value : [value]).flatMap((each) => numbersNear(each, { min: 1 }))
      return list.length === 0 ? [] : [list.slice(0, 8)]
    }
    case 'text':
      return []
    default:
      return assertNever(field)
  }
}

/** Within the bounds: as it is, and as a whole number. */
function numbersNear(
  value: unknown,
  { min = -Infinity, max = Infinity }: { min?: number; max?: number },
): number[] {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return []
  const kept = Math.min(Math.max(number, min), max)
  return Number.isInteger(kept) ? [kept] : [kept, Math.max(Math.round(kept), Math.ceil(min))]
}
