import { describe, expect, it } from 'vitest'
import { laneOf, RequestLanes } from './request-lanes'

/** Requests that end when they are told to. */
function requests() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const listening: boolean[] = []
  const lanes = new RequestLanes((listen) => listening.push(listen))
  const add = (lane: string, name = lane, bytes = 1) =>
    lanes.add(lane, {
      bytes,
      work: () => {
        begun.push(name)
        return new Promise<void>((end) => ends.push(end))
      },
    })
  const endAll = async () => {
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { begun, listening, add, endAll }
}

describe('the requests of a page', () => {
  it('wait for those of their own lane only, and keep its order', async () => {
    const { begun, add, endAll } = requests()
    for (let i = 0; i < 100; i++) add('flooded', String(i))
    add('other')
    expect(begun).toHaveLength(65)
    expect(begun.at(-1)).toBe('other')
    await endAll()
    expect(begun.filter((name) => name !== 'other')).toEqual([...Array(100).keys()].map(String))
  })

  it.each([
    ['many', 1000, 1],
    ['large', 70, 8 * 2 ** 20],
  ])('are not listened to while too %s wait, and again when they are done', async (_, count, bytes) => {
    const { listening, add, endAll } = requests()
    for (let i = 0; i < count; i++) add('flooded', String(i), bytes)
    expect(listening).toEqual([false])
    await endAll()
    expect(listening).toEqual([false, true])
  })

  it('to pause, to stop and to acknowledge have a lane of their own', () => {
    const command = (kind: string) => ({
      id: 1,
      method: 'engine',
      params: { documentId: 'net', command: { kind } },
    })
    expect(laneOf(command('snapshot'))).toBe('net')
    expect(laneOf(command('pause'))).toBe('net ahead')
    expect(laneOf({ id: 1, method: 'listSamples', params: {} })).toBe('')
    expect(laneOf('nonsense')).toBe('')
  })
})
