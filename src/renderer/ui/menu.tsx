import { Check, ChevronRight } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { assertNever } from '../../graph/basics/assert-never'
import { Kbd } from './kbd'

export type MenuEntry =
  | { kind: 'separator' }
  | { kind: 'label'; label: string }
  | {
      kind: 'item'
      id: string
      label: string
      detail?: string
      shortcut?: string
      disabled?: boolean
      checked?: boolean
      danger?: boolean
      onSelect: () => void
    }
  | { kind: 'submenu'; id: string; label: string; entries: readonly MenuEntry[] }

const MENU_CLASS =
  'animate-pop z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-lg bg-raised p-1 text-base text-text shadow-pop'

const ITEM_CLASS =
  'flex min-h-7 items-center gap-2 rounded-md px-2 py-0.5 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45 data-[state=open]:bg-hover'

interface MenuProps {
  trigger: ReactNode
  /** A function is asked each time the menu opens. */
  entries: readonly MenuEntry[] | (() => readonly MenuEntry[])
  onOpen?: () => void
  align?: 'start' | 'center' | 'end'
}

/** A menu that drops from a button. */
export function Menu({ trigger, entries, onOpen, align = 'start' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(open) => open && onOpen?.()}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={4} collisionPadding={8} className={MENU_CLASS}>
          <OpenEntries entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuAtProps {
  label: string
  /** In window pixels. */
  at: { x: number; y: number }
  entries: readonly MenuEntry[]
  onClose: () => void
}

/** An open menu where a person has clicked. */
export function MenuAt({ label, at, entries, onClose }: MenuAtProps) {
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger
        className="fixed size-0"
        style={{ left: at.x, top: at.y }}
        aria-hidden
        tabIndex={-1}
      />
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className={MENU_CLASS}
        >
          <MenuEntries entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function OpenEntries({ entries }: Pick<MenuProps, 'entries'>) {
  return <MenuEntries entries={typeof entries === 'function' ? entries() : entries} />
}

function MenuEntries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry, index): ReactNode => {
    switch (entry.kind) {
      case 'separator':
        return <DropdownMenu.Separator key={index} className="-mx-1 my-1 h-px bg-line" />
      case 'label':
        return (
          <DropdownMenu.Label key={index} className="px-2 pt-1.5 pb-1 text-xs text-faint">
            {entry.label}
          </DropdownMenu.Label>
        )
      case 'item':
        return <MenuItem key={entry.id} entry={entry} />
      case 'submenu':
        return (
          <DropdownMenu.Sub key={entry.id}>
            <DropdownMenu.SubTrigger className={ITEM_CLASS}>
              <span className="flex-1">{entry.label}</span>
              <ChevronRight size={14} className="text-faint" aria-hidden />
            </DropdownMenu.SubTrigger>
            <DropdownMenu.Portal>
              <DropdownMenu.SubContent sideOffset={4} collisionPadding={8} className={MENU_CLASS}>
                <MenuEntries entries={entry.entries} />
              </DropdownMenu.SubContent>
            </DropdownMenu.Portal>
          </DropdownMenu.Sub>
        )
      default:
        return assertNever(entry)
    }
  })
}

function MenuItem({ entry }: { entry: Extract<MenuEntry, { kind: 'item' }> }) {
  const text = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{entry.label}</span>
        {entry.detail !== undefined && (
          <span className="block max-w-72 truncate text-xs text-faint">{entry.detail}</span>
        )}
      </span>
      {entry.shortcut !== undefined && <Kbd keys={entry.shortcut} />}
    </>
  )
  if (entry.checked !== undefined) {
    return (
      <DropdownMenu.CheckboxItem
        checked={entry.checked}
        disabled={entry.disabled}
        onSelect={entry.onSelect}
        className={ITEM_CLASS}
      >
        <span className="size-3.5 shrink-0">
          <DropdownMenu.ItemIndicator>
            <Check size={14} className="text-accent-text" aria-hidden />
          </DropdownMenu.ItemIndicator>
        </span>
        {text}
      </DropdownMenu.CheckboxItem>
    )
  }
  return (
    <DropdownMenu.Item
      disabled={entry.disabled}
      onSelect={entry.onSelect}
      className={entry.danger === true ? `${ITEM_CLASS} text-danger` : ITEM_CLASS}
    >
      {text}
    </DropdownMenu.Item>
  )
}
