/**
 * What is wrong or doubtful in a document: a code that stays from version to version and the values of its sentence, where it is,
 * what was expected and found, and the remedy.
 */
import type { Command } from './command'
import { printable } from '../basics/printable'
import { assertNever } from '../basics/assert-never'
import { tell } from '../../words/tell'
import type { Told } from '../../words/tell'

/** A solved remedy: applying the command (it is undoable) makes the finding go away. */
export interface Fix {
  label: string
  command: Command
}

export interface Finding extends Told {
  severity: 'error' | 'warning'
  /** Name of the definition. */
  module?: string
  /** Node id. */
  node?: string
  /** Node name, as the person knows it. */
  name?: string
  edge?: string
  /** Id of a hook. */
  hook?: string
  handle?: string
  param?: string
  remedy?: string
  fixes?: Fix[]
  /** The document cannot be edited before this is mended, e.g. since two nodes have one id. */
  fatal?: true
  /** Place in the file's text, from 1, where that is not JSON; in the text of `param` alone, the column. */
  line?: number
  column?: number
}

/** One line for a console: `error Net/conv1 (n1) kernel_size: message. Remedy`. */
export function formatFinding(finding: Finding): string {
  const node = finding.name ?? finding.node
  const place = [finding.module, node].filter((part) => part !== undefined).join('/')
  const id = finding.node === undefined || finding.name === undefined ? '' : ` (${finding.node})`
  const detail = finding.param ?? finding.handle ?? ''
  const hook = finding.hook === undefined ? '' : tell('part.hook_of_id', 'hook {{id}}', { id: finding.hook })
  const { line, column = 1 } = finding
  const position =
    line === undefined
      ? ''
      : tell('place.line_and_column', 'line {{line}}, column {{column}}', { line, column })
  const where = [place + id, hook, detail, position].filter((part) => part !== '').join(' ')
  return printable(
    `${severityText(finding.severity)} ${where === '' ? '' : `${where}: `}${sentences(finding)}`,
  )
}

/** How grave something is, as it begins a line for a console. */
export function severityText(severity: 'error' | 'warning' | 'info'): string {
  switch (severity) {
    case 'error':
      return tell('severity.error', 'error')
    case 'warning':
      return tell('severity.warning', 'warning')
    case 'info':
      return tell('severity.note', 'note')
    default:
      return assertNever(severity)
  }
}

/** What is wrong and what to do about it; PyTorch's sentences often end without a stop. */
export function sentences({ message, remedy }: { message: string; remedy?: string }): string {
  if (remedy === undefined) return message
  return `${message}${/[.!?:;\s]$/.test(message) ? '' : '.'} ${remedy}`
}

/** The first of those with the same code, place and sentence. */
export function distinctFindings(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter((finding) => {
    const key = placeKey(finding)
    const fresh = !seen.has(key)
    seen.add(key)
    return fresh
  })
}

/** What tells one finding from another: its code, its place, and what it says there. */
export function placeKey({
  code,
  module,
  node,
  edge,
  hook,
  handle,
  param,
  line,
  column,
  message,
}: Finding): string {
  return JSON.stringify([code, module, node, edge, hook, handle, param, line, column, message])
}
