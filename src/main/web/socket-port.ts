/** A page's WebSocket as the way to the page. */
import type { WebSocket } from 'ws'
import { addressedFrame } from '../../graph/frames/addressed-frame'
import { encodeMessage } from '../../graph/frames/message-codec'
import type { HostMessage } from '../contract'
import type { PagePort } from '../service/page-session'

/** Bytes waiting in the socket above which frames are dropped, and below which they flow again. */
const HIGH_BYTES = 8 * 2 ** 20
const LOW_BYTES = 1 * 2 ** 20

/** Messages always go out; frames are dropped while the page does not keep up. */
export class SocketPort implements PagePort {
  private readonly socket: WebSocket
  private readonly caughtUp: () => void
  private behind = false

  constructor(socket: WebSocket, caughtUp: () => void) {
    this.socket = socket
    this.caughtUp = caughtUp
  }

  send(message: HostMessage): void {
    if (this.socket.readyState === this.socket.OPEN)
      this.socket.send(encodeMessage(message), () => this.drained())
  }

  sendFrame(documentId: string, bytes: Uint8Array): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true
    this.behind ||= this.socket.bufferedAmount > HIGH_BYTES
    if (this.behind) return false
    // New bytes for every frame, as ws needs: it does not copy what it sends.
    this.socket.send(addressedFrame(documentId, bytes), { binary: true }, () => this.drained())
    return true
  }

  private drained(): void {
    if (!this.behind || this.socket.bufferedAmount > LOW_BYTES) return
    this.behind = false
    this.caughtUp()
  }
}
