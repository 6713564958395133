import { describe, expect, it } from 'vitest'
import type { HostEvent } from '../contract'
import { WaitingEvents } from './waiting-events'

const log = (message: string): HostEvent => ({
  kind: 'engine',
  documentId: 'net',
  event: { kind: 'log', level: 'info', message, time: 0 },
})
const status = (documentId: string, message: string): HostEvent => ({
  kind: 'engineStatus',
  documentId,
  status: { state: 'starting', message },
})

describe('events that wait for a page', () => {
  it('keep their order; of a state the last is kept, for each document', () => {
    const waiting = new WaitingEvents()
    for (const event of [status('a', '1'), log('first'), status('b', '1'), status('a', '2'), log('last')])
      waiting.add(event, 10)
    expect(waiting.flush()).toEqual([log('first'), status('b', '1'), status('a', '2'), log('last')])
    expect(waiting.flush()).toEqual([])
  })

  it.each([
    ['many', 257, 1],
    ['long', 3, 2 * 2 ** 20],
  ])('are given up when they are too %s, once', (_, count, text) => {
    const waiting = new WaitingEvents()
    for (let i = 0; i < count; i++) waiting.add(log(String(i)), text)
    waiting.add(log('after'), 1)
    expect(waiting.flush()).toBeNull()
    waiting.add(log('new'), 1)
    expect(waiting.flush()).toEqual([log('new')])
  })
})
