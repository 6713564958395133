/** The desktop app: windows, each with a session and an engine of its own. */
import { app, BrowserWindow } from 'electron'
import type { WebContents } from 'electron'
import { fileURLToPath } from 'node:url'
import { drawerEntry } from '../engine-link/engine-entry'
import { appFolder } from '../files/app-folder'
import { dataFolder } from '../files/data-folder'
import { developmentServer as developmentUrl } from '../service/development-server'
import { HostService } from '../service/host-service'
import type { PageSession } from '../service/page-session'
import { Sessions } from '../service/sessions'
import { stayUp } from '../service/stay-up'
import { Crashes } from './crashes'
import { confirmReload, nativeDialogs } from './dialogs'
import { fileArgument } from './file-argument'
import { answerPages } from './ipc'
import { AppMenu } from './menu'
import { registerScheme, restrictPages, servePage } from './page-protocol'
import { Updates } from './updates'
import { utilityEngine } from './utility-engine'
import { openWindow } from './window'
import { windowName } from './window-names'
import { setLanguage } from '../../words/language'

const developmentServer = app.isPackaged ? undefined : developmentUrl(process.env)?.origin
const preload = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url))
const engine = fileURLToPath(new URL('./engine.js', import.meta.url))
const files = appFolder(import.meta.url)
const windows = new Map<BrowserWindow, PageSession>()
const names = new Map<BrowserWindow, string>()
const sessions = new Sessions({
  startEngine: (documentId, folder, env) => utilityEngine(engine, documentId, folder, env),
  file: null,
  graceMs: 0,
})
/** There is none before the app is ready. */
let menu: AppMenu | null = null
const updates = new Updates()
const service = new HostService({
  kind: 'electron',
  version: files.version,
  samplesFolder: files.samplesFolder,
  dataFolder: dataFolder(),
  dialogs: nativeDialogs(windowOf),
  menu: {
    show: (session, state) => menu?.show(windowOf(session), state),
    showRecent: (recent) => {
      menu?.showRecent(recent)
      const [newest] = recent
      // The system's own list, of the dock and of the taskbar.
      if (newest) app.addRecentDocument(newest.path)
    },
  },
  openWindow: (file) => newWindow(file),
  drawer: drawerEntry(import.meta.url),
  isOpen: (id) => sessions.hasPage(id),
})
/** A file that the system asked for before the app was ready. */
let early = fileArgument(process.argv, app.isPackaged, process.cwd())

function start(): void {
  setLanguage(process.env['GRADWIRE_LANG'], Intl.DateTimeFormat().resolvedOptions().locale)
  stayUp((problem) => sessions.tellAll({ kind: 'trouble', problem }))
  if (!app.requestSingleInstanceLock()) return app.quit()
  registerScheme()
  app.enableSandbox()
  app.on('second-instance', (_, argv, folder) => openFile(fileArgument(argv, app.isPackaged, folder)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (app.isReady()) openFile(path)
    else early = path
  })
  app.on('window-all-closed', () => {
    updates.restart()
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (windows.size === 0) newWindow(null)
  })
  app.on('will-quit', () => {
    sessions.endAll()
    service.close()
  })
  void app.whenReady().then(ready)
}

function ready(): void {
  servePage(files.pageFolder)
  restrictPages(developmentServer)
  answerPages({ service, sessionOf, developmentServer })
  menu = new AppMenu({
    tell: (window, action, byKey) => windows.get(window)?.tell({ kind: 'menu', action, byKey }),
    perform: { 'file.newWindow': () => newWindow(null) },
    open: openFile,
  })
  void service.showRecent()
  newWindow(early)
  void updates.look()
}

function newWindow(file: string | null): void {
  const session = sessions.enter(null, file ?? undefined)
  const name = windowName(names.values())
  const window = openWindow({ name, preload, developmentServer })
  windows.set(window, session)
  names.set(window, name)
  window.on('closed', () => {
    windows.delete(window)
    names.delete(window)
    sessions.end(session)
  })
  const crashes = new Crashes()
  // The page's process died, not the app: its draft is under its session, which goes on.
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return
    if (crashes.mayReload()) return window.reload()
    if (!confirmReload(window)) return window.destroy()
    crashes.forget()
    window.reload()
  })
}

/** Another start of the app, or a file dropped on it: the window in front opens it, and asks first where it must. */
function openFile(path: string | null): void {
  const window = BrowserWindow.getFocusedWindow() ?? [...windows.keys()].at(-1)
  if (!window || path === null) return newWindow(path)
  if (window.isMinimized()) window.restore()
  window.focus()
  void service.give(path).then(() => windows.get(window)?.tell({ kind: 'openFile', path }))
}

function sessionOf(contents: WebContents): PageSession | undefined {
  const window = BrowserWindow.fromWebContents(contents)
  return window ? windows.get(window) : undefined
}

function windowOf(session: PageSession): BrowserWindow {
  for (const [window, shown] of windows) if (shown === session) return window
  throw new Error('The window is closed.')
}

start()
