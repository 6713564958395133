/** What the page does for an action. */
import type { PageActionId } from '../../actions/actions'
import type { DocumentSession } from '../session/document-session'

/** Is told which document it is about. */
export type Perform = (session: DocumentSession) => void | Promise<void>

/** Every action of one menu with what it does: a missing one does not compile, nor does one that is not known. */
export type Performed<Menu extends string> = Readonly<
  Record<Extract<PageActionId, `${Menu}.${string}`>, Perform>
>
