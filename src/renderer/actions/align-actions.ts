/** Puts the selected nodes in line; one undo step each. */
import { actionText } from '../../actions/actions'
import { aligned, type Alignment } from '../editing/align'
import { perform } from '../editing/edit'
import type { DocumentSession } from '../session/document-session'
import { t } from '../../words/words'
import { chosenNodes } from './chosen'
import type { Perform, Performed } from './performed'

/** Of every alignment. */
export const alignActions: Performed<'align'> & Readonly<Record<`align.${Alignment}`, Perform>> = {
  'align.left': (session) => align(session, 'left'),
  'align.center': (session) => align(session, 'center'),
  'align.right': (session) => align(session, 'right'),
  'align.top': (session) => align(session, 'top'),
  'align.middle': (session) => align(session, 'middle'),
  'align.bottom': (session) => align(session, 'bottom'),
  'align.across': (session) => align(session, 'across'),
  'align.down': (session) => align(session, 'down'),
}

function align(session: DocumentSession, alignment: Alignment): void {
  const { module } = session.editor.getState()
  const nodes = chosenNodes(session).map(({ id, position }) => ({
    node: id,
    position,
    ...session.sizes.of(id),
  }))
  const positions = aligned(nodes, alignment)
  if (positions.length === 0) return
  const label = t(actionText(`align.${alignment}`))
  perform(session, { kind: 'batch', label, commands: [{ kind: 'move', module, positions }] })
}
