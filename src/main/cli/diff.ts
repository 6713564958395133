/** `gradwire diff`: what a change of a graph means. */
import { basename } from 'node:path'
import { tell } from '../../words/tell'
import { diffDocuments } from '../../graph/diff/diff-documents'
import { formatDifference } from '../../graph/diff/difference'
import type { GraphDocument } from '../../graph/document/document'
import { formatFinding } from '../../graph/document/finding'
import { checkGraph } from './graph-file'
import { shownPath } from './paths'
import { CommandError, print } from './terminal'
import type { ExitCode } from './terminal'

const COLORS: Readonly<Record<string, string>> = { '+': '32', '-': '31', '~': '33' }

/** Prints the differences; 0 where there are none, 1 where there are. Errors: a file cannot be read, with exit code 2. */
export async function diff(before: string, after: string, { json }: { json?: boolean }): Promise<ExitCode> {
  const [old, now] = [await readGraph(before), await readGraph(after)]
  const differences = diffDocuments(old, now)
  if (json) {
    // What is not there is null: JSON has no undefined.
    const plain = JSON.stringify(
      { equal: differences.length === 0, differences },
      (_, value: unknown) => (value === undefined ? null : value),
      2,
    )
    print(plain)
  } else {
    for (const difference of differences) print(colored(formatDifference(difference, now.main)))
  }
  return differences.length === 0 ? 0 : 1
}

/** A graph that is wrong in its layers can be compared too. */
async function readGraph(path: string): Promise<GraphDocument> {
  try {
    const { document, findings } = await checkGraph(path)
    if (document !== null) return document
    throw new CommandError(
      [
        tell('cli.cannot_be_read', '{{file}} cannot be read:', { file: basename(shownPath(path, 'stdin')) }),
        ...findings.map(formatFinding),
      ].join('\n'),
    )
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(error.message, 2) : error
  }
}

function colored(line: string): string {
  const color = COLORS[line[0] ?? '']
  return process.stdout.isTTY && !process.env['NO_COLOR'] && color ? `\u001b[${color}m${line}\u001b[0m` : line
}
