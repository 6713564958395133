import { describe, expect, it } from 'vitest'
import { drawnSize, firstChoice, modesFor, probeView, roomFor } from './tensor-view'

describe('views of a tensor', () => {
  it('fit its rank', () => {
    expect(modesFor(4)).toEqual(['maps', 'heat', 'table'])
    expect(modesFor(2)).toEqual(['heat', 'table'])
    expect(modesFor(1)).toEqual(['table', 'heat'])
    expect(modesFor(0)[0]).toBe('table')
  })

  it('ask for feature maps from the page’s first one on', () => {
    const room = roomFor([64, 32, 28, 28], 276)
    expect(room).toMatchObject({ maps: 16, mapSize: 28 })
    expect(probeView({ ...firstChoice(4), sample: 5, firstMap: 16 }, 4, room)).toEqual({
      kind: 'maps',
      sample: 5,
      channel: 16,
      tiles: 16,
      size: 28,
    })
  })

  it('reduce maps that are larger than their place', () => {
    const room = roomFor([1, 3, 224, 224], 276)
    expect(room.maps).toBe(4)
    expect(2 * (room.mapSize + 1)).toBeLessThanOrEqual(276)
  })

  it('show a batch of vectors whole, and one sample of anything larger', () => {
    const room = roomFor([64, 10], 276)
    expect(probeView(firstChoice(2), 2, room)).toMatchObject({ kind: 'heat', sample: null })
    expect(probeView({ ...firstChoice(2), allSamples: false, sample: 3 }, 2, room)).toMatchObject({
      sample: 3,
    })
    expect(probeView(firstChoice(3), 3, room)).toMatchObject({ kind: 'heat', sample: 0 })
    expect(probeView(firstChoice(1), 1, room)).toMatchObject({ kind: 'table', index: [] })
  })

  it('index every dimension of a table but the last two', () => {
    const choice = { ...firstChoice(4), mode: 'table' as const, sample: 7, channel: 2, row: 20 }
    expect(probeView(choice, 4, roomFor([8, 4, 30, 30], 276))).toEqual({
      kind: 'table',
      index: [7, 2],
      row: 20,
      column: 0,
      rows: 10,
      columns: 3,
    })
    expect(probeView(choice, 3, roomFor([8, 30, 30], 276))).toMatchObject({ index: [7] })
    expect(probeView(choice, 2, roomFor([8, 30], 276))).toMatchObject({ index: [] })
  })
})

describe('drawnSize', () => {
  it('draws maps at whole multiples', () => {
    expect(drawnSize({ width: 115, height: 115 }, true, { width: 276, height: 400 }, 1)).toEqual({
      width: 230,
      height: 230,
    })
    expect(drawnSize({ width: 115, height: 115 }, true, { width: 276, height: 400 }, 2).width).toBe(230)
  })

  it('fits what is larger than its place', () => {
    const { width, height } = drawnSize({ width: 512, height: 64 }, false, { width: 256, height: 240 }, 1)
    expect(width).toBe(256)
    expect(height).toBeLessThanOrEqual(240)
  })

  it('never draws a single row too flat to see', () => {
    expect(drawnSize({ width: 128, height: 1 }, false, { width: 256, height: 240 }, 1).height).toBe(40)
  })
})
