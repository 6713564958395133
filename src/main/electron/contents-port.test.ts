import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { BridgeListeners, HostMessage } from '../contract'
import { bridgeOver } from './bridge'
import { FRAME, LISTENING, MESSAGE, MISSED, TAKEN } from './channels'
import { ContentsPort } from './contents-port'

const MIB = 2 ** 20

const log = (message: string): HostMessage => ({
  kind: 'event',
  event: { kind: 'engine', documentId: 'net', event: { kind: 'log', level: 'info', message, time: 0 } },
})
const answer = (id: number, result: unknown): HostMessage => ({ kind: 'answer', id, ok: true, result })

/** The way to a page that says nothing of what it takes. */
function silent() {
  const sent: unknown[][] = []
  const contents = { send: (...parts: unknown[]) => void sent.push(parts), isDestroyed: () => false }
  const caughtUp = vi.fn<() => void>()
  const port = new ContentsPort(contents, { name: 'page', caughtUp })
  return { port, sent, caughtUp, channels: () => sent.map(([channel]) => channel) }
}

it('sends little to a page that has stopped, however much there is, and then tells it what it has missed', () => {
  const { port, sent, channels, caughtUp } = silent()
  for (let i = 0; i < 20_000; i++) port.send(log('x'.repeat(10_000)))
  const characters = sent.reduce((sum, parts) => sum + JSON.stringify(parts).length, 0)
  expect(characters).toBeLessThan(9 * MIB)
  expect(port.sendFrame('net', new Uint8Array(16))).toBe(false)
  const { length } = sent
  port.send(answer(1, 'still said'))
  expect(channels().slice(length)).toEqual([MESSAGE])
  expect(caughtUp).not.toHaveBeenCalled()

  port.taken('page', sent.length)
  expect(channels().at(-1)).toBe(MISSED)
  expect(channels().filter((channel) => channel === MISSED)).toHaveLength(1)
})

it('does the same where what is sent is small: it costs something too', () => {
  const { port, sent } = silent()
  for (let i = 0; i < 200_000; i++) port.send(log('x'))
  expect(sent.length).toBeLessThan(40_000)
})

it('drops frames until the page has taken what it was sent, and gives it the events that waited', () => {
  const { port, sent, caughtUp } = silent()
  while (port.sendFrame('net', new Uint8Array(MIB)));
  port.send(log('first'))
  port.send(log('second'))
  const { length } = sent
  port.taken('page', length - 2)
  expect([sent.length, caughtUp.mock.calls.length]).toEqual([length, 0])
  port.taken('page', 2)
  expect(sent.slice(length)).toEqual([log('first'), log('second')].map((each) => [MESSAGE, 'page', each]))
  expect(caughtUp).toHaveBeenCalledOnce()
  expect(port.sendFrame('net', new Uint8Array(16))).toBe(true)
})

it('does not listen to a page that takes no answers', () => {
  const { port, sent } = silent()
  for (let id = 0; id < 40; id++) port.send(answer(id, new Uint8Array(MIB)))
  expect(port.listens).toBe(false)
  port.taken('page', sent.length)
  expect(port.listens).toBe(true)
})

it('believes nobody who has taken more than there was, or who is another', () => {
  const { port, sent, channels } = silent()
  while (port.sendFrame('net', new Uint8Array(MIB)));
  for (const [name, count] of [
    ['other', 99],
    ['page', -1],
    ['page', NaN],
    ['page', 'all'],
    ['page', 1e300],
  ])
    // prettier-ignore
    port.taken(name, count)
  expect(port.sendFrame('net', new Uint8Array(16))).toBe(false)
  port.taken('page', 2 ** 40)
  while (port.sendFrame('net', new Uint8Array(MIB)));
  expect(channels().every((channel) => channel === FRAME)).toBe(true)
  expect(sent).toHaveLength(16)
})

/** Both ends of the channels, with a page that works when it is told to, and the ports that it has had. */
function connected() {
  const toPage = new Map<string, (event: unknown, ...parts: unknown[]) => void>()
  const queue: [string, unknown[]][] = []
  const page = { missed: 0, got: [] as unknown[] }
  const ports: ContentsPort[] = []
  const contents = {
    send: (channel: string, ...parts: unknown[]) => void queue.push([channel, structuredClone(parts)]),
    isDestroyed: () => false,
  }
  const bridge = bridgeOver({
    on: (channel, listener) => toPage.set(channel, listener),
    send: (channel, name, count) => {
      if (channel === LISTENING)
        ports.push(new ContentsPort(contents, { name: name as string, caughtUp: () => undefined }))
      if (channel === TAKEN) ports.at(-1)!.taken(name, count)
    },
  })
  const listeners: BridgeListeners = {
    message: (message) => page.got.push(message.kind === 'answer' ? message.id : message.kind),
    frame: (_, bytes) => page.got.push(bytes.byteLength),
    missed: () => {
      page.missed++
      bridge.listen(listeners)
    },
  }
  bridge.listen(listeners)
  /** Lets the page work off what has come until then. */
  const goOn = async (): Promise<void> => {
    while (queue.length > 0) {
      for (const [channel, parts] of queue.splice(0)) toPage.get(channel)!({}, ...parts)
      await pause(1)
    }
  }
  return { page, ports, goOn, listen: () => bridge.listen(listeners), queue }
}

it('begins anew, with another port, for a page that goes on after it has missed events', async () => {
  const { page, ports, goOn } = connected()
  for (let i = 0; i < 20_000; i++) ports[0]!.send(log('x'.repeat(10_000)))
  await goOn()
  expect([page.missed, ports.length]).toEqual([1, 2])
  page.got = []
  ports[0]!.send(answer(7, 'of before'))
  ports[1]!.send(log('a'))
  ports[1]!.sendFrame('net', new Uint8Array(3))
  ports[1]!.send(answer(8, 'b'))
  await goOn()
  expect(page.got).toEqual(['event', 3, 8])
  expect(page.missed).toBe(1)
})

it('gives a page that was loaded again nothing that was for the one before', async () => {
  const { page, ports, goOn, listen, queue } = connected()
  ports[0]!.send(answer(1, 'of the page before'))
  expect(queue).toHaveLength(1)
  listen()
  ports[1]!.send(answer(1, 'mine'))
  await goOn()
  expect(page.got).toEqual([1])
})

it('never falls behind with a page that keeps up', async () => {
  const { page, ports, goOn } = connected()
  for (let i = 0; i < 50; i++) {
    expect(ports[0]!.sendFrame('net', new Uint8Array(MIB))).toBe(true)
    await goOn()
  }
  expect([page.got.length, page.missed]).toEqual([50, 0])
})
