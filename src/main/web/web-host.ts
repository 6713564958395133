/** The loopback web host: the same app in a browser, for this machine's person only. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { HostEvent } from '../contract'
import type { EngineTransport } from '../engine-link/engine-client'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { HostService } from '../service/host-service'
import { readPageFile } from '../service/page-files'
import { contentSecurityPolicy, safetyHeaders } from '../service/page-policy'
import { Sessions } from '../service/sessions'
import { Access, pageRefusal, refusal, SECRET_HEADER, socketRefusal, TICKET_HEADER } from './access'
import { proxyRequest, proxyUpgrade } from './development'
import { PageSockets } from './page-sockets'
import { tell } from '../../words/tell'

export interface WebHostOptions {
  /** 0 takes a free one. */
  port: number
  /** The built page. */
  pageFolder: string
  samplesFolder: string
  dataFolder: string
  version: string
  /** Opened by the first page. */
  file: string | null
  /** Where its dialogs begin, and may go about beside the person's home. Default: that. */
  folder?: string | null
  /** The development server, in place of `pageFolder`. */
  developmentServer: URL | null
  /** What the address and the secrets are made from, so that a page outlives its host. Default, and always but in development: chance. */
  secret?: string | null
  startEngine: (documentId: string, folder: string, env: Readonly<Record<string, string>>) => EngineTransport
  /** What draws pictures. */
  drawer: ProgramEntry
  /** How long an engine waits for its page to come back, in milliseconds. Default 60,000. */
  graceMs?: number
  /** How long a request may take to come, in milliseconds. Default 5000. */
  patienceMs?: number
  /** How many engines run at once. Default 12 */
  mostEngines?: number
}

export interface WebHost {
  /** The address that lets the first page in, once. */
  url: string
  /** Another that lets one page in, once. */
  address(): string
  /** Tells every page. */
  tell(event: HostEvent): void
  /** Ends every engine and connection. */
  close(): void
}

/** Where the page connects to. */
export const SOCKET_PATH = '/socket'
/** How long an address is good that is opened by a program. */
const ADDRESS_MS = 10 * 60_000
const GRACE_MS = 60_000
const PATIENCE_MS = 5000
/** Looked for late requests so often. */
const CHECK_MS = 1000
/** A client that does not read its answer is let go after this long. */
const IDLE_MS = 60_000
/** A page has a handful of connections at once, and few pages are open. */
const MOST_CONNECTIONS = 256
/** How long the host before this one may take to leave the port, where one follows the other in development. */
const HANDOVER_MS = 5000
const RETRY_MS = 100

/** Listens on 127.0.0.1. Errors: the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = limitedServer(options.patienceMs ?? PATIENCE_MS)
  await listen(server, options.port, options.developmentServer ? HANDOVER_MS : 0)
  const access = new Access((server.address() as AddressInfo).port, options.secret)
  const sessions = new Sessions({
    startEngine: options.startEngine,
    file: options.file,
    graceMs: options.graceMs ?? GRACE_MS,
    mostEngines: options.mostEngines,
  })
  const service = new HostService({
    kind: 'web',
    version: options.version,
    samplesFolder: options.samplesFolder,
    dataFolder: options.dataFolder,
    folder: options.folder,
    dialogs: null,
    menu: null,
    drawer: options.drawer,
    isOpen: (id) => sessions.hasPage(id),
  })
  const sockets = new PageSockets(sessions, service)
  const headers = headersOf(access, options.developmentServer)
  server.on('request', (request, response) => {
    respond(request, response, access, headers, options).catch(() => response.destroy())
  })
  server.on('upgrade', (request, socket, head) =>
    upgrade(request, socket, head, access, sockets, options.developmentServer),
  )
  return {
    url: access.address(),
    address: () => access.address(access.ticket(ADDRESS_MS)),
    tell: (event) => sessions.tellAll(event),
    close() {
      sockets.close()
      sessions.endAll()
      service.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A server that waits for nobody: who sends half a request, reads no answer or comes too often is let go. */
function limitedServer(patienceMs: number): Server {
  const server = createServer({
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, patienceMs),
  })
  server.setTimeout(IDLE_MS)
  server.maxConnections = MOST_CONNECTIONS
  return server
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  headers: Record<string, string>,
  options: WebHostOptions,
): Promise<void> {
  const say = (status: number, text: string, more: Record<string, string> = {}): void => {
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8', ...more })
    response.end(text)
  }
  const refused = refusal(request, access)
  if (refused) return say(403, refused)
  const url = parseUrl(request, access)
  if (!url) return say(400, noAddress())
  if (request.method === 'POST' && Object.hasOwn(GIVEN, url.pathname)) {
    const given = pageRefusal(request, access) === null ? GIVEN[url.pathname]!(request, access) : null
    return say(given === null ? 403 : 200, given ?? locked(), { 'Cache-Control': 'no-store' })
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return say(405, tell('web.only_get', 'Only GET is answered.'), { Allow: 'GET, HEAD' })
  if (options.developmentServer) return proxyRequest(request, response, options.developmentServer, headers)
  const file = await readPageFile(options.pageFolder, url.pathname, request.headers['accept-encoding'])
  if (!file) return say(404, nothingAt(url))
  response.writeHead(200, {
    ...headers,
    'Content-Type': file.type,
    ...(file.encoding && { 'Content-Encoding': file.encoding }),
    Vary: 'Accept-Encoding',
    'Content-Length': file.body.byteLength,
    'Cache-Control': file.cache,
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

/** What a page of this host is given for what it shows, or null. The page itself is the same for everyone, and says nothing. */
const GIVEN: Readonly<Record<string, (request: IncomingMessage, access: Access) => string | null>> = {
  '/secret': ({ headers }, access) => access.secretFor(String(headers[TICKET_HEADER])),
  '/ticket': ({ headers }, access) =>
    access.isSecret(String(headers[SECRET_HEADER])) ? access.ticket() : null,
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  access: Access,
  sockets: PageSockets,
  developmentServer: URL | null,
): void {
  socket.on('error', () => socket.destroy())
  const url = parseUrl(request, access)
  const isPage = url?.pathname === SOCKET_PATH
  const refused = isPage ? socketRefusal(request, access) : pageRefusal(request, access)
  if (refused !== null || !url) return turnAway(socket, 403, refused ?? noAddress())
  if (isPage) return sockets.upgrade(request, socket, head, url)
  if (developmentServer) return proxyUpgrade(request, socket, head, developmentServer)
  turnAway(socket, 404, nothingAt(url))
}

function turnAway(socket: Duplex, status: number, reason: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Not Found'}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`,
  )
}

function locked(): string {
  return tell(
    'web.locked',
    'That address was used, or is too old. Open the one that Gradwire printed when it was started.',
  )
}

function noAddress(): string {
  return tell('web.no_address', 'This is no address.')
}

function nothingAt({ pathname }: URL): string {
  return tell('web.nothing_at', 'There is nothing at {{pathname}}.', { pathname })
}

function headersOf(access: Access, developmentServer: URL | null): Record<string, string> {
  // 'self' covers a page's own WebSocket in current browsers only; the development server's socket may be connected to directly.
  const connect = [`ws://${access.host}`]
  if (developmentServer) connect.push(`ws://${developmentServer.host}`)
  return safetyHeaders(contentSecurityPolicy({ connect, development: developmentServer !== null }))
}

/** The address of a request; only its path and query are the client's to choose. */
function parseUrl(request: IncomingMessage, access: Access): URL | null {
  const target = request.url ?? '/'
  if (!target.startsWith('/')) return null
  return URL.canParse(`http://${access.host}${target}`) ? new URL(`http://${access.host}${target}`) : null
}

/** Listens, and while the port is taken tries again for `patienceMs`. */
async function listen(server: Server, port: number, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs
  for (;;) {
    try {
      return await listenOnce(server, port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() >= end) throw error
      await wait(RETRY_MS)
    }
  }
}

function listenOnce(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
