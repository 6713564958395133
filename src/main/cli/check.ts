/** `gradwire check`: everything that is wrong with a graph. */
import { basename } from 'node:path'
import { formatFinding } from '../../graph/document/finding'
import type { Finding } from '../../graph/document/finding'
import { checkGraph } from './graph-file'
import { print, report } from './terminal'
import type { ExitCode } from './terminal'

/** Prints the findings; 1 when one of them is an error. Errors: the file cannot be read. */
export async function check(file: string, options: { json?: boolean }): Promise<ExitCode> {
  const { findings } = await checkGraph(file)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  if (options.json) print(JSON.stringify({ ok: errors === 0, findings: findings.map(plain) }, null, 2))
  else {
    findings.forEach((finding) => report(`${file}: ${formatFinding(finding)}`))
    if (errors === 0) print(`${basename(file)} is correct${warnings(findings.length)}.`)
  }
  return errors === 0 ? 0 : 1
}

function warnings(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ', with 1 warning' : `, with ${count} warnings`
}

/** Without the remedies that only the editor can apply. */
function plain(finding: Finding): Omit<Finding, 'fixes'> {
  const { fixes: _, ...rest } = finding
  return rest
}
