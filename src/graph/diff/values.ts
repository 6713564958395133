/** When two values mean the same. */
import { dequal } from 'dequal'
import type { z } from 'zod'
import { paramFields } from '../params/param-types'

/** The keys that do not mean the same in both, with their values. */
export function changedFields(
  before: object,
  after: object,
): [key: string, before: unknown, after: unknown][] {
  const [old, now] = [
    new Map<string, unknown>(Object.entries(before)),
    new Map<string, unknown>(Object.entries(after)),
  ]
  const keys = [...new Set([...old.keys(), ...now.keys()])]
  return keys
    .filter((key) => !dequal(old.get(key), now.get(key)))
    .map((key) => [key, old.get(key), now.get(key)])
}

/** The params with the defaults that they leave out, and `[3, 3]` where 3 means that. */
export function complete(params: object, schema: z.ZodObject | undefined): object {
  if (schema === undefined) return params
  const values = new Map<string, unknown>(Object.entries(params))
  for (const field of paramFields(schema)) {
    if (!values.has(field.name) && field.default !== undefined) values.set(field.name, field.default)
    const value = values.get(field.name)
    if (field.kind === 'pair' && Array.isArray(value) && value.every((side) => side === value[0]))
      values.set(field.name, value[0])
  }
  return Object.fromEntries(values)
}
