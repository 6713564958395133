import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { HostMessage } from '../contract'
import { MISSED_CODE, SocketPort } from './socket-port'

let server: WebSocketServer
afterEach(() => {
  for (const client of server.clients) client.terminate()
  server.close()
})

/** A page's socket, which reads nothing yet, and the host's end of it. */
async function connected(): Promise<{ page: WebSocket; socket: WebSocket }> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(server, 'listening')
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(page, 'open')])) as [
    [WebSocket],
    unknown,
  ]
  page.pause()
  return { page, socket }
}

const log = (message: string): HostMessage => ({
  kind: 'event',
  event: { kind: 'engine', documentId: 'net', event: { kind: 'log', level: 'info', message, time: 0 } },
})

it('drops frames while the page does not keep up, never answers, and says when it has caught up', async () => {
  const { page, socket } = await connected()
  const received: string[] = []
  page.on('message', (data: Buffer, isBinary) => received.push(isBinary ? 'frame' : data.toString()))

  let caughtUp = (): void => undefined
  const drained = new Promise<void>((resolve) => (caughtUp = resolve))
  const port = new SocketPort(socket, { caughtUp: () => caughtUp(), listen: () => undefined })
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

it('keeps little for a page that has stopped, and then has it begin with a snapshot', async () => {
  const { page, socket } = await connected()
  const closed = once(page, 'close')
  const port = new SocketPort(socket, { caughtUp: () => undefined, listen: () => undefined })
  const message = log('x'.repeat(10_000))
  for (let i = 0; i < 20_000; i++) port.send(message)
  expect(socket.bufferedAmount).toBeLessThan(9 * 2 ** 20)
  page.resume()
  expect((await closed)[0]).toBe(MISSED_CODE)
})

it('gives a page that was a little behind the events that it has missed', async () => {
  const { page, socket } = await connected()
  const received: string[] = []
  page.on('message', (data: Buffer, isBinary) => isBinary || received.push(data.toString()))
  const port = new SocketPort(socket, { caughtUp: () => undefined, listen: () => undefined })
  while (port.sendFrame('net', new Uint8Array(2 ** 20)));
  port.send(log('first'))
  port.send(log('second'))
  page.resume()
  await expect.poll(() => received).toEqual([log('first'), log('second')].map((each) => JSON.stringify(each)))
})

it('does not listen to a page that reads no answers', async () => {
  const { page, socket } = await connected()
  const listening: boolean[] = []
  const port = new SocketPort(socket, {
    caughtUp: () => undefined,
    listen: (listen) => listening.push(listen),
  })
  for (let id = 0; id < 100 && listening.length === 0; id++)
    port.send({ kind: 'answer', id, ok: true, result: 'x'.repeat(2 ** 20) })
  expect(listening).toEqual([false])
  page.resume()
  await expect.poll(() => listening).toEqual([false, true])
})
