import type { DocumentSession } from '../session/document-session'
import { showBottomTab } from '../window/layout-store'
import { setGiven } from './feed-file'
import { runByHand } from './feed-store'
import { slotsOf } from './slots'

/** Shows the page “By hand” with a sample of the data at every input, and runs the net on it. */
export async function giveSample(session: DocumentSession, index: number): Promise<void> {
  for (const slot of slotsOf(session.editor.getState().inference.main))
    if (slot.data) setGiven(session, slot, { kind: 'sample', index })
  showBottomTab('feed')
  if (session.run.getState().progress.state !== 'running') await runByHand(session)
}
