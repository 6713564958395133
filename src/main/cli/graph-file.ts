/** Reads a graph for a command and refuses it, with one line a finding, when it is wrong. */
import { basename } from 'node:path'
import type { GraphDocument } from '../../graph/document'
import { formatFinding } from '../../graph/finding'
import { parseDocument } from '../../graph/parse'
import type { Parsed } from '../../graph/parse'
import { readText } from './input-file'
import { CommandError, report } from './terminal'

/** Reads a graph and everything that is wrong with it. Errors: the file cannot be read. */
export async function checkGraph(path: string): Promise<Parsed> {
  return parseDocument(await readText(path))
}

/** A graph without errors; warnings go to stderr. Errors: every finding, one a line. */
export async function loadGraph(path: string): Promise<GraphDocument> {
  const { document, findings } = await checkGraph(path)
  const errors = findings.filter((finding) => finding.severity === 'error')
  if (document === null || errors.length > 0)
    throw new CommandError([`${basename(path)} is wrong:`, ...errors.map(formatFinding)].join('\n'))
  findings.forEach((finding) => report(formatFinding(finding)))
  return document
}
