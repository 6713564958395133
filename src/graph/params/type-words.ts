/**
 * What the definition of a type says, in the language that is set. Its English stands in the definition; the keys of its messages
 * derive from its type: `nodes.Conv2d.doc`, `nodes.Conv2d.params.kernel_size`.
 */
import type { z } from 'zod'
import { tellNamed } from '../../words/tell'

const prefixes = new WeakMap<z.ZodObject, string>()

/** The definition, whose words are told in the language that is set from now on; `area` is `nodes`, for example. */
export function withWords<D extends { type: string; doc: string; label?: string; params: z.ZodObject }>(
  area: string,
  definition: D,
): D {
  const prefix = `${area}.${definition.type}`
  prefixes.set(definition.params, prefix)
  const { doc, label, type } = definition
  told(definition, 'doc', `${prefix}.doc`, doc)
  // A label that is the type is PyTorch's name, which is the same in every language.
  if (label !== undefined && label !== type) told(definition, 'label', `${prefix}.label`, label)
  return definition
}

/** The fields of a params schema, whose docs and units are told in the language that is set from now on. */
export function withFieldWords<F extends { name: string; doc: string; unit?: string }>(
  schema: z.ZodObject,
  fields: F[],
): F[] {
  const prefix = prefixes.get(schema)
  for (const field of fields) {
    const { name, doc, unit } = field
    if (prefix !== undefined) told(field, 'doc', `${prefix}.params.${name}`, doc)
    if (unit !== undefined) told(field, 'unit', `units.${unit}`, unit)
  }
  return fields
}

/** What a handle of a node type is for, if the definition says it. */
export function handleDoc(type: string, { name, doc }: { name: string; doc?: string }): string | undefined {
  return doc === undefined ? undefined : tellNamed(`nodes.${type}.handles.${name.replace(/\.\d+$/, '')}`, doc)
}

function told(thing: object, name: string, key: string, english: string): void {
  if (english === '') return
  Object.defineProperty(thing, name, { get: () => tellNamed(key, english), enumerable: true })
}
