/** The page's requests over Electron's IPC: only a page of ours, in its own window's main frame, is answered. */
import { ipcMain } from 'electron'
import type { IpcMainEvent, WebContents } from 'electron'
import type { HostService } from '../service/host-service'
import { messageSize } from '../service/message-size'
import type { PageSession } from '../service/page-session'
import { busyAnswer, laneOf, RequestLanes } from '../service/request-lanes'
import { LISTENING, REQUEST, TAKEN } from './channels'
import { ContentsPort } from './contents-port'
import { isPageUrl } from './page-url'

export interface IpcOptions {
  service: HostService
  /** The session of a window's page; undefined for contents that are no window of ours. */
  sessionOf: (contents: WebContents) => PageSession | undefined
  developmentServer: string | undefined
}

/** A page that listens, and what it has asked. */
interface Page {
  session: PageSession
  port: ContentsPort
  lanes: RequestLanes
}

export function answerPages({ service, sessionOf, developmentServer }: IpcOptions): void {
  const pages = new WeakMap<WebContents, Page>()
  const isOurs = ({ sender, senderFrame }: IpcMainEvent): boolean =>
    senderFrame !== null && senderFrame === sender.mainFrame && isPageUrl(senderFrame.url, developmentServer)
  const pageOf = (event: IpcMainEvent): Page | undefined =>
    isOurs(event) ? pages.get(event.sender) : undefined
  ipcMain.on(LISTENING, (event, name: unknown) => {
    const session = isOurs(event) ? sessionOf(event.sender) : undefined
    if (!session || typeof name !== 'string') return
    const port = new ContentsPort(event.sender, { name, caughtUp: () => session.caughtUp() })
    pages.set(event.sender, { session, port, lanes: new RequestLanes() })
    session.attach(port)
  })
  ipcMain.on(TAKEN, (event, name: unknown, count: unknown) => pageOf(event)?.port.taken(name, count))
  ipcMain.on(REQUEST, (event, request: unknown) => {
    const page = pageOf(event)
    if (page) answer(service, page, request)
  })
}

function answer(service: HostService, { session, port, lanes }: Page, request: unknown): void {
  const refuse = (): void => port.send(busyAnswer(request))
  if (!port.listens) return refuse()
  lanes.add(laneOf(request), {
    bytes: messageSize(request),
    work: async () => {
      const answered = await service.answer(request, session)
      if (answered) port.send(answered)
    },
    refuse,
  })
}
