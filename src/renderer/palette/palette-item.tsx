import { CategoryChip } from './categories'
import { startEntryDrag } from './drop'
import { whenDrawn } from '../editing/canvas-view'
import { addBesideSelection } from '../editing/edit'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { Tooltip } from '../ui/tooltip'
import type { PaletteEntry } from '../editing/entries'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'

interface PaletteItemProps {
  entry: PaletteEntry
  /** Whether Tab stops here; the arrow keys always do. */
  tabStop?: boolean
}

/** One type: to be dragged, or pressed to be added beside the selection. */
export function PaletteItem({ entry, tabStop = false }: PaletteItemProps) {
  const session = useSession()
  const { definition, label } = entry
  return (
    <Tooltip side="right" label={definition.doc}>
      <button
        type="button"
        data-palette
        tabIndex={tabStop ? 0 : -1}
        draggable
        onDragStart={(event) => startEntryDrag(event, entry)}
        onClick={() => addEntry(session, entry)}
        className="flex h-7 w-full cursor-grab items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover active:cursor-grabbing"
      >
        <CategoryChip category={definition.category} size={18} />
        <span className="truncate">{label}</span>
      </button>
    </Tooltip>
  )
}

/** Adds a node beside the selection, or in the middle of what is seen. */
export function addEntry(session: DocumentSession, entry: PaletteEntry): void {
  const view = session.view.camera
  const middle = view === null ? { x: 0, y: 0 } : view.toCanvas(view.middle())
  addBesideSelection(session, entry, { x: middle.x - NODE_WIDTH / 2, y: middle.y - NODE_HEIGHT / 2 })
  const { selection } = session.editor.getState()
  if (selection.kind === 'node') whenDrawn(() => view?.reveal(selection.id))
}
