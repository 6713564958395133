/** Has the engine take weights, and the next one where it ends as it does. */
import type { WeightsReport } from '../../engine/protocol'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import { whenBuilt } from './when-built'

/**
 * One command for the net that the engine has built.
 *
 * - `weights`: a file of them
 * - `tries`: how many engines may end before they have taken them: one may be ended from outside, more may be so by the weights
 * - Errors: the engine's refusals, and its end where it was the last, or another document has come
 */
export async function takeWeights(
  session: DocumentSession,
  weights: Uint8Array,
  mode: 'whole' | 'fitting',
  tries = 2,
): Promise<WeightsReport> {
  try {
    return await session.host.engine({ kind: 'loadWeights', weights, mode })
  } catch (error) {
    if (problemOf(error).code !== 'engineEnded' || tries < 2) throw error
    const isBuilt = await new Promise<boolean>((built) =>
      whenBuilt(
        session,
        () => built(true),
        () => built(false),
      ),
    )
    if (!isBuilt) throw error
    return takeWeights(session, weights, mode, tries - 1)
  }
}
