import { Popover } from 'radix-ui'
import { useMemo } from 'react'
import { useTranslation } from '../texts/use-translation'
import { camera, useCanvasStore, whenDrawn } from '../editing/canvas-store'
import type { QuickAdd as Request } from '../editing/canvas-store'
import { addWiredTo, currentScene } from '../editing/edit'
import { useEditorStore } from '../editing/editor-store'
import { NODE_WIDTH } from '../../graph/drawing/node-size'
import { snapped } from '../editing/node-metrics'
import { paletteEntry } from '../editing/entries'
import { useFocusBack } from '../ui/focus-back'
import { PickList } from '../ui/pick-list'
import type { PickItem } from '../ui/pick-list'
import { CATEGORY_LOOKS, CategoryChip } from '../palette/categories'
import { suggestEntries } from '../editing/connections'

/** A list at the pointer that adds a node there; with a port, those that fit it come first. */
export function QuickAdd() {
  const request = useCanvasStore((state) => state.quickAdd)
  return request === null ? null : <QuickAddWindow request={request} />
}

function QuickAddWindow({ request }: { request: Request }) {
  const { t } = useTranslation()
  const onCloseAutoFocus = useFocusBack()
  return (
    <Popover.Root open onOpenChange={(open) => !open && close()}>
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
  const items = useMemo<PickItem[]>(
    () =>
      suggestEntries(currentScene(), request.port).map(
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
    [request.port, t],
  )
  return (
    <PickList
      items={items}
      onPick={(id) => add(id, request)}
      placeholder={t('quickAdd.search')}
      label={t('quickAdd.title')}
      empty={t('quickAdd.empty')}
    />
  )
}

function close(): void {
  useCanvasStore.setState({ quickAdd: null })
}

function add(id: string, { port, position }: Request): void {
  close()
  // The pointer stands where the new node's port should be.
  const x =
    port === null
      ? position.x - NODE_WIDTH / 2
      : port.kind === 'target'
        ? position.x - NODE_WIDTH
        : position.x
  const place = { x: snapped(x), y: snapped(position.y - 18) }
  const entry = paletteEntry(id)
  if (entry !== undefined) addWiredTo(entry, port, place)
  const { selection } = useEditorStore.getState()
  if (selection.kind === 'node') whenDrawn(() => camera()?.focusNode(selection.id))
}
