/** The native menu: one for all windows, which shows what can be done in the one in front. */
import { dequal } from 'dequal'
import { app, BrowserWindow, Menu } from 'electron'
import { actionIds, actions, isOfPage } from '../../actions/actions'
import type { HostActionId, PageActionId } from '../../actions/actions'
import type { MenuState, RecentFile } from '../contract'
import { isEnabled, isOn, menuTemplate } from './menu-template'

export interface AppMenuOptions {
  /** Sends an action to a window's page. */
  tell: (window: BrowserWindow, action: PageActionId, byKey: boolean) => void
  /** What the app does without a page. */
  perform: Record<HostActionId, () => void>
  /** Opens a file in the window in front. */
  open: (path: string) => void
}

export class AppMenu {
  private readonly options: AppMenuOptions
  private readonly states = new WeakMap<BrowserWindow, MenuState>()
  private recent: readonly RecentFile[] = []
  /** What is shown. */
  private state: MenuState | null = null

  constructor(options: AppMenuOptions) {
    this.options = options
    app.on('browser-window-focus', () => this.update())
    app.on('window-all-closed', () => this.update())
    this.build()
  }

  /** What can be done in a window now. */
  show(window: BrowserWindow, state: MenuState): void {
    this.states.set(window, state)
    this.update()
  }

  showRecent(files: readonly RecentFile[]): void {
    this.recent = files
    this.build()
  }

  private update(): void {
    const window = BrowserWindow.getFocusedWindow()
    // While another program is in front, the menu stays as it is.
    if (window === null && BrowserWindow.getAllWindows().length > 0) return
    const before = this.state
    this.state = (window && this.states.get(window)) ?? null
    const menu = Menu.getApplicationMenu()
    // Of an item, Electron lets everything change but its words.
    if (menu === null || !dequal(before?.details, this.state?.details)) this.build()
    else for (const id of actionIds) this.patch(menu, id)
  }

  private patch(menu: Menu, id: (typeof actionIds)[number]): void {
    const item = menu.getMenuItemById(id)
    if (item === null) return
    item.enabled = isEnabled(id, this.state)
    if (actions[id].kind !== undefined) item.checked = isOn(id, this.state)
  }

  private build(): void {
    const template = menuTemplate({
      mac: process.platform === 'darwin',
      development: !app.isPackaged,
      state: this.state,
      recent: this.recent,
      run: (action, byKey) => {
        const window = BrowserWindow.getFocusedWindow()
        if (!isOfPage(action)) this.options.perform[action]()
        else if (window) this.options.tell(window, action, byKey)
        // On a Mac the app lives on without a window; what it is asked for then needs one.
        else this.options.perform['file.newWindow']()
      },
      open: this.options.open,
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
}
