import { describe, expect, it } from 'vitest'
import type { EngineStatus, HostConnection, HostMethod } from '../../main/contract'
import { documentHost } from './document-host'
import { HostCallError } from './host-call-error'

/** A connection that writes down what is called, and refuses what a test tells it to. */
function recorded() {
  const called: [HostMethod, unknown][] = []
  const listeners = new Set<(connected: boolean) => void>()
  const refusals: Partial<Record<HostMethod, HostCallError>> = {}
  const connection = {
    call: (method: HostMethod, params: unknown) => {
      called.push([method, params])
      const refusal = refusals[method]
      return refusal ? Promise.reject(refusal) : Promise.resolve(null)
    },
    onEvent: () => () => undefined,
    onFrame: () => () => undefined,
    onConnection: (listener: (connected: boolean) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as HostConnection
  const connect = (connected: boolean) => listeners.forEach((listener) => listener(connected))
  return { connection, called, refusals, connect }
}

function listen(host: ReturnType<typeof documentHost>) {
  const statuses: EngineStatus[] = []
  host.listen({
    event: () => undefined,
    status: (status) => statuses.push(status),
    frame: () => undefined,
    connection: () => void host.engine({ kind: 'snapshot' }),
  })
  return statuses
}

describe('the host of a document', () => {
  it('is told of it before anything else, and again when the host comes back', () => {
    const { connection, called, connect } = recorded()
    listen(documentHost(connection, 'a'))
    connect(true)
    connect(false)
    connect(true)
    expect(called.map(([method]) => method)).toEqual([
      'openDocument', 'engine', 'engine', 'openDocument', 'engine',
    ]) // prettier-ignore
    expect(called[0]?.[1]).toEqual({ documentId: 'a' })
  })

  it('hears the document’s name with every call', async () => {
    const { connection, called } = recorded()
    const host = documentHost(connection, 'a')
    await host.call('writeDraft', { text: '{}', path: null, name: 'net.json' })
    await host.engine({ kind: 'train' })
    host.close()
    expect(called.slice(1)).toEqual([
      ['writeDraft', { documentId: 'a', text: '{}', path: null, name: 'net.json' }],
      ['engine', { documentId: 'a', command: { kind: 'train' } }],
      ['closeDocument', { documentId: 'a' }],
    ])
  })

  it('that gives it no engine is shown as an engine that failed, with the reason', async () => {
    const { connection, refusals } = recorded()
    refusals.openDocument = new HostCallError({ message: 'Too many.', remedy: 'Close one.', code: 'full' })
    const statuses = listen(documentHost(connection, 'a'))
    await Promise.resolve()
    await Promise.resolve()
    expect(statuses).toEqual([{ state: 'failed', message: 'Too many.', remedy: 'Close one.' }])
  })

  it('that is away is no failure', async () => {
    const { connection, refusals } = recorded()
    refusals.openDocument = new HostCallError({ message: 'Away.', code: 'disconnected' })
    const statuses = listen(documentHost(connection, 'a'))
    await Promise.resolve()
    await Promise.resolve()
    expect(statuses).toEqual([])
  })
})
