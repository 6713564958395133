/** `--set <path>=<value>`: other settings for one run, by their paths in the document or by the names of nodes. */
import { InvalidArgumentError } from 'commander'
import type { GraphDocument } from '../../graph/document/document'
import { formatFinding } from '../../graph/document/finding'
import { nearest } from '../../graph/document/identifiers'
import { parseDocument } from '../../graph/file/parse'
import type { Parsed } from '../../graph/file/parse'
import { CommandError } from './terminal'
import { tell } from '../../words/tell'

export interface Setting {
  /** As it was typed: `training.optimizer.params.lr`, or `fc1.out_features`. */
  path: string
  value: unknown
}

/** One more of them. A value is JSON, else a text. Errors: no path, no value. */
export function parseSetting(text: string, before: readonly Setting[] = []): Setting[] {
  const at = text.indexOf('=')
  const path = text.slice(0, at).trim()
  if (at < 0 || !/^[^.\s]+(\.[^.\s]+)+$/.test(path))
    throw new InvalidArgumentError(
      tell('cli.set_form', 'Give <path>=<value>, for example {{example}} or {{other}}.', {
        example: 'training.optimizer.params.lr=0.1',
        other: 'fc1.out_features=64',
      }),
    )
  return [...before, { path, value: valueOf(text.slice(at + 1)) }]
}

/**
 * The graph with these settings. Errors: a node that there is not; whatever is wrong with the graph now and was not before, also what is
 * only a warning in a file, such as a key that nobody knows.
 */
export function withSettings(parsed: Parsed, settings: readonly Setting[]): Parsed {
  if (parsed.document === null || settings.length === 0) return parsed
  const changed = structuredClone(parsed.document)
  for (const setting of settings) assign(changed, setting)
  const result = parseDocument(JSON.stringify(changed))
  const known = new Set(parsed.findings.map(formatFinding))
  const found = result.findings.map(formatFinding).filter((each) => !known.has(each))
  if (found.length > 0) throw refused(settings.map(({ path }) => path).join(', '), found.join('\n'))
  return result
}

function assign(document: GraphDocument, { path, value }: Setting): void {
  const keys = path.split('.')
  const owner = keys[0] === 'training' ? document : paramsOf(document, keys, path)
  let place: Record<string, unknown> = owner
  for (const key of keys.slice(0, -1)) {
    const inner = Object.hasOwn(place, key) ? place[key] : undefined
    if (typeof inner !== 'object' || inner === null) place[key] = {}
    place = place[key] as Record<string, unknown>
  }
  place[keys.at(-1)!] = value
}

/** Takes the names of nodes off the keys, and gives the arguments of the last of them. In a module they are those of every instance. */
function paramsOf(document: GraphDocument, keys: string[], path: string): Record<string, unknown> {
  let module = document.main
  for (;;) {
    const nodes = document.modules[module]?.nodes ?? []
    const name = keys.shift() ?? ''
    const node = nodes.find((each) => each.name === name)
    if (!node) throw refused(path, unknown(module, name, [...nodes.map((each) => each.name), 'training']))
    const inner = node.type === 'Module' ? String(node.params['module']) : null
    if (keys.length === 1 || inner === null) return node.params
    module = inner
  }
}

function unknown(module: string, name: string, there: readonly string[]): string {
  const near = nearest(name, there)
  const remedy =
    near === undefined
      ? tell('cli.break_there_are', 'There are {{names, list}}.', { names: there.slice(0, 12) })
      : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near })
  return `${tell('cli.set_no_node', "{{module}} has no node '{{name}}'.", { module, name })} ${remedy}`
}

function refused(path: string, why: string): CommandError {
  return new CommandError(`--set ${path}: ${why}`, 2)
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
