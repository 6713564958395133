/** `gradwire check`: everything that is wrong with a graph. */
import { basename } from 'node:path'
import { formatFinding } from '../../graph/document/finding'
import type { Finding } from '../../graph/document/finding'
import { checkGraph } from './graph-file'
import { shownPath } from './paths'
import { print, report } from './terminal'
import type { ExitCode } from './terminal'
import { tell } from '../../words/tell'

/** Prints the findings; 1 when one of them is an error. Errors: the file cannot be read. */
export async function check(file: string, options: { json?: boolean }): Promise<ExitCode> {
  const { findings } = await checkGraph(file)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  if (options.json) print(JSON.stringify({ ok: errors === 0, findings: findings.map(plain) }, null, 2))
  else {
    findings.forEach((finding) => report(`${shownPath(file, 'stdin')}: ${formatFinding(finding)}`))
    if (errors === 0) print(correct(basename(shownPath(file, 'stdin')), findings.length))
  }
  return errors === 0 ? 0 : 1
}

function correct(file: string, warnings: number): string {
  if (warnings === 0) return tell('cli.correct', '{{file}} is correct.', { file })
  return tell(
    'cli.correct_but',
    {
      one: '{{file}} is correct, with {{count}} warning.',
      other: '{{file}} is correct, with {{count}} warnings.',
    },
    { file, count: warnings },
  )
}

/** Without the remedies that only the editor can apply. */
function plain(finding: Finding): Omit<Finding, 'fixes'> {
  const { fixes: _, ...rest } = finding
  return rest
}
