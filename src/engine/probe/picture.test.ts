import { describe, expect, it } from 'vitest'
import { partShown, picture } from './picture'
import type { StridedValues } from './picture'
import type { ProbeView } from '../protocol'

/** 0, 1, 2, … in row-major order. */
function counting(...shape: number[]): StridedValues {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  return {
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
    strides,
  }
}

/** The same tensor with its channels last in memory. */
function channelsLast({ values, shape }: StridedValues): StridedValues {
  const [n, c, h, w] = shape as [number, number, number, number]
  const moved = new Float32Array(values.length)
  const strides = [h * w * c, 1, w * c, c]
  let from = 0
  for (let i = 0; i < n; i++)
    for (let j = 0; j < c; j++)
      for (let y = 0; y < h; y++)
        for (let x = 0; x < w; x++) moved[i * strides[0]! + j + y * strides[2]! + x * c] = values[from++]!
  return { values: moved, shape, strides }
}

describe('picture', () => {
  it('tiles feature maps of one sample from a channel on, whatever the memory layout', () => {
    const tensor = counting(2, 5, 2, 3)
    const view = { kind: 'maps', sample: 1, channel: 2, tiles: 8, size: 8 } as const
    const shown = picture(tensor, view)!
    expect(shown).toMatchObject({ kind: 'maps', tiles: 3, columns: 2, tileWidth: 3, tileHeight: 2, width: 6 })
    expect([...shown.values]).toEqual([
      42,
      43,
      44,
      48,
      49,
      50,
      45,
      46,
      47,
      51,
      52,
      53,
      54,
      55,
      56,
      NaN,
      NaN,
      NaN,
      57,
      58,
      59,
      NaN,
      NaN,
      NaN,
    ])
    expect(picture(channelsLast(tensor), view)).toEqual(shown)
  })

  it('reduces large maps to the means of boxes', () => {
    const shown = picture(counting(1, 1, 4, 4), { kind: 'maps', sample: 0, channel: 0, tiles: 1, size: 2 })!
    expect([...shown.values]).toEqual([2.5, 4.5, 10.5, 12.5])
    expect(shown).toMatchObject({ rows: 4, cols: 4, tileWidth: 2, tileHeight: 2 })
  })

  it('shows a matrix whole, or one of its samples as a row', () => {
    const all = picture(counting(2, 3), { kind: 'heat', sample: null, size: 10 })!
    expect(all).toMatchObject({ width: 3, height: 2, rows: 2, cols: 3 })
    expect([...all.values]).toEqual([0, 1, 2, 3, 4, 5])
    const one = picture(counting(2, 3), { kind: 'heat', sample: 1, size: 10 })!
    expect(one).toMatchObject({ width: 3, height: 1 })
    expect([...one.values]).toEqual([3, 4, 5])
  })

  it('shows tensors that have no maps as heat', () => {
    const shown = picture(counting(2, 3), { kind: 'maps', sample: 0, channel: 0, tiles: 4, size: 8 })!
    expect(shown).toMatchObject({ kind: 'heat', height: 2, width: 3 })
  })

  it('cuts an exact slice out of the last two dimensions', () => {
    const view = { kind: 'table', index: [1, 0], row: 1, column: 1, rows: 5, columns: 2 } as const
    const shown = picture(counting(2, 2, 3, 4), { ...view, index: [...view.index] })!
    expect(shown).toMatchObject({
      kind: 'table',
      rows: 3,
      cols: 4,
      rowStart: 1,
      columnStart: 1,
      width: 2,
      height: 2,
    })
    expect([...shown.values]).toEqual([29, 30, 33, 34])
  })

  it('shows a vector as a column and a single number as one cell, and stays inside the tensor', () => {
    const view = { kind: 'table' as const, index: [], row: 9, column: 9, rows: 5, columns: 5 }
    expect([...picture(counting(3), view)!.values]).toEqual([2])
    expect([...picture(counting(), view)!.values]).toEqual([0])
  })

  it.each<[number[], ProbeView]>([
    [[3, 5, 2, 3], { kind: 'maps', sample: 1, channel: 2, tiles: 2, size: 8 }],
    [[3, 5, 2, 3], { kind: 'maps', sample: 9, channel: 4, tiles: 9, size: 1 }],
    [[3, 4, 2], { kind: 'maps', sample: 2, channel: 0, tiles: 9, size: 8 }],
    [[3, 4], { kind: 'maps', sample: 2, channel: 0, tiles: 9, size: 8 }],
    [[3, 5, 2, 3], { kind: 'heat', sample: 1, size: 4 }],
    [[3, 5, 2, 3], { kind: 'heat', sample: null, size: 4 }],
    [[7], { kind: 'heat', sample: 3, size: 4 }],
    [[3, 5, 2, 3], { kind: 'table', index: [1, 3], row: 1, column: 0, rows: 5, columns: 5 }],
    [[3, 5, 2], { kind: 'table', index: [9], row: 1, column: 1, rows: 5, columns: 5 }],
  ])('needs only its part of the tensor: %j %j', (shape, view) => {
    const all = counting(...shape)
    const { begin, size } = partShown(shape, view)
    const part = counting(...size)
    const origin = begin.reduce((at, index, axis) => at + index * part.strides[axis]!, 0)
    part.values.forEach((_, place) => {
      const at = size.map((length, axis) => Math.floor(place / part.strides[axis]!) % length)
      part.values[place] = at.reduce(
        (sum, index, axis) => sum + (index + begin[axis]!) * all.strides[axis]!,
        0,
      )
    })
    expect(picture({ ...part, shape, origin }, view)).toEqual(picture(all, view))
  })
})
