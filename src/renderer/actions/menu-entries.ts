/** Menus of the list of actions as entries of the page's menus. */
import { actions, isOfPage } from '../../actions/actions'
import type { ActionId } from '../../actions/actions'
import { menuBar, menuTitle } from '../../actions/menus'
import type { Menu, MenuItem } from '../../actions/menus'
import type { RecentFile } from '../../main/contract'
import { t } from '../../words/words'
import { openPath } from '../files/file-flow'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import type { MenuEntry } from '../ui/menu'
import { showToast } from '../ui/toast'
import { keysOf } from '../window/keys'
import { isEnabled, isOn, menuLabelOf, runAction } from './index'

/** The whole menu bar as one menu. */
export function mainMenuEntries(session: DocumentSession, recent: readonly RecentFile[]): MenuEntry[] {
  const sections: MenuEntry[][] = []
  let last: MenuEntry[] | undefined
  for (const menu of menuBar) {
    if (menu.spread === true) {
      sections.push(...sectionsOf(session, menu, recent))
      last = undefined
    } else {
      if (last === undefined) sections.push((last = []))
      last.push(submenu(session, menu, recent))
    }
  }
  return joined(sections)
}

/** A menu's own entries. */
export function menuEntries(
  session: DocumentSession,
  menu: Pick<Menu, 'sections'>,
  recent: readonly RecentFile[] = [],
): MenuEntry[] {
  return joined(sectionsOf(session, menu, recent))
}

type Recent = readonly RecentFile[]

function sectionsOf(
  session: DocumentSession,
  { sections }: Pick<Menu, 'sections'>,
  recent: Recent,
): MenuEntry[][] {
  return sections.map((section) => section.flatMap((item) => entriesOf(session, item, recent)))
}

/** None for what only a native menu shows. */
function entriesOf(session: DocumentSession, item: MenuItem, recent: Recent): MenuEntry[] {
  if (typeof item === 'string') return actionEntries(session, item)
  if ('action' in item) return actionEntries(session, item.action)
  if ('menu' in item) return [submenu(session, item, recent)]
  return 'files' in item ? [recentMenu(session, recent)] : []
}

function actionEntries(session: DocumentSession, id: ActionId): MenuEntry[] {
  if (!isOfPage(id)) return []
  return [
    {
      kind: 'item',
      id,
      label: menuLabelOf(session, id),
      shortcut: keysOf(id),
      disabled: !isEnabled(session, id),
      checked: isOn(id),
      danger: actions[id].danger,
      onSelect: () => runAction(session, id),
    },
  ]
}

function submenu(session: DocumentSession, menu: Menu, recent: Recent): MenuEntry {
  const { menu: id } = menu
  return { kind: 'submenu', id, label: t(menuTitle(id)), entries: menuEntries(session, menu, recent) }
}

function recentMenu(session: DocumentSession, recent: Recent): MenuEntry {
  const files = recent.map(({ path, name }): MenuEntry => {
    const open = () => void openPath(session, path).catch(say)
    return { kind: 'item', id: path, label: name, detail: path, onSelect: open }
  })
  const none: MenuEntry = { kind: 'label', label: t('menu.noRecent') }
  return {
    kind: 'submenu',
    id: 'recent',
    label: t('menu.recent'),
    entries: files.length > 0 ? files : [none],
  }
}

/** With lines between the sections that have entries. */
function joined(sections: readonly MenuEntry[][]): MenuEntry[] {
  return sections
    .filter((entries) => entries.length > 0)
    .flatMap((entries, at): MenuEntry[] => (at === 0 ? entries : [{ kind: 'separator' }, ...entries]))
}

function say(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
