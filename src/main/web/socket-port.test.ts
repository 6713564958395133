import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { SocketPort } from './socket-port'

let server: WebSocketServer
afterEach(() => {
  for (const client of server.clients) client.terminate()
  server.close()
})

it('drops frames while the page does not keep up, never messages, and says when it has caught up', async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(server, 'listening')
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(page, 'open')])) as [
    [WebSocket],
    unknown,
  ]
  const received: string[] = []
  page.on('message', (data: Buffer, isBinary) => received.push(isBinary ? 'frame' : data.toString()))
  page.pause()

  let caughtUp = (): void => undefined
  const drained = new Promise<void>((resolve) => (caughtUp = resolve))
  const port = new SocketPort(socket, () => caughtUp())
  let sent = 0
  // The page's system takes some of it, so the socket is full only after a while.
  while (port.sendFrame('net', new Uint8Array(2 ** 20))) sent++
  expect(sent).toBeGreaterThan(8)
  expect(sent).toBeLessThan(200)
  expect(port.sendFrame('net', new Uint8Array(16))).toBe(false)
  const answer = { kind: 'answer', id: 1, ok: true, result: 'still said' } as const
  port.send(answer)

  page.resume()
  await drained
  expect(port.sendFrame('net', new Uint8Array(16))).toBe(true)
  await expect.poll(() => received.length).toBe(sent + 2)
  expect(received.filter((item) => item === 'frame')).toHaveLength(sent + 1)
  expect(received).toContain(JSON.stringify(answer))
})
