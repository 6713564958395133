/** The desktop's own dialogs. */
import { app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { NativeDialogs } from '../service/host-service'
import type { PageSession } from '../service/page-session'
import { tell } from '../../words/tell'
import { openFilters, saveFilters } from './dialog-filters'
import type { UpdateQuestions } from './offer-update'

/** - `windowOf`: the window that shows a session's page, which the dialog belongs to. */
export function nativeDialogs(windowOf: (session: PageSession) => BrowserWindow): NativeDialogs {
  return {
    async pickOpen(session, extensions) {
      const { filePaths } = await dialog.showOpenDialog(windowOf(session), {
        filters: openFilters(extensions),
        properties: ['openFile'],
      })
      return filePaths[0] ?? null
    },
    async pickSave(session, suggestedName, extension) {
      const { filePath } = await dialog.showSaveDialog(windowOf(session), {
        defaultPath: suggestedName,
        filters: saveFilters(extension),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      })
      return filePath || null
    },
    async pickFolder(session, title) {
      const { filePaths } = await dialog.showOpenDialog(windowOf(session), {
        title,
        // macOS shows no title there.
        message: title,
        properties: ['openDirectory', 'createDirectory'],
      })
      return filePaths[0] ?? null
    },
  }
}

/** Asks before a window with unsaved changes closes. True: close it. */
export function confirmClose(window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: tell('host.this_graph_has_changes_that', 'This graph has changes that are not saved.'),
    detail: tell(
      'host.keep_editing_and_save_it',
      'Keep editing and save it, or close the window. A draft of it is offered at the next start.',
    ),
    buttons: [
      tell('host.keep_editing', 'Keep editing'),
      tell('host.close_without_saving', 'Close without saving'),
    ],
    defaultId: 0,
    cancelId: 0,
  })
  return answer === 1
}

/** Asks what becomes of a window whose page fails again and again. True: load it again. */
export function confirmReload(window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'error',
    message: tell('host.window_fails', 'This window has failed several times within a minute.'),
    detail: tell(
      'host.window_fails_detail',
      'Your unsaved work is kept: it comes back when the window is loaded again, and is offered at the next start.',
    ),
    buttons: [tell('host.load_again', 'Load again'), tell('host.close_window', 'Close the window')],
    defaultId: 0,
    cancelId: 1,
  })
  return answer === 0
}

/** Asks about a newer version, beside the windows: one works on meanwhile. */
export const updateDialogs: UpdateQuestions = {
  async download(version, bytes) {
    const { response } = await dialog.showMessageBox({
      type: 'info',
      message: tell('host.update_found', 'Gradwire {{version}} is available. You have {{current}}.', {
        version,
        current: app.getVersion(),
      }),
      detail: [
        ...(bytes === null
          ? []
          : [
              tell('host.update_size', 'It has up to {{megabytes}} MB.', {
                megabytes: Math.ceil(bytes / 1e6),
              }),
            ]),
        tell(
          'host.update_found_detail',
          'It is downloaded while you work on, and installed when you quit. Your graphs stay as they are.',
        ),
      ].join(' '),
      buttons: [tell('host.update_download', 'Download'), tell('host.update_not_now', 'Not now')],
      defaultId: 0,
      cancelId: 1,
    })
    return response === 0
  },
  async restart(version) {
    const { response } = await dialog.showMessageBox({
      type: 'info',
      message: tell('host.update_ready', 'Gradwire {{version}} is downloaded.', { version }),
      detail: tell(
        'host.update_ready_detail',
        'It is installed when you quit. To use it at once, restart: windows with unsaved changes ask first.',
      ),
      buttons: [tell('host.update_restart', 'Restart'), tell('host.update_later', 'Later')],
      defaultId: 1,
      cancelId: 1,
    })
    return response === 0
  },
  failed(version) {
    void dialog.showMessageBox({
      type: 'warning',
      message: tell('host.update_failed', 'Gradwire {{version}} could not be downloaded.', { version }),
      detail: tell(
        'host.update_failed_detail',
        'Nothing was changed: you go on with the version that you have. The new one is offered again at the next start.',
      ),
      buttons: [tell('host.update_go_on', 'Go on')],
    })
  },
}
