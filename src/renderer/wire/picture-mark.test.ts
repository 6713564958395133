import { describe, expect, it } from 'vitest'
import type { FlowPicture } from '../../graph/frames/frame'
import { cellAt } from '../paint/picture-pixels'
import { elementsOf } from './picture-elements'
import { pixelOf } from './picture-mark'
import { indexOf } from './tensor-editing'

const picture = (part: Partial<FlowPicture>): FlowPicture => ({
  kind: 'maps',
  width: 0,
  height: 0,
  tiles: 1,
  columns: 1,
  tileWidth: 0,
  tileHeight: 0,
  rows: 0,
  cols: 0,
  rowStart: 0,
  columnStart: 0,
  values: new Float32Array(),
  ...part,
})

/** Every element that a pixel stands for is marked at that pixel. */
function expectBack(seen: FlowPicture, shape: readonly number[], sample: number | null, gap: number): void {
  let found = 0
  for (let y = 0; y < 20; y++)
    for (let x = 0; x < 20; x++) {
      const cell = cellAt(seen, gap, x, y)
      if (!cell) continue
      for (const element of elementsOf(cell, { kind: seen.kind, shape, sample })) {
        expect(pixelOf(seen, indexOf(element, shape), { shape, sample, gap })).toEqual({ left: x, top: y })
        found++
      }
    }
  expect(found).toBeGreaterThan(0)
}

describe('the mark of an element', () => {
  const maps = { kind: 'maps', tiles: 3, columns: 2, columnStart: 1 } as const
  it('is where the pointer reads it in feature maps, whole or reduced', () => {
    const shape = [2, 5, 4, 6]
    expectBack(
      picture({ ...maps, width: 12, height: 8, tileWidth: 6, tileHeight: 4, rows: 4, cols: 6 }),
      shape,
      1,
      1,
    )
    expectBack(
      picture({ ...maps, width: 8, height: 6, tileWidth: 4, tileHeight: 3, rows: 4, cols: 6 }),
      shape,
      1,
      1,
    )
  })

  it('is where the pointer reads it in heat maps of a sample and of all', () => {
    const heat = (rows: number, cols: number, height: number, width: number) =>
      picture({ kind: 'heat', rows, cols, height, width, tileWidth: width, tileHeight: height })
    expectBack(heat(4, 5, 4, 5), [3, 4, 5], 2, 0)
    expectBack(heat(3, 20, 3, 7), [3, 4, 5], null, 0)
    expectBack(heat(3, 9, 3, 9), [3, 9], null, 0)
    expectBack(heat(1, 9, 1, 9), [3, 9], 1, 0)
  })

  it('is nowhere where the element is of another sample or of no map that is shown', () => {
    const seen = picture({ ...maps, width: 12, height: 8, tileWidth: 6, tileHeight: 4, rows: 4, cols: 6 })
    const at = { shape: [2, 5, 4, 6], sample: 1, gap: 1 }
    expect(pixelOf(seen, [0, 2, 0, 0], at)).toBeNull()
    expect(pixelOf(seen, [1, 0, 0, 0], at)).toBeNull()
    expect(pixelOf(seen, [1, 4, 0, 0], at)).toBeNull()
  })
})
