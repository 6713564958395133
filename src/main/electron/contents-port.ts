/** Electron's IPC as the way to a page; it knows no way back of its own, so the page says what it has taken. */
import type { HostMessage } from '../contract'
import { messageSize } from '../service/message-size'
import { PageFlow } from '../service/page-flow'
import type { PagePort } from '../service/page-session'
import { FRAME, MESSAGE, MISSED } from './channels'

/** What is asked of Electron's `WebContents`. */
export interface Contents {
  send(channel: string, ...parts: unknown[]): void
  isDestroyed(): boolean
}

export interface ContentsPortOptions {
  /** By which the page knows what is for it. */
  name: string
  /** Frames can be sent again. */
  caughtUp: () => void
}

/** What a small message costs on its way. */
const LEAST_BYTES = 256

export class ContentsPort implements PagePort {
  /** Whether the page may ask for more. */
  listens = true
  private readonly flow: PageFlow
  /** Bytes of each message that the page has not taken yet, in their order. */
  private readonly sizes: number[] = []
  private bytes = 0

  constructor(
    private readonly contents: Contents,
    private readonly options: ContentsPortOptions,
  ) {
    this.flow = new PageFlow({
      untaken: () => this.bytes,
      sendEvent: (event) => this.send({ kind: 'event', event }),
      missed: () => this.put(0, MISSED),
      caughtUp: options.caughtUp,
      listen: (listens) => (this.listens = listens),
    })
  }

  send(message: HostMessage): void {
    if (this.contents.isDestroyed()) return
    const size = messageSize(message)
    const put = (): void => this.put(size, MESSAGE, message)
    if (message.kind === 'event') this.flow.event(message.event, size, put)
    else this.flow.put(put)
  }

  sendFrame(documentId: string, bytes: Uint8Array): boolean {
    if (this.contents.isDestroyed()) return true
    if (this.flow.isBehind) return false
    this.flow.put(() => this.put(bytes.byteLength, FRAME, documentId, bytes))
    return true
  }

  /** The page has taken so many more; it is not believed beyond what it was sent. */
  taken(name: unknown, count: unknown): void {
    if (
      name !== this.options.name ||
      this.contents.isDestroyed() ||
      !Number.isSafeInteger(count) ||
      Number(count) <= 0
    )
      return
    for (const size of this.sizes.splice(0, Number(count))) this.bytes -= size
    this.flow.taken()
  }

  private put(size: number, channel: string, ...parts: unknown[]): void {
    const bytes = size + LEAST_BYTES
    this.sizes.push(bytes)
    this.bytes += bytes
    this.contents.send(channel, this.options.name, ...parts)
  }
}
