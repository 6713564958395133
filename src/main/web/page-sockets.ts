/** The WebSockets of pages: each belongs to a session, and a page that comes back finds its own. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import { decodeMessage, MOST_MESSAGE_BYTES, MOST_TEXT_BYTES } from '../../graph/frames/message-codec'
import type { HostService } from '../service/host-service'
import { busyAnswer, laneOf, RequestLanes } from '../service/request-lanes'
import type { PageSession } from '../service/page-session'
import type { Sessions } from '../service/sessions'
import { PROTOCOL } from './access'
import { SocketPort } from './socket-port'

/** How long a session's present page may take to say that it is still there, when another asks for the session. */
const ALIVE_MS = 1000

interface Connected {
  socket: WebSocket
  /** Names one loading of a page: a reload has another, a reconnection the same. */
  page: string | null
}

export class PageSockets {
  private readonly sessions: Sessions
  private readonly service: HostService
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // The secret that is offered beside it is not said back.
    handleProtocols: (offered) => offered.has(PROTOCOL) && PROTOCOL,
    maxPayload: MOST_MESSAGE_BYTES,
    // One message of a page, then the next page's turn.
    allowSynchronousEvents: false,
  })
  private readonly connected = new Map<string, Connected>()

  constructor(sessions: Sessions, service: HostService) {
    this.sessions = sessions
    this.service = service
  }

  /** Takes over a checked upgrade. The address may name the page's `session` and its `page` load. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      // Whatever arrives before the session is known waits in the socket.
      webSocket.pause()
      this.join(webSocket, url.searchParams.get('session'), url.searchParams.get('page')).catch(() =>
        webSocket.terminate(),
      )
    })
  }

  close(): void {
    for (const socket of this.server.clients) socket.terminate()
    this.server.close()
  }

  private async join(socket: WebSocket, id: string | null, page: string | null): Promise<void> {
    if (id !== null) await this.makeWay(id, page)
    if (socket.readyState !== socket.OPEN) return
    const session = this.sessions.enter(id)
    const port = new SocketPort(socket, {
      caughtUp: () => session.caughtUp(),
      listen: (listening) => (listening ? socket.resume() : socket.pause()),
    })
    const lanes = new RequestLanes()
    this.connected.set(session.id, { socket, page })
    session.attach(port)
    socket.on('message', (data, isBinary) => {
      const message = readMessage(data, isBinary)
      const bytes = (data as Buffer).byteLength
      lanes.add(laneOf(message), {
        bytes,
        work: () => this.receive(socket, port, session, message),
        refuse: () => port.send(busyAnswer(message)),
      })
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      if (this.connected.get(session.id)?.socket === socket) this.connected.delete(session.id)
      session.detach(port)
      this.sessions.leave(session)
    })
    socket.resume()
  }

  /**
   * Lets go of the session's present socket when its page is gone or is the one that asks again. A page that is alive
   * keeps its session: the one that asks is then a duplicate of its tab.
   */
  private async makeWay(id: string, page: string | null): Promise<void> {
    const present = this.connected.get(id)
    if (!present) return
    if ((page !== null && present.page === page) || !(await isAlive(present.socket))) {
      const closed = new Promise((resolve) => present.socket.once('close', resolve))
      if (present.socket.readyState === present.socket.CLOSED) return
      present.socket.terminate()
      await closed
    }
  }

  private async receive(
    socket: WebSocket,
    port: SocketPort,
    session: PageSession,
    message: unknown,
  ): Promise<void> {
    const answer = await this.service.answer(message, session)
    if (answer) port.send(answer)
    else socket.close(1007, 'This is not a request.')
  }
}

function readMessage(data: RawData, isBinary: boolean): unknown {
  // Its one form, by the server's `binaryType`.
  const buffer = data as Buffer
  if (!isBinary && buffer.byteLength > MOST_TEXT_BYTES) return undefined
  try {
    return decodeMessage(isBinary ? buffer : buffer.toString('utf8'))
  } catch {
    return undefined
  }
}

function isAlive(socket: WebSocket): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false)
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ALIVE_MS)
    const answer = (alive: boolean) => (): void => {
      clearTimeout(timer)
      resolve(alive)
    }
    socket.once('pong', answer(true))
    socket.once('close', answer(false))
    socket.ping()
  })
}
