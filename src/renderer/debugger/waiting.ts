/** Which wires of the canvas a value is still to come to, in a step that stands still. */
import type { FlowDirection } from '../../graph/frames/frame'
import { editedInference } from '../editing/editor-store'
import { learnsBefore } from '../editing/learns-before'
import type { DocumentSession } from '../session/document-session'

/** Null while nobody stopped. What no gradient flows to waits for none. */
export function waitsAt(
  session: DocumentSession,
): ((wire: string, direction: FlowDirection) => boolean) | null {
  const { stop } = session.run.getState()
  const inference = editedInference(session.editor.getState())
  if (stop === null || inference === undefined) return null
  const sources = new Map(inference.definition.edges.map(({ id, source }) => [id, source]))
  const nested = session.engine.path().length > 0
  const forward = stop.phase === 'zero_grad' || stop.phase === 'forward' || stop.phase === 'loss'
  const backward = stop.phase !== 'step'
  return (wire, direction) => {
    if (direction === 'forward') return forward
    return backward && learnsBefore(inference, sources.get(wire) ?? '', nested)
  }
}
