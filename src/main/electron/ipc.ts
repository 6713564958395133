/** The page's requests over Electron's IPC: only a page of ours, in its own window's main frame, is answered. */
import { ipcMain } from 'electron'
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import type { HostMessage } from '../contract'
import type { HostService } from '../service/host-service'
import type { PagePort, PageSession } from '../service/page-session'
import { EVENT, FRAME, LISTENING, REQUEST } from './channels'
import { isPageUrl } from './page-url'

export interface IpcOptions {
  service: HostService
  /** The session of a window's page; undefined for contents that are no window of ours. */
  sessionOf: (contents: WebContents) => PageSession | undefined
  developmentServer: string | undefined
}

export function answerPages({ service, sessionOf, developmentServer }: IpcOptions): void {
  const checked = (event: IpcMainEvent | IpcMainInvokeEvent): PageSession | null => {
    const { sender, senderFrame } = event
    if (senderFrame === null || senderFrame !== sender.mainFrame) return null
    return isPageUrl(senderFrame.url, developmentServer) ? (sessionOf(sender) ?? null) : null
  }
  ipcMain.handle(REQUEST, async (event, request: unknown) => {
    const session = checked(event)
    const answer = session && (await service.answer(request, session))
    if (!answer) throw new Error('This request is not answered.')
    return answer
  })
  ipcMain.on(LISTENING, (event) => checked(event)?.attach(new ContentsPort(event.sender)))
}

/** Electron's IPC as the way to the page. Answers go back by the request itself. */
class ContentsPort implements PagePort {
  private readonly contents: WebContents

  constructor(contents: WebContents) {
    this.contents = contents
  }

  send(message: HostMessage): void {
    if (message.kind === 'event' && !this.contents.isDestroyed()) this.contents.send(EVENT, message.event)
  }

  sendFrame(documentId: string, bytes: Uint8Array): boolean {
    // At most one frame a probe waits for its acknowledgement, which bounds what can pile up here.
    if (!this.contents.isDestroyed()) this.contents.send(FRAME, documentId, bytes)
    return true
  }
}
