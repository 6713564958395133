/** The page's connection to its host, whichever it is. */
import type {
  FrameListener,
  HostAnswer,
  HostConnection,
  HostEvent,
  HostMethod,
  HostRequest,
} from '../../main/contract'
import { bridgeLink, findBridge } from './bridge-link'
import { HostCallError } from './host-call-error'
import { useHostStore } from './host'
import type { Link, OpenLink } from './link'
import { socketLink } from './socket-link'
import { tell } from '../../words/tell'

interface Pending {
  resolve: (result: never) => void
  reject: (error: HostCallError) => void
}

/** Connects to Electron's main process where the page is in Electron, else to the web host it was loaded from. */
export function connectHost(): HostConnection {
  const bridge = findBridge()
  return connectOver(bridge ? bridgeLink(bridge) : socketLink())
}

/**
 * A connection over any link.
 *
 * Calls made before the host first answers wait for it. When the host is lost, calls under way and later ones are
 * rejected with a {@link HostCallError} of code `disconnected` until it is back; `onConnection` tells both, and tells a
 * new listener at once how things stand.
 */
export function connectOver(open: OpenLink): HostConnection {
  const events = new Set<(event: HostEvent) => void>()
  const frames = new Set<FrameListener>()
  const connections = new Set<(connected: boolean) => void>()
  const pending = new Map<number, Pending>()
  const waiting: HostRequest[] = []
  let state: 'first' | 'connected' | 'lost' = 'first'
  let nextId = 1

  const link: Link = open({
    locked: (locked) => useHostStore.setState({ locked }),
    answer: (answer) => settle(pending, answer),
    event: (event) => events.forEach((listener) => listener(event)),
    frame: (documentId, bytes) => frames.forEach((listener) => listener(documentId, bytes)),
    connection(connected) {
      state = connected ? 'connected' : 'lost'
      if (connected) for (const request of waiting.splice(0)) link.send(request)
      else rejectAll(pending)
      connections.forEach((listener) => listener(connected))
    },
  })

  const call = (method: HostMethod, params: unknown): Promise<never> => {
    if (state === 'lost') return Promise.reject(disconnected())
    const request: HostRequest = { id: nextId++, method, params }
    return new Promise((resolve, reject) => {
      pending.set(request.id, { resolve, reject })
      if (state === 'connected') link.send(request)
      else waiting.push(request)
    })
  }

  return {
    call: (method, params) => call(method, params),
    onEvent: (listener) => added(events, listener),
    onFrame: (listener) => added(frames, listener),
    onConnection(listener) {
      if (state !== 'first') listener(state === 'connected')
      return added(connections, listener)
    },
  }
}

function settle(pending: Map<number, Pending>, answer: HostAnswer): void {
  const request = pending.get(answer.id)
  pending.delete(answer.id)
  if (answer.ok) request?.resolve(answer.result as never)
  else request?.reject(new HostCallError(answer.problem))
}

function rejectAll(pending: Map<number, Pending>): void {
  for (const { reject } of pending.values()) reject(disconnected())
  pending.clear()
}

function disconnected(): HostCallError {
  return new HostCallError({
    message: tell('host.out_of_reach', 'Gradwire cannot be reached.'),
    remedy: tell(
      'host.graph_is_kept',
      'The graph is kept in this page. If it does not come back by itself, start Gradwire again.',
    ),
    code: 'disconnected',
  })
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
