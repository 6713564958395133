/** The native menu. */
import { app, BrowserWindow, Menu } from 'electron'
import { menuTemplate } from './menu-template'

/** Puts the menu on every window; its items act on the one that has the focus. */
export function installMenu(
  tell: (window: BrowserWindow, action: string) => void,
  newWindow: () => void,
): void {
  const template = menuTemplate({
    mac: process.platform === 'darwin',
    development: !app.isPackaged,
    send(action) {
      const window = BrowserWindow.getFocusedWindow()
      if (window) tell(window, action)
      // On a Mac the app lives on without a window; what it is asked for then needs one.
      else newWindow()
    },
    newWindow,
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
