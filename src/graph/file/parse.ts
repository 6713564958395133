/** Text → document: JSON, migrations, schema, structure and types; it never throws, whatever the text is. */
import type { z } from 'zod'
import { FORMAT, documentSchema } from '../document/document'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import { inferDocument, inferenceFindings } from '../infer/infer'
import type { Inference } from '../infer/inference'
import { locateJsonLoss, nestingDepth } from '../formats/json-syntax'
import { migrate } from './migrations'
import type { RawDocument } from './migrations'
import { show } from '../params/param-findings'
import { checkStructure } from '../check/structure'
import { unknownKeys } from './unknown-keys'

/** In MiB; a thousand nodes take about a fifth of one. */
const MAX_MEGABYTES = 16
const MAX_DEPTH = 64
/** Nodes and wires. */
const MAX_ITEMS = 20_000
/** More of a kind help nobody. */
const MAX_FINDINGS = 200

export interface Parsed {
  /** Null where the text is not a document; a document with errors in nodes can still be opened and mended. */
  document: GraphDocument | null
  /** Of that document, so that whoever plans or shows it need not infer it again. */
  inference: Inference | null
  findings: Finding[]
}

/** Of a text that is no document. */
const NOTHING = { document: null, inference: null }

/** Reads a document and reports everything that is wrong with it. */
export function parseDocument(text: string): Parsed {
  if (text.length > MAX_MEGABYTES * 1024 * 1024) {
    const size = Math.round(text.length / 1024 / 1024)
    return refused(
      `The file has ${size} MiB; a graph document has at most ${MAX_MEGABYTES}.`,
      'Is it a graph document?',
    )
  }
  if (nestingDepth(text, MAX_DEPTH) > MAX_DEPTH) {
    return refused(`The file is nested more than ${MAX_DEPTH} levels deep.`, 'Is it a graph document?')
  }
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const problem = locateJsonLoss(json)
  if (problem !== undefined) {
    return {
      ...NOTHING,
      findings: [{ severity: 'error', ...problem, remedy: 'Mend the file at this place.' }],
    }
  }
  return parseValue(JSON.parse(json))
}

function parseValue(value: unknown): Parsed {
  if (!isRecord(value) || value['format'] !== FORMAT) {
    const found = isRecord(value) ? `"format" is ${show(value['format'])}` : `the file holds ${show(value)}`
    return refused(`This is not a Gradwire graph: ${found}.`, `A graph begins with "format": "${FORMAT}".`)
  }
  const migrated = migrate(value)
  if (migrated.kind === 'refused') return refused(migrated.message, migrated.remedy)
  const items = itemsIn(migrated.document)
  if (items > MAX_ITEMS) {
    return refused(`The graph has ${items} nodes and wires; at most ${MAX_ITEMS} can be opened.`, 'Split it.')
  }
  const parsed = documentSchema.safeParse(migrated.document)
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MAX_FINDINGS)
    return { ...NOTHING, findings: issues.map((issue) => schemaFinding(issue, migrated.document)) }
  }
  const document: GraphDocument = parsed.data
  const findings = [...checkStructure(document), ...unknownKeys(document)]
  if (findings.some((finding) => finding.fatal))
    return { ...NOTHING, findings: findings.slice(0, MAX_FINDINGS) }
  const inference = inferDocument(document)
  const all = findings.concat(inferenceFindings(inference))
  return { document, inference, findings: all.slice(0, MAX_FINDINGS) }
}

/** Nodes and wires of all definitions, as far as the value is a document at all. */
function itemsIn(document: RawDocument): number {
  const { modules } = document
  if (!isRecord(modules)) return 0
  const lists = Object.values(modules).flatMap((module) =>
    isRecord(module) ? [module['nodes'], module['edges']] : [],
  )
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
}

function refused(message: string, remedy: string): Parsed {
  return { ...NOTHING, findings: [{ severity: 'error', message, remedy }] }
}

/** A schema issue with the module, node and key that its path leads to. */
function schemaFinding(issue: z.core.$ZodIssue, document: RawDocument): Finding {
  const path = issue.path.map(String)
  const finding: Finding = { severity: 'error', message: '' }
  let rest = path
  if (path[0] === 'modules' && path[1] !== undefined) {
    finding.module = path[1]
    rest = path.slice(2)
    const item = valueAt(document, path.slice(0, 4))
    if (path[2] === 'nodes' && isRecord(item)) {
      if (typeof item['id'] === 'string') finding.node = item['id']
      if (typeof item['name'] === 'string') finding.name = item['name']
    }
    if (path[2] === 'edges' && isRecord(item) && typeof item['id'] === 'string') finding.edge = item['id']
  }
  const key = rest.join('.')
  if (key !== '') finding.param = key
  finding.message = `${key === '' ? 'The document' : `"${key}"`} ${problemOf(issue, valueAt(document, path))}.`
  finding.remedy = 'The format is described by resources/schema/gradwire.graph.v1.schema.json.'
  return finding
}

function problemOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (found === undefined) return 'is missing'
  const but = `but is ${show(found)}`
  if (issue.code === 'invalid_type') return `must be a ${TYPES[issue.expected] ?? issue.expected}, ${but}`
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}, ${but}`
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}, ${but}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}, ${but}`
  return `is not valid: ${show(found)}`
}

const TYPES: Record<string, string> = { int: 'whole number', record: 'object', array: 'list', string: 'text' }

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const key of path) {
    if ((!isRecord(at) && !Array.isArray(at)) || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
