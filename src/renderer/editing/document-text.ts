/** The text of a document as its file has it. */
import type { GraphDocument } from '../../graph/document/document'
import { serialiseDocument } from '../../graph/file/serialise'

/** - `weights`: the name of the file of trained weights beside it */
export function documentText(document: GraphDocument, weights: string | undefined): string {
  const { weights: _, ...rest } = document
  return serialiseDocument(weights === undefined ? rest : { ...rest, weights })
}
