import { describe, expect, it } from 'vitest'
import { laneOf, RequestLanes } from './request-lanes'

/** Requests that end when they are told to. */
function requests() {
  const begun: string[] = []
  const refused: string[] = []
  const ends: (() => void)[] = []
  const lanes = new RequestLanes()
  const add = (lane: string, name = lane, bytes = 1) =>
    lanes.add(lane, {
      bytes,
      work: () => {
        begun.push(name)
        return new Promise<void>((end) => ends.push(end))
      },
      refuse: () => void refused.push(name),
    })
  const endAll = async () => {
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { begun, refused, add, endAll }
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
    ['many', 1000, 1, 320],
    ['large', 70, 8 * 2 ** 20, 66],
  ])(
    'are refused at once where too %s of a lane wait, and taken again when they are done',
    async (_, count, bytes, taken) => {
      const { begun, refused, add, endAll } = requests()
      for (let i = 0; i < count; i++) add('flooded', String(i), bytes)
      add('other')
      expect(refused).toHaveLength(count - taken)
      expect(begun).toContain('other')
      await endAll()
      add('flooded', 'again', bytes)
      expect(begun).toContain('again')
      expect(begun).toHaveLength(taken + 2)
    },
  )

  it('are not more in all than a page may have, however many lanes it names', () => {
    const { begun, refused, add } = requests()
    for (let i = 0; i < 2000; i++) add(String(i))
    expect([begun.length, refused.length]).toEqual([1024, 976])
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
