/** Keeps the installed app up to date, by electron-updater, which is loaded only where a publisher is named. */
import { app, BrowserWindow } from 'electron'
import type { AppUpdater } from 'electron-updater'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { updateDialogs } from './dialogs'
import { looksForUpdates, offerUpdate } from './offer-update'

/** In the app's resources: the publisher's address, as electron-builder writes it. */
const PUBLISHER = 'app-update.yml'

export class Updates {
  /** It has a version that the person wants to be started. */
  private ready: AppUpdater | null = null

  /** Looks for a newer version, and asks. One that is wanted at once is started when all windows are closed. */
  async look(): Promise<void> {
    const configured = app.isPackaged && existsSync(join(process.resourcesPath, PUBLISHER))
    if (!looksForUpdates({ configured, platform: process.platform, env: process.env })) return
    const updater = await load()
    if (!(await offerUpdate(updater, updateDialogs))) return
    this.ready = updater
    const windows = BrowserWindow.getAllWindows()
    if (windows.length === 0) this.restart()
    // Each with unsaved changes asks; the last one that is closed restarts.
    else for (const window of windows) window.close()
  }

  /** Starts the new version where the person asked for that. All windows are closed. */
  restart(): void {
    if (this.ready === null) return
    // The new version starts while this one ends, and would otherwise hand over to it.
    app.releaseSingleInstanceLock()
    this.ready.quitAndInstall()
  }
}

async function load(): Promise<AppUpdater> {
  const { autoUpdater, AppImageUpdater } = await import('electron-updater')
  // On Linux an AppImage and the packages are made of the same files, so these do not say which of them runs.
  const updater = process.env.APPIMAGE ? new AppImageUpdater() : autoUpdater
  updater.logger = null
  // It would send a number by which the publisher knows this machine again.
  updater.requestHeaders = { 'x-user-staging-id': 'none' }
  return updater
}
