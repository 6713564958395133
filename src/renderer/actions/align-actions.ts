/** Puts the selected nodes in line; one undo step each. */
import {
  AlignCenterHorizontal, AlignCenterVertical, AlignEndHorizontal, AlignEndVertical, AlignHorizontalDistributeCenter, AlignStartHorizontal, AlignStartVertical, AlignVerticalDistributeCenter,
} from 'lucide-react' // prettier-ignore
import { aligned, type Alignment, ALIGNMENTS, leastFor } from '../editing/align'
import { perform } from '../editing/edit'
import { editedDefinition, useEditorStore } from '../editing/editor-store'
import { sizeOf } from '../editing/node-metrics'
import { selectedNodes } from '../editing/selection'
import type { Action } from './action'

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
  enabled: () => selectedNodes(useEditorStore.getState().selection).length >= leastFor(alignment),
  perform: () => align(alignment),
}))

function align(alignment: Alignment): void {
  const state = useEditorStore.getState()
  const chosen = new Set(selectedNodes(state.selection))
  const nodes = editedDefinition(state)
    .nodes.filter(({ id }) => chosen.has(id))
    .map(({ id, position }) => ({ node: id, position, ...sizeOf(id) }))
  const positions = aligned(nodes, alignment)
  if (positions.length > 0) perform({ kind: 'move', module: state.module, positions })
}
