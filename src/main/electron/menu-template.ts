/** The native menu, made from the list of actions. Its items send ids of actions; what the system does itself is a role. */
import type { MenuItemConstructorOptions } from 'electron'
import { actions, actionText, isOfPage, menuText } from '../../actions/actions'
import type { ActionId, DetailedId } from '../../actions/actions'
import { menuBar, menuTitle } from '../../actions/menus'
import type { Menu, MenuItem } from '../../actions/menus'
import { accelerator, hasModifier } from '../../actions/shortcut'
import { t } from '../../words/words'
import type { MenuState, RecentFile } from '../contract'

type Item = MenuItemConstructorOptions

export interface MenuOptions {
  mac: boolean
  /** Reload and developer tools. */
  development: boolean
  /** Of the window in front; null while its page has told nothing yet, or there is no window. */
  state: MenuState | null
  recent: readonly RecentFile[]
  /** - `byKey`: by the item's shortcut. */
  run: (action: ActionId, byKey: boolean) => void
  open: (path: string) => void
}

/** The menu bar; on a Mac with the app's own menu first. */
export function menuTemplate(options: MenuOptions): Item[] {
  const menus = menuBar.map((menu): Item => {
    // The letter that opens it together with Alt; a Mac has none.
    const item = { ...submenu(menu, options), label: `&${t(menuTitle(menu.menu))}` }
    return menu.menu === 'help' ? { ...item, role: 'help' } : item
  })
  const windows: Item = { role: 'windowMenu', label: `&${t('menu.window')}` }
  return [
    ...(options.mac ? [{ role: 'appMenu' } satisfies Item] : []),
    ...menus.slice(0, -1),
    windows,
    ...menus.slice(-1),
  ]
}

function submenu({ menu, sections }: Menu, options: MenuOptions): Item {
  const filled = sections
    .map((section) => section.flatMap((item) => itemsOf(item, options)))
    .filter((items) => items.length > 0)
  return {
    label: plain(t(menuTitle(menu))),
    submenu: filled.flatMap((items, at) => (at === 0 ? items : [{ type: 'separator' }, ...items])),
  }
}

/** None where the system or the moment has no use for it. */
function itemsOf(item: MenuItem, options: MenuOptions): Item[] {
  const { mac, development } = options
  if (typeof item === 'string') return [actionItem(item, options)]
  if ('menu' in item) return [submenu(item, options)]
  if ('files' in item) return [recentMenu(options)]
  if ('action' in item) {
    if (!mac) return [actionItem(item.action, options)]
    return item.mac === 'app menu' ? [] : [{ role: item.mac, label: plain(t(actionText(item.action))) }]
  }
  if (item.development === true && !development) return []
  if (item.on !== undefined && (item.on === 'mac') !== mac) return []
  return [{ role: item.role, label: plain(t(`menu.role.${item.role}`)) }]
}

function actionItem(id: ActionId, options: MenuOptions): Item {
  const { kind, shortcuts: [shortcut] = [] } = actions[id]
  // A Mac takes the keys away from the page also where they only should be shown.
  const shown = shortcut !== undefined && (!options.mac || hasModifier(shortcut))
  return {
    id,
    label: plain(labelOf(id, options.state)),
    type: kind === undefined ? 'normal' : kind === 'choice' ? 'radio' : 'checkbox',
    enabled: isEnabled(id, options.state),
    ...(kind === undefined ? {} : { checked: isOn(id, options.state) }),
    accelerator: shown ? accelerator(shortcut) : undefined,
    // The page has the same shortcuts and knows whether a text field has the keyboard.
    registerAccelerator: false,
    click: (_item, _window, event) => options.run(id, event.triggeredByAccelerator === true),
  }
}

function labelOf(id: ActionId, state: MenuState | null): string {
  const detail = isDetailed(id) ? state?.details[id] : undefined
  const action = t(menuText(id))
  return detail === undefined ? action : t('menu.detail', { action, detail })
}

function isDetailed(id: ActionId): id is DetailedId {
  return actions[id].detailed === true
}

/** Whether the item can be chosen; what the app itself does always can. */
export function isEnabled(id: ActionId, state: MenuState | null): boolean {
  return state === null || !isOfPage(id) || state.enabled.includes(id)
}

export function isOn(id: ActionId, state: MenuState | null): boolean {
  const on: readonly ActionId[] = state?.on ?? []
  return on.includes(id)
}

function recentMenu({ recent, open }: MenuOptions): Item {
  const files = recent.map(({ path, name }): Item => ({
    label: plain(name),
    toolTip: path,
    click: () => open(path),
  }))
  const none: Item = { label: plain(t('menu.noRecent')), enabled: false }
  return { label: plain(t('menu.recent')), submenu: files.length > 0 ? files : [none] }
}

/** Without a meaning for `&`, which otherwise marks the next letter. */
function plain(label: string): string {
  return label.replaceAll('&', '&&')
}
