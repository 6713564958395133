/** Text → document: JSON, migrations, schema, structure and types; it never throws, whatever the text is. */
import type { z } from 'zod'
import { FORMAT, documentSchema } from '../document/document'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import { inferDocument } from '../infer/infer'
import type { Inference } from '../infer/inference'
import { locateJsonLoss, nestingDepth } from '../formats/json-syntax'
import { farPositions } from './far-positions'
import { tooManyItems } from './item-limit'
import { migrate } from './migrations'
import type { RawDocument } from './migrations'
import { show } from '../params/param-findings'
import { collectFindings } from '../check/collect-findings'
import { checkStructure } from '../check/structure'
import { unknownKeys } from './unknown-keys'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/** In MiB; a thousand nodes take about a fifth of one. */
const MAX_MEGABYTES = 16
const MAX_DEPTH = 64
/** More of a kind help nobody. */
const MAX_FINDINGS = 200

export interface Parsed {
  /** Null where the text is not a document; a document with errors in nodes can still be opened and mended. */
  document: GraphDocument | null
  /** Of that document, so that whoever plans or shows it need not infer it again. */
  inference: Inference | null
  findings: Finding[]
}

/** A text that is a document, with what is odd in it; its types are not looked at. */
export type DocumentRead =
  | { kind: 'document'; document: GraphDocument; findings: Finding[] }
  | { kind: 'refused'; findings: Finding[] }

/** Reads a document and reports everything that is wrong with it. */
export function parseDocument(text: string): Parsed {
  const read = readDocument(text)
  if (read.kind === 'refused') return { document: null, inference: null, findings: read.findings }
  const { document, findings: unknown } = read
  const inference = inferDocument(document)
  const findings = collectFindings(inference, unknown)
  return { document, inference, findings: findings.slice(0, MAX_FINDINGS) }
}

/** The first part of that, which takes the most of its time: everything but types. */
export function readDocument(text: string): DocumentRead {
  if (text.length > MAX_MEGABYTES * 1024 * 1024) {
    const size = Math.round(text.length / 1024 / 1024)
    return refused(
      told('file.too_large', 'The file has {{size}} MiB; a graph document has at most {{most}}.', {
        size,
        most: MAX_MEGABYTES,
      }),
      isGraph(),
    )
  }
  if (nestingDepth(text, MAX_DEPTH) > MAX_DEPTH) {
    return refused(
      told('file.too_deep', 'The file is nested more than {{most}} levels deep.', { most: MAX_DEPTH }),
      isGraph(),
    )
  }
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const problem = locateJsonLoss(json)
  if (problem !== undefined) {
    return refused(problem, tell('remedy.mend_file', 'Mend the file at this place.'))
  }
  return readValue(JSON.parse(json))
}

function readValue(value: unknown): DocumentRead {
  if (!isRecord(value) || value['format'] !== FORMAT) {
    const found = show(isRecord(value) ? value['format'] : value)
    return refused(
      isRecord(value)
        ? told('file.other_format', 'This is not a Gradwire graph: "format" is {{found}}.', { found })
        : told('file.no_object', 'This is not a Gradwire graph: the file holds {{found}}.', { found }),
      tell('remedy.format', 'A graph begins with "format": "{{format}}".', { format: FORMAT }),
    )
  }
  const migrated = migrate(value)
  if (migrated.kind === 'refused') return refused(migrated.problem, migrated.remedy)
  const tooMany = tooManyItems(migrated.document['modules'])
  if (tooMany !== undefined) return refused(tooMany, tooMany.remedy)
  const parsed = documentSchema.safeParse(migrated.document)
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MAX_FINDINGS)
    return { kind: 'refused', findings: issues.map((issue) => schemaFinding(issue, migrated.document)) }
  }
  const document: GraphDocument = parsed.data
  const unknown = [...unknownKeys(document), ...farPositions(migrated.document, document)]
  const broken = [...checkStructure(document), ...unknown]
  if (broken.some((finding) => finding.fatal))
    return { kind: 'refused', findings: broken.slice(0, MAX_FINDINGS) }
  return { kind: 'document', document, findings: unknown }
}

function isGraph(): string {
  return tell('remedy.is_graph', 'Is it a graph document?')
}

function refused(problem: Told, remedy: string): DocumentRead {
  return { kind: 'refused', findings: [{ severity: 'error', ...problem, remedy }] }
}

/** A schema issue with the module, node and key that its path leads to. */
function schemaFinding(issue: z.core.$ZodIssue, document: RawDocument): Finding {
  const path = issue.path.map(String)
  const place: Partial<Finding> = {}
  let rest = path
  if (path[0] === 'modules' && path[1] !== undefined) {
    place.module = path[1]
    rest = path.slice(2)
    const item = valueAt(document, path.slice(0, 4))
    if (path[2] === 'nodes' && isRecord(item)) {
      if (typeof item['id'] === 'string') place.node = item['id']
      if (typeof item['name'] === 'string') place.name = item['name']
    }
    if (path[2] === 'hooks' && isRecord(item) && typeof item['id'] === 'string') place.hook = item['id']
    if (path[2] === 'edges' && isRecord(item) && typeof item['id'] === 'string') place.edge = item['id']
  }
  const key = rest.join('.')
  if (key !== '') place.param = key
  const what = key === '' ? tell('part.the_document', 'The document') : `"${key}"`
  return {
    severity: 'error',
    ...place,
    ...problemOf(what, issue, valueAt(document, path)),
    remedy: tell('remedy.schema', 'The format is described by {{file}}.', {
      file: 'resources/schema/gradwire.graph.v1.schema.json',
    }),
  }
}

function problemOf(what: string, issue: z.core.$ZodIssue, value: unknown): Told {
  if (value === undefined) return told('schema.missing', '{{what}} is missing.', { what })
  const found = show(value)
  switch (issue.code) {
    case 'invalid_type':
      return told('schema.type', '{{what}} must be a {{type}}, but is {{found}}.', {
        what,
        type: typeWord(issue.expected),
        found,
      })
    case 'invalid_value':
      return told('schema.value', '{{what}} must be {{values}}, but is {{found}}.', {
        what,
        values: issue.values.map(String).join(tell('expectation.or', ' or ')),
        found,
      })
    case 'too_small':
      return told('schema.too_small', '{{what}} must be at least {{least}}, but is {{found}}.', {
        what,
        least: Number(issue.minimum),
        found,
      })
    case 'too_big':
      return told('schema.too_large', '{{what}} must be at most {{most}}, but is {{found}}.', {
        what,
        most: Number(issue.maximum),
        found,
      })
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      break
  }
  return told('schema.invalid', '{{what}} is not valid: {{found}}.', { what, found })
}

function typeWord(type: string): string {
  if (type === 'int') return tell('type.int', 'whole number')
  if (type === 'record') return tell('type.record', 'object')
  if (type === 'array') return tell('type.array', 'list')
  if (type === 'string') return tell('type.string', 'text')
  return type
}

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
