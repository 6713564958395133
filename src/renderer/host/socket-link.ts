/** The way to the web host, over a WebSocket that connects again when it is lost. */
import { readAddressedFrame } from '../../graph/frames/addressed-frame'
import {
  decodeMessage,
  encodeMessage,
  isMessage,
  MOST_MESSAGE_BYTES,
  MOST_TEXT_BYTES,
} from '../../graph/frames/message-codec'
import type { HostAnswer, HostInfo, HostMessage, HostRequest } from '../../main/contract'
import { deliver } from './link'
import type { LinkListeners, OpenLink } from './link'
import { browserSecret } from './page-secret'
import type { PageSecret } from './page-secret'
import { tell } from '../../words/tell'

/** Pauses between tries, in milliseconds; the last one stays. */
const PAUSES = [100, 250, 500, 1000, 2000, 5000]
const SESSION_KEY = 'gradwire.session'
/** As the host names it. */
const PROTOCOL = 'gradwire'
/** The request that asks for the session's id; every other has an id above it. */
const HELLO_ID = 0

/** Where the socket and the session's id are kept; a browser's own, save in tests. */
export interface SocketPlace {
  /** `ws://127.0.0.1:port` */
  origin: string
  secret: PageSecret
  storage: Pick<Storage, 'getItem' | 'setItem'>
}

/**
 * Connects to the session that this tab had before, so that a reload finds its engine and run again.
 *
 * The host may give another session: a duplicated tab has a copy of the id, but the first tab keeps the session.
 */
export function socketLink(place: SocketPlace = browserPlace()): OpenLink {
  const { origin, storage } = place
  // Tells the host a reconnection of this page from a duplicate of it.
  const page = crypto.randomUUID()
  return (listeners) => {
    let socket: WebSocket | null = null
    let tries = 0
    const again = (): void => {
      setTimeout(() => void connect(), PAUSES[Math.min(tries++, PAUSES.length - 1)])
    }
    const connect = async (): Promise<void> => {
      const secret = await place.secret.find()
      listeners.locked(secret === null)
      if (secret === null) return again()
      const session = storage.getItem(SESSION_KEY)
      const query = new URLSearchParams(session === null ? { page } : { page, session })
      socket = new WebSocket(`${origin}/socket?${query.toString()}`, [PROTOCOL, secret])
      socket.binaryType = 'arraybuffer'
      const current = socket
      const early: HostMessage[] = []
      let known = false
      current.addEventListener('open', () =>
        current.send(encodeMessage({ id: HELLO_ID, method: 'info', params: {} })),
      )
      current.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
        const message = read(data, listeners)
        if (!message) return
        if (isHello(message)) {
          storage.setItem(SESSION_KEY, (message.result as HostInfo).session)
          known = true
          tries = 0
          listeners.connection(true)
          for (const kept of early) deliver(kept, listeners)
        } else if (known) deliver(message, listeners)
        else early.push(message)
      })
      current.addEventListener('close', () => {
        if (known) listeners.connection(false)
        if (known) again()
        else void place.secret.check().then(again)
      })
    }
    void connect()
    return {
      send(request) {
        const message = encodeMessage(request)
        if (message.length > (typeof message === 'string' ? MOST_TEXT_BYTES : MOST_MESSAGE_BYTES))
          listeners.answer(tooLarge(request))
        else socket?.send(message)
      },
    }
  }
}

function browserPlace(): SocketPlace {
  return { origin: `ws://${location.host}`, secret: browserSecret(), storage: sessionStorage }
}

/** A message, or null where the data is a frame, which goes straight to whoever draws it. */
function read(data: string | ArrayBuffer, listeners: LinkListeners): HostMessage | null {
  if (typeof data === 'string') return decodeMessage(data) as HostMessage
  const bytes = new Uint8Array(data)
  if (isMessage(bytes)) return decodeMessage(bytes) as HostMessage
  const { documentId, frame } = readAddressedFrame(bytes)
  listeners.frame(documentId, frame)
  return null
}

/** The host would end the connection over it. */
function tooLarge({ id }: HostRequest): HostAnswer {
  const message = tell('host.message_too_large', 'That is too large to be given to Gradwire at once.')
  const remedy = tell('host.use_command_line', 'Use gradwire on the command line for it.')
  return { kind: 'answer', id, ok: false, problem: { message, remedy, code: 'large' } }
}

function isHello(message: HostMessage): message is Extract<HostAnswer, { ok: true }> {
  return message.kind === 'answer' && message.id === HELLO_ID && message.ok
}
