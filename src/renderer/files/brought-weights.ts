/** Whether a net has weights that would be missed: trained ones, or those that a file brought. */
import { isTrained } from '../engine-link/run-store'
import type { DocumentSession } from '../session/document-session'

/** Of which document, and since when, the weights are those of a file. */
const brought = new WeakMap<DocumentSession, { loads: number; begunAnew: number }>()

/** A file has given the net its weights. */
export function noteBrought(session: DocumentSession): void {
  brought.set(session, now(session))
}

export function hasOwnWeights(session: DocumentSession): boolean {
  const then = brought.get(session)
  const { loads, begunAnew } = now(session)
  return isTrained(session.run) || (then?.loads === loads && then.begunAnew === begunAnew)
}

function now({ editor, run }: DocumentSession): { loads: number; begunAnew: number } {
  return { loads: editor.getState().loads, begunAnew: run.getState().begunAnew }
}
