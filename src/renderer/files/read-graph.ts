/** A graph's text as a document: a large one is read on a thread beside the page's, so that nothing stands still and it can be given up. */
import { readDocument } from '../../graph/file/parse'
import type { DocumentRead } from '../../graph/file/parse'
import { inferDocument } from '../../graph/infer/infer'
import type { Inference } from '../../graph/infer/inference'
import { ask } from '../window/modal-store'
import { t } from '../texts/index'
import { readBeside } from './read-beside'

/** Characters; of so many, some 300 nodes, a page that has just started takes 50 ms to read. */
const LARGE = 100_000

/** → null when the person has stopped it */
export async function readGraph(text: string, name: string): Promise<DocumentRead | null> {
  return text.length > LARGE ? readBeside({ kind: 'graph', text }, name) : readDocument(text)
}

/** The same with its types; null too where it is wrong, which is explained. */
export async function inferGraph(text: string, name: string): Promise<Inference | null> {
  const read = await readGraph(text, name)
  if (read === null) return null
  if (read.kind === 'document') return inferDocument(read.document)
  void ask<void>((answer) => ({
    kind: 'findings',
    title: t('file.wrong.title', { name }),
    findings: read.findings,
    answer,
  }))
  return null
}
