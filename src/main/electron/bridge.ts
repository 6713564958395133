/** The page's end of Electron's IPC: hands on what comes, and says that it was taken. */
import type { BridgeListeners, HostBridge, HostMessage } from '../contract'
import { FRAME, LISTENING, MESSAGE, MISSED, REQUEST, TAKEN } from './channels'

/** What is asked of Electron's `ipcRenderer`. */
export interface PageIpc {
  send(channel: string, ...parts: unknown[]): void
  on(channel: string, listener: (event: unknown, ...parts: unknown[]) => void): unknown
}

export function bridgeOver(ipc: PageIpc): HostBridge {
  let current: Listening | null = null
  const hear = (channel: string, tell: (to: BridgeListeners, ...parts: unknown[]) => void): void => {
    ipc.on(channel, (_, name, ...parts) => {
      // Another name is of a page that was here before, or of the time before events were missed.
      if (!current || name !== current.name) return
      current.take()
      tell(current.listeners, ...parts)
    })
  }
  hear(MESSAGE, (to, message) => to.message(message as HostMessage))
  hear(FRAME, (to, documentId, bytes) => to.frame(documentId as string, bytes as Uint8Array))
  hear(MISSED, (to) => to.missed())
  return {
    request: (request) => ipc.send(REQUEST, request),
    listen(listeners) {
      current = new Listening(ipc, listeners)
      ipc.send(LISTENING, current.name)
    },
  }
}

/** From one call of `listen` to the next. */
class Listening {
  readonly name = crypto.randomUUID()
  private taken = 0

  constructor(
    private readonly ipc: PageIpc,
    readonly listeners: BridgeListeners,
  ) {}

  /** One word for all that came while the page was at work; for as long as it does not get to that, it has not taken them. */
  take(): void {
    if (this.taken++ > 0) return
    setTimeout(() => {
      this.ipc.send(TAKEN, this.name, this.taken)
      this.taken = 0
    })
  }
}
