/** A page's WebSocket as the way to the page. */
import type { WebSocket } from 'ws'
import { addressedFrame } from '../../graph/frames/addressed-frame'
import { encodeMessage } from '../../graph/frames/message-codec'
import type { HostMessage } from '../contract'
import { problemOf } from '../files/host-error'
import { PageFlow } from '../service/page-flow'
import type { PagePort } from '../service/page-session'

/** Closes the connection of a page that has missed events: it comes again, and begins with a snapshot. */
export const MISSED_CODE = 4001

export interface SocketPortOptions {
  /** Frames can be sent again. */
  caughtUp: () => void
  /** Whether the page may ask for more. */
  listen: (listening: boolean) => void
}

export class SocketPort implements PagePort {
  private readonly flow: PageFlow

  constructor(
    private readonly socket: WebSocket,
    options: SocketPortOptions,
  ) {
    this.flow = new PageFlow({
      untaken: () => socket.bufferedAmount,
      sendEvent: (event) => this.send({ kind: 'event', event }),
      missed: () => socket.close(MISSED_CODE, 'The page has missed events.'),
      ...options,
    })
  }

  send(message: HostMessage): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const data = encoded(message)
    const put = (): void => this.put(data)
    if (message.kind === 'event') this.flow.event(message.event, data.length, put)
    else this.flow.put(put)
  }

  sendFrame(documentId: string, bytes: Uint8Array): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true
    if (this.flow.isBehind) return false
    // New bytes for every frame, as ws needs: it does not copy what it sends.
    this.flow.put(() => this.put(addressedFrame(documentId, bytes)))
    return true
  }

  private put(data: string | Uint8Array): void {
    this.socket.send(data, { binary: typeof data !== 'string' }, () => this.flow.taken())
  }
}

/** An answer that is too large for any message says so in its place. */
function encoded(message: HostMessage): string | Uint8Array {
  try {
    return encodeMessage(message)
  } catch (error) {
    if (message.kind !== 'answer') throw error
    const problem = problemOf(error)
    return encodeMessage({ kind: 'answer', id: message.id, ok: false, problem } satisfies HostMessage)
  }
}
