/** A page's WebSocket as the way to the page. */
import type { WebSocket } from 'ws'
import { addressedFrame } from '../../graph/frames/addressed-frame'
import { encodeMessage } from '../../graph/frames/message-codec'
import type { HostMessage } from '../contract'
import { problemOf } from '../files/host-error'
import type { PagePort } from '../service/page-session'
import { WaitingEvents } from './waiting-events'

/** Bytes waiting in the socket above which frames are dropped and events wait, and below which they flow again. */
const HIGH_BYTES = 8 * 2 ** 20
const LOW_BYTES = 1 * 2 ** 20
/** Bytes of answers that wait above which the page is not listened to. */
const DEAF_BYTES = 32 * 2 ** 20
/** Closes the connection of a page that has missed events: it comes again, and begins with a snapshot. */
export const MISSED_CODE = 4001

export interface SocketPortOptions {
  /** Frames can be sent again. */
  caughtUp: () => void
  /** Whether the page may ask for more. */
  listen: (listening: boolean) => void
}

/**
 * Answers always go out; frames are dropped and events wait while the page does not keep up. A page that has stopped makes
 * nothing grow: what it has missed it finds by a snapshot when it goes on, and until then it is not listened to where its
 * answers pile up.
 */
export class SocketPort implements PagePort {
  private readonly socket: WebSocket
  private readonly options: SocketPortOptions
  private readonly waiting = new WaitingEvents()
  private behind = false
  private deaf = false

  constructor(socket: WebSocket, options: SocketPortOptions) {
    this.socket = socket
    this.options = options
  }

  send(message: HostMessage): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const data = encoded(message)
    if (message.kind === 'event' && this.isBehind()) this.waiting.add(message.event, data.length)
    else this.put(data)
  }

  sendFrame(documentId: string, bytes: Uint8Array): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true
    if (this.isBehind()) return false
    // New bytes for every frame, as ws needs: it does not copy what it sends.
    this.put(addressedFrame(documentId, bytes), true)
    return true
  }

  private isBehind(): boolean {
    return (this.behind ||= this.socket.bufferedAmount > HIGH_BYTES)
  }

  private put(data: string | Uint8Array, binary = typeof data !== 'string'): void {
    this.socket.send(data, { binary }, () => this.drained())
    if (this.deaf || this.socket.bufferedAmount <= DEAF_BYTES) return
    this.deaf = true
    this.options.listen(false)
  }

  private drained(): void {
    if (this.socket.bufferedAmount > LOW_BYTES) return
    if (this.deaf) {
      this.deaf = false
      this.options.listen(true)
    }
    if (!this.behind) return
    this.behind = false
    const events = this.waiting.flush()
    if (events === null) return this.socket.close(MISSED_CODE, 'The page has missed events.')
    for (const event of events) this.send({ kind: 'event', event })
    this.options.caughtUp()
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
