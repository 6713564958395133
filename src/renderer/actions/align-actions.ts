/** Puts the selected nodes in line; one undo step each. */
import {
  AlignCenterHorizontal, AlignCenterVertical, AlignEndHorizontal, AlignEndVertical, AlignHorizontalDistributeCenter, AlignStartHorizontal, AlignStartVertical, AlignVerticalDistributeCenter,
} from 'lucide-react' // prettier-ignore
import { aligned, type Alignment, ALIGNMENTS, leastFor } from '../editing/align'
import { perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { selectedNodes } from '../editing/selection'
import type { Action } from './action'
import type { DocumentSession } from '../session/document-session'

const ICONS: Record<Alignment, Action['icon']> = {
  left: AlignStartVertical,
  center: AlignCenterVertical,
  right: AlignEndVertical,
  top: AlignStartHorizontal,
  middle: AlignCenterHorizontal,
  bottom: AlignEndHorizontal,
  across: AlignHorizontalDistributeCenter,
  down: AlignVerticalDistributeCenter,
}

export const alignActions: readonly Action[] = ALIGNMENTS.map((alignment) => ({
  id: `align.${alignment}`,
  label: `action.align.${alignment}`,
  icon: ICONS[alignment],
  enabled: (session) => selectedNodes(session.editor.getState().selection).length >= leastFor(alignment),
  perform: (session) => align(session, alignment),
}))

function align(session: DocumentSession, alignment: Alignment): void {
  const state = session.editor.getState()
  const chosen = new Set(selectedNodes(state.selection))
  const nodes = editedDefinition(state)
    .nodes.filter(({ id }) => chosen.has(id))
    .map(({ id, position }) => ({ node: id, position, ...session.sizes.of(id) }))
  const positions = aligned(nodes, alignment)
  if (positions.length > 0) perform(session, { kind: 'move', module: state.module, positions })
}
