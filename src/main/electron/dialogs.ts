/** The desktop's own dialogs. */
import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { NativeDialogs } from '../service/host-service'
import type { PageSession } from '../service/page-session'
import { tell } from '../../words/tell'
import { openFilters, saveFilters } from './dialog-filters'

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
