/**
 * Document → text, stable: keys in a fixed order, two-space indent, one line for each node, wire, probe and hook, so that a
 * diff of two saves shows only what changed. Unknown keys come after the known ones, in their own order.
 */
import type { z } from 'zod'
import {
  breakpointSchema,
  documentSchema,
  edgeSchema,
  hookSchema,
  moduleSchema,
  nodeSchema,
  optimizerSchema,
  positionSchema,
  lookHereSchema,
  schedulerSchema,
  trainingSchema,
} from '../document/document'
import type { GraphDocument, ModuleDefinition } from '../document/document'

export function serialiseDocument(document: GraphDocument): string {
  const lines = ordered(document, documentSchema).map(
    ([key, value]) => `  ${quote(key)}: ${part(key, value, document)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

/** Writes the lines of a large document a few at a time: it yields in between, and {@link serialiseDocument} then finds them written. */
export function* writeLines(document: GraphDocument): Generator<void> {
  for (const module of Object.values(document.modules))
    for (const [parts, schema] of [
      [module.nodes, nodeSchema],
      [module.edges, edgeSchema],
    ] as const)
      for (const [at, each] of parts.entries()) {
        line(each, schema)
        if (at % AT_ONCE === AT_ONCE - 1) yield
      }
}

/** Less than a millisecond of work. */
const AT_ONCE = 20

function part(key: string, value: unknown, document: GraphDocument): string {
  if (key === 'modules') {
    const modules = Object.entries(document.modules).map(
      ([name, module]) => `    ${quote(name)}: ${moduleText(module)}`,
    )
    return block('{', modules, '}', '  ')
  }
  if (key === 'training') {
    const { optimizer, scheduler } = document.training
    const textOf = (name: string, field: unknown): string => {
      if (name === 'optimizer') return line(optimizer, optimizerSchema)
      return name === 'scheduler' && scheduler ? line(scheduler, schedulerSchema) : compact(field)
    }
    const fields = ordered(document.training, trainingSchema).map(
      ([name, field]) => `    ${quote(name)}: ${textOf(name, field)}`,
    )
    return block('{', fields, '}', '  ')
  }
  if (key === 'view' && document.view) return viewText(document.view)
  // What else there is stays small: title and lesson, or keys of a later version.
  return indent(JSON.stringify(value, null, 2), '  ')
}

/** A line for each breakpoint. */
function viewText(view: NonNullable<GraphDocument['view']>): string {
  const fields = Object.entries(view)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const rows =
        key === 'breakpoints' && Array.isArray(value)
          ? value.map((each) => `      ${isObject(each) ? line(each, breakpointSchema) : compact(each)}`)
          : undefined
      const text =
        rows === undefined ? indent(JSON.stringify(value, null, 2), '    ') : block('[', rows, ']', '    ')
      return `    ${quote(key)}: ${text}`
    })
  return block('{', fields, '}', '  ')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function moduleText(module: ModuleDefinition): string {
  const fields = ordered(module, moduleSchema).map(([key, value]) => {
    const rows = rowsOf(key, module)
    const text =
      rows === undefined ? indent(JSON.stringify(value, null, 2), '      ') : block('[', rows, ']', '      ')
    return `      ${quote(key)}: ${text}`
  })
  return block('{', fields, '}', '    ')
}

function rowsOf(key: string, module: ModuleDefinition): string[] | undefined {
  const row = (text: string): string => `        ${text}`
  if (key === 'nodes') return module.nodes.map((node) => row(line(node, nodeSchema)))
  if (key === 'edges') return module.edges.map((edge) => row(line(edge, edgeSchema)))
  if (key === 'probes') return module.probes?.map((probe) => row(line(probe, lookHereSchema)))
  if (key === 'hooks') return module.hooks?.map((hook) => row(line(hook, hookSchema)))
  return undefined
}

/** What was written before: nothing in a document changes in place, so that of a large one an edit leaves all but a few lines as they are. */
const WRITTEN = new WeakMap<object, string>()

/** `{ "id": "n0", "type": "Input" }` on one line, in the order of the schema. */
function line(value: object, schema: z.ZodObject): string {
  const known = WRITTEN.get(value)
  if (known !== undefined) return known
  const written = newLine(value, schema)
  WRITTEN.set(value, written)
  return written
}

function newLine(value: object, schema: z.ZodObject): string {
  const fields = ordered(value, schema).map(([key, field]) => {
    const text = key === 'position' ? line(field as object, positionSchema) : compact(field)
    return `${quote(key)}: ${text}`
  })
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

/** JSON on one line with the spaces of the example in the format's description. */
function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => `${quote(key)}: ${compact(field)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

/** Known keys in the schema's order, then the others; undefined ones are left out, as JSON does. */
function ordered(value: object, schema: z.ZodObject): [string, unknown][] {
  const known = Object.keys(schema.shape)
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  const rank = (key: string): number => (known.includes(key) ? known.indexOf(key) : known.length)
  return entries.sort(([a], [b]) => rank(a) - rank(b))
}

function block(open: string, rows: string[], close: string, margin: string): string {
  return rows.length === 0 ? `${open}${close}` : `${open}\n${rows.join(',\n')}\n${margin}${close}`
}

function indent(text: string, margin: string): string {
  return text.replaceAll('\n', `\n${margin}`)
}

function quote(text: string): string {
  return JSON.stringify(text)
}
