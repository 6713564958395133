import { definitionOf } from '../../graph/document/document'
import type { GraphDocument } from '../../graph/document/document'
import { sketchOf } from '../../graph/drawing/sketch'
import type { Sketch } from '../../graph/drawing/sketch'
import { readDocument } from '../../graph/file/parse'

/** What can be seen of a draft at a glance, read as restoring it reads it; of one that is broken, nothing. */
export function draftPreview(text: string): { document: GraphDocument | null; sketch: Sketch | null } {
  const read = readDocument(text)
  const document = read.kind === 'document' ? read.document : null
  const main = document === null ? undefined : definitionOf(document, document.main)
  return { document, sketch: main === undefined ? null : sketchOf(main) }
}
