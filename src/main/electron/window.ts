/** A window with the page in it. */
import { BrowserWindow } from 'electron'
import { confirmClose } from './dialogs'
import { isPageUrl, pageUrl } from './page-url'

export interface WindowOptions {
  /** Of windows, each has another. */
  name: string
  preload: string
  developmentServer: string | undefined
}

/** Opens a window whose page has no access to Node, cannot leave its address, and cannot open others. */
export function openWindow({ name, preload, developmentServer }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    name,
    // Its place, size and full screen are those of the last window of that name.
    windowStatePersistence: true,
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Gradwire',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  })
  const { webContents } = window
  window.once('ready-to-show', () => window.show())
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.on('will-navigate', (event) => {
    if (!isPageUrl(event.url, developmentServer)) event.preventDefault()
  })
  webContents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  webContents.on('will-redirect', (event) => event.preventDefault())
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  // The page asks not to be left; here, to prevent the event is to leave it all the same.
  webContents.on('will-prevent-unload', (event) => {
    if (confirmClose(window)) event.preventDefault()
  })
  void window.loadURL(pageUrl(developmentServer))
  return window
}
