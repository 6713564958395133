import { beforeEach, describe, expect, it } from 'vitest'
import type { EngineReport, EngineRequest } from '../../engine/protocol'
import type { HostEvent, HostProblem } from '../contract'
import type { EngineTransport } from '../engine-link/engine-client'
import { PageSession } from './page-session'
import type { PagePort } from './page-session'

/** An engine in memory, which says what a test lets it say. */
class Engine implements EngineTransport {
  readonly pid = undefined
  readonly asked: EngineRequest[] = []
  ended = false
  private tell: (report: EngineReport & { documentId: string }) => void = () => undefined

  constructor(readonly documentId: string) {}

  send(request: EngineRequest): void {
    this.asked.push(request)
  }
  onMessage(listener: (message: EngineReport & { documentId: string }) => void): void {
    this.tell = listener
  }
  onExit(): void {}
  end(): void {
    this.ended = true
  }

  say(report: EngineReport, documentId = this.documentId): void {
    this.tell({ ...report, documentId })
  }
  ready(pid: number): void {
    const event = { kind: 'ready', pid, backend: 'memory', version: '1', threads: 1 } as const
    this.say({ kind: 'event', event })
  }
}

function frame(probe: number): Uint8Array {
  const bytes = new Uint8Array(64)
  new DataView(bytes.buffer).setUint32(4, probe, true)
  return bytes
}

/** An error with such a problem. */
function problem(part: Partial<HostProblem>): unknown {
  return expect.objectContaining({ problem: expect.objectContaining(part) as unknown })
}

describe('a page’s session', () => {
  let engines: Map<string, Engine>
  let session: PageSession
  let events: HostEvent[]
  let frames: string[]
  let port: PagePort
  let takesFrames: boolean

  beforeEach(() => {
    engines = new Map()
    events = []
    frames = []
    takesFrames = true
    session = new PageSession({
      id: 'session',
      file: null,
      startEngine: (documentId) => {
        const engine = new Engine(documentId)
        engines.set(documentId, engine)
        return engine
      },
    })
    port = {
      send: (message) => message.kind === 'event' && events.push(message.event),
      sendFrame: (documentId) => takesFrames && frames.push(documentId) > 0,
    }
    session.attach(port)
  })

  const settle = () => new Promise((resolve) => setTimeout(resolve))
  const acknowledged = (documentId: string) =>
    engines
      .get(documentId)!
      .asked.map(({ command }) => command)
      .filter(({ kind }) => kind === 'ack')

  it('says of each document how its engine is, once more to a page that opens it again or comes back', async () => {
    session.open('a')
    session.open('b')
    engines.get('a')!.ready(1)
    engines.get('b')!.ready(2)
    await settle()
    const told = () => events.flatMap((event) => (event.kind === 'engineStatus' ? [event] : []))
    expect(told().slice(-2)).toMatchObject([
      { documentId: 'a', status: { state: 'ready', pid: 1 } },
      { documentId: 'b', status: { state: 'ready', pid: 2 } },
    ])
    events.length = 0
    session.open('b')
    expect(told()).toMatchObject([{ documentId: 'b', status: { pid: 2 } }])
    expect(engines.size).toBe(2)
    events.length = 0
    session.detach(port)
    session.attach(port)
    expect(told().map(({ documentId }) => documentId)).toEqual(['a', 'b'])
  })

  it('acknowledges a frame that the page did not get to the engine whose it is', async () => {
    session.open('a')
    session.open('b')
    for (const engine of engines.values()) engine.ready(1)
    await settle()
    takesFrames = false
    engines.get('a')!.say({ kind: 'frame', bytes: frame(7) })
    takesFrames = true
    engines.get('b')!.say({ kind: 'frame', bytes: frame(7) })
    expect(frames).toEqual(['b'])
    session.caughtUp()
    await settle()
    expect(acknowledged('a')).toEqual([{ kind: 'ack', probe: 7 }])
    expect(acknowledged('b')).toEqual([])
  })

  it('passes over what an engine says of another document', () => {
    session.open('a')
    engines.get('a')!.say({ kind: 'frame', bytes: frame(7) }, 'b')
    expect(frames).toEqual([])
  })

  it('closes one document and knows it no more; the other stays', () => {
    session.open('a')
    session.open('b')
    session.closeDocument('a')
    expect([...engines.values()].map(({ ended }) => ended)).toEqual([true, false])
    const unknown = { code: 'unknownDocument', documentId: 'a' }
    expect(() => session.document('a')).toThrow(problem(unknown))
    expect(() => session.closeDocument('a')).toThrow("no document 'a' open")
    session.close()
    expect([...engines.values()].map(({ ended }) => ended)).toEqual([true, true])
  })

  it('opens at most 32, and says which one is too many', () => {
    for (let i = 0; i < 32; i++) session.open(`d${i}`)
    const full = { code: 'full', documentId: 'last' }
    expect(() => session.open('last')).toThrow(problem(full))
    // One that is there stays open.
    session.open('d0')
    session.closeDocument('d0')
    session.open('last')
    expect(engines.has('last')).toBe(true)
  })
})
