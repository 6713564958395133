/** What waits for the engine: it may not be up yet when a document is loaded, or the graph may need mending first. */
import type { DocumentSession } from '../session/document-session'

/**
 * Does something once, as soon as the engine has built the document that was just loaded, or builds it again; never where another comes
 * first, of which `otherwise` is told.
 */
export function whenBuilt(
  session: DocumentSession,
  then: () => void,
  otherwise: () => void = () => undefined,
): void {
  const { loads } = session.editor.getState()
  const stale = session.run.getState().opened
  const stop = session.run.subscribe(({ opened }) => {
    if (session.editor.getState().loads !== loads) {
      stop()
      otherwise()
    } else if (opened !== null && opened !== stale) {
      stop()
      then()
    }
  })
}
