/** Hands a page's requests on to the development server, so that the page still has the host's own address. */
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export function proxyRequest(
  request: IncomingMessage,
  response: ServerResponse,
  server: URL,
  headers: Record<string, string>,
): void {
  const forwarded = httpRequest(
    { host: server.hostname, port: server.port, path: request.url, headers: headersFor(request, server) },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...headers })
      answer.pipe(response)
    },
  )
  forwarded.on('error', (error) => {
    response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(`The development server at ${server.origin} does not answer: ${error.message}`)
  })
  forwarded.end()
}

/** The development server's own socket, over which it tells of changed files. */
export function proxyUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, server: URL): void {
  // It tells something only when a file changes.
  ;(socket as Socket).setTimeout(0)
  const other = connect(Number(server.port), server.hostname, () => {
    const lines = Object.entries({ ...headersFor(request, server), origin: server.origin }).map(
      ([name, value]) => `${name}: ${String(value)}`,
    )
    other.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    other.write(head)
    socket.pipe(other).pipe(socket)
  })
  other.on('error', () => socket.destroy())
  socket.on('error', () => other.destroy())
}

function headersFor(request: IncomingMessage, server: URL): IncomingHttpHeaders {
  return { ...request.headers, host: server.host }
}
