/** The text of a document as its file has it. */
import type { GraphDocument } from '../../graph/document/document'
import { serialiseDocument, writeLines } from '../../graph/file/serialise'

/** - `weights`: the name of the file of trained weights beside it */
export function documentText(document: GraphDocument, weights: string | undefined): string {
  const { weights: _, ...rest } = document
  return serialiseDocument(weights === undefined ? rest : { ...rest, weights })
}

/** Of a time in which the page has nothing else to do, in milliseconds: at least so much is used, and at most. */
const LEAST = 2
const MOST = 8
/** A busy page waits no longer. */
const PATIENCE = 50

/** Writes a large document's lines in between what the page does: {@link documentText} then takes no time that one sees. */
export async function linesAtRest(document: GraphDocument): Promise<void> {
  const lines = writeLines(document)
  for (let { done } = lines.next(); done !== true;) {
    const end = await endOfRest()
    while (done !== true && performance.now() < end) ({ done } = lines.next())
  }
}

/** Waits for such a time. → when it ends */
function endOfRest(): Promise<number> {
  return new Promise((resolve) => {
    requestIdleCallback(
      (rest) => resolve(performance.now() + Math.min(Math.max(rest.timeRemaining(), LEAST), MOST)),
      { timeout: PATIENCE },
    )
  })
}
