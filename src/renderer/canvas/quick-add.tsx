import { Popover } from 'radix-ui'
import { useMemo } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { Position } from '../../graph/document/document'
import type { AddGoal, QuickAdd as Request } from '../editing/canvas-store'
import { addBesideSelection, addWiredTo, currentScene, focusNode } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { insertOnWire } from '../editing/on-wire'
import { freePlace } from '../editing/room'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { paletteEntry } from '../editing/entries'
import type { PaletteEntry } from '../editing/entries'
import { useFocusBack } from '../ui/focus-back'
import { PickList } from '../ui/pick-list'
import type { PickItem } from '../ui/pick-list'
import { CATEGORY_LOOKS, CategoryChip } from '../palette/categories'
import { suggestEntries } from '../editing/connections'
import type { Port } from '../editing/connections'
import { useSession } from '../session/session-provider'
import { useCanvas } from '../session/use-stores'
import type { DocumentSession } from '../session/document-session'

/** A list at the pointer that adds a node there; with a port, those that fit it come first. */
export function QuickAdd() {
  const request = useCanvas((state) => state.quickAdd)
  return request === null ? null : <QuickAddWindow request={request} />
}

function QuickAddWindow({ request }: { request: Request }) {
  const { t } = useTranslation()
  const session = useSession()
  const onCloseAutoFocus = useFocusBack()
  return (
    <Popover.Root open onOpenChange={(open) => !open && close(session)}>
      <Popover.Anchor className="fixed size-0" style={{ left: request.at.x, top: request.at.y }} />
      <Popover.Portal>
        <Popover.Content
          aria-label={t('quickAdd.title')}
          side="bottom"
          align="start"
          sideOffset={4}
          collisionPadding={12}
          onCloseAutoFocus={onCloseAutoFocus}
          className="animate-pop z-40 flex max-h-[min(20rem,var(--radix-popover-content-available-height))] w-72 flex-col overflow-hidden rounded-lg bg-raised shadow-pop outline-none"
        >
          <QuickAddList request={request} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function QuickAddList({ request }: { request: Request }) {
  const { t } = useTranslation()
  const session = useSession()
  const port = useMemo(() => portOf(session, request.goal), [request.goal, session])
  const items = useMemo<PickItem[]>(
    () =>
      suggestEntries(currentScene(session), port).map(
        ({ entry: { id, label, definition, keywords }, fits }) => ({
          id,
          label,
          keywords,
          icon: <CategoryChip category={definition.category} />,
          aside: <span className="text-xs text-faint">{t(CATEGORY_LOOKS[definition.category].label)}</span>,
          group: port === null ? undefined : fits ? t('quickAdd.fits') : t('quickAdd.doesNotFit'),
          faint: !fits,
        }),
      ),
    [port, session, t],
  )
  return (
    <PickList
      items={items}
      onPick={(id) => add(session, id, request)}
      placeholder={t('quickAdd.search')}
      label={t('quickAdd.title')}
      empty={t('quickAdd.empty')}
    />
  )
}

function close(session: DocumentSession): void {
  session.canvas.setState({ quickAdd: null })
}

/** What it is to be wired to. */
function portOf(session: DocumentSession, goal: AddGoal): Port | null {
  if (goal.kind === 'wire end' || goal.kind === 'beside') return goal.port
  if (goal.kind === 'place') return null
  const wire = editedDefinition(session.editor.getState()).edges.find(({ id }) => id === goal.edge)
  return wire === undefined ? null : { node: wire.source, handle: wire.sourceHandle, kind: 'source' }
}

function add(session: DocumentSession, id: string, request: Request): void {
  close(session)
  const entry = paletteEntry(id)
  // The list gives the focus back first, in a timer of its own.
  if (entry !== undefined) requestAnimationFrame(() => setTimeout(() => addFor(session, entry, request)))
}

function addFor(session: DocumentSession, entry: PaletteEntry, { goal, position }: Request): void {
  if (goal.kind === 'on wire') insertOnWire(session, entry, goal.edge)
  else if (goal.kind === 'beside') addBesideSelection(session, entry, position)
  else addAtPointer(session, entry, position, goal.kind === 'wire end' ? goal.port : null)
  const { selection } = session.editor.getState()
  if (selection.kind === 'node') focusNode(session, undefined, selection.id)
}

/** The pointer stands where the new node's port should be. */
function addAtPointer(
  session: DocumentSession,
  entry: PaletteEntry,
  { x, y }: Position,
  port: Port | null,
): void {
  const back = port === null ? NODE_WIDTH / 2 : port.kind === 'target' ? NODE_WIDTH : 0
  const { nodes } = editedDefinition(session.editor.getState())
  const place = freePlace(session.sizes, nodes, { x: x - back, y: y - 18 }, NODE_HEIGHT)
  addWiredTo(session, entry, port, place)
}
