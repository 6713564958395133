import { Popover } from 'radix-ui'
import { useMemo } from 'react'
import { useTranslation } from '../texts/use-translation'
import { whenDrawn } from '../editing/canvas-view'
import type { QuickAdd as Request } from '../editing/canvas-store'
import { addWiredTo, currentScene } from '../editing/edit'
import { NODE_WIDTH } from '../../graph/drawing/node-size'
import { snapped } from '../editing/node-metrics'
import { paletteEntry } from '../editing/entries'
import { useFocusBack } from '../ui/focus-back'
import { PickList } from '../ui/pick-list'
import type { PickItem } from '../ui/pick-list'
import { CATEGORY_LOOKS, CategoryChip } from '../palette/categories'
import { suggestEntries } from '../editing/connections'
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
          className="animate-pop z-40 flex max-h-80 w-72 flex-col overflow-hidden rounded-lg bg-raised shadow-pop outline-none"
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
  const items = useMemo<PickItem[]>(
    () =>
      suggestEntries(currentScene(session), request.port).map(
        ({ entry: { id, label, definition, keywords }, fits }) => ({
          id,
          label,
          keywords,
          icon: <CategoryChip category={definition.category} />,
          aside: <span className="text-xs text-faint">{t(CATEGORY_LOOKS[definition.category].label)}</span>,
          group: request.port === null ? undefined : fits ? t('quickAdd.fits') : t('quickAdd.doesNotFit'),
          faint: !fits,
        }),
      ),
    [request.port, session, t],
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

function add(session: DocumentSession, id: string, { port, position }: Request): void {
  close(session)
  // The pointer stands where the new node's port should be.
  const x =
    port === null
      ? position.x - NODE_WIDTH / 2
      : port.kind === 'target'
        ? position.x - NODE_WIDTH
        : position.x
  const place = { x: snapped(x), y: snapped(position.y - 18) }
  const entry = paletteEntry(id)
  if (entry !== undefined) addWiredTo(session, entry, port, place)
  const { selection } = session.editor.getState()
  if (selection.kind === 'node') whenDrawn(() => session.view.camera?.focusNode(selection.id))
}
