import { describe, expect, it } from 'vitest'
import { colorIndex, colorMap, colorRange, paintValues } from './color-map'

/** Perceived lightness of a packed pixel, 0 to 255. */
function lightness(pixel: number): number {
  return 0.2126 * (pixel & 255) + 0.7152 * ((pixel >> 8) & 255) + 0.0722 * ((pixel >> 16) & 255)
}

describe('colour maps', () => {
  it('grow steadily lighter for activations, so that they read without colour', () => {
    const { pixels } = colorMap('sequential', 'light')
    for (let i = 8; i < 256; i += 8) expect(lightness(pixels[i]!)).toBeGreaterThan(lightness(pixels[i - 8]!))
  })

  it('put zero of a gradient at the neutral middle: lightest on a light page, darkest on a dark one', () => {
    const light = [...colorMap('diverging', 'light').pixels].map(lightness)
    const dark = [...colorMap('diverging', 'dark').pixels].map(lightness)
    expect(Math.abs(light.indexOf(Math.max(...light)) - 127.5)).toBeLessThan(2)
    expect(Math.abs(dark.indexOf(Math.min(...dark)) - 127.5)).toBeLessThan(2)
  })

  it('span the finite values, centred at zero for gradients', () => {
    const values = [0.5, -2, NaN, 1, Infinity]
    expect(colorRange('sequential', values)).toEqual({ low: -2, high: 1 })
    expect(colorRange('diverging', values)).toEqual({ low: -2, high: 2 })
    expect(colorRange('sequential', [NaN])).toEqual({ low: 0, high: 0 })
  })

  it('place ends at the ends and equal values in the middle', () => {
    expect(colorIndex(-2, { low: -2, high: 2 })).toBe(0)
    expect(colorIndex(2, { low: -2, high: 2 })).toBe(255)
    expect(colorIndex(9, { low: -2, high: 2 })).toBe(255)
    expect(colorIndex(3, { low: 3, high: 3 })).toBe(128)
  })

  it('paint each value, and what is not finite in a colour of its own', () => {
    const map = colorMap('sequential', 'dark')
    const range = { low: 0, high: 10 }
    const target = new Uint32Array(5)
    paintValues([0, 10, NaN, -Infinity, 5], range, map, target)
    expect([...target]).toEqual([
      map.pixels[0],
      map.pixels[255],
      map.notFinite,
      map.notFinite,
      map.pixels[colorIndex(5, range)],
    ])
    expect(map.pixels.includes(map.notFinite)).toBe(false)
  })
})
