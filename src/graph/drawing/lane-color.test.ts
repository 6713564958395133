import { describe, expect, it } from 'vitest'
import { PICTURE_COLORS } from '../export/picture/themes'
import { colorOf, LANE_DECADES, laneColor, laneScale, laneShare, rootMeanSquare } from './lane-color'

type Triple = readonly [number, number, number]
const THEMES = ['light', 'dark'] as const

/**
 * How an eye without cones for long (protanopia) or middle (deuteranopia) wavelengths sees linear RGB: Machado, Oliveira and
 * Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
 */
const EYES: Record<string, readonly Triple[]> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

/** A just noticeable difference is about 2 in this measure; neighbours in a legend want more. */
const LEAST_STEP = 2.8

describe('the colours of lanes', () => {
  it('say the size of a typical value on a logarithmic scale', () => {
    expect(rootMeanSquare(8, 16)).toBe(2)
    expect(rootMeanSquare(0, 0)).toBe(0)
    expect(laneShare(10 ** -2.5)).toBeCloseTo(0.5, 12)
    expect([0, NaN, 1e-12, 1e-7].map(laneShare)).toEqual([0, 0, 0, 0])
    expect([1e2, 1e9, Infinity].map(laneShare)).toEqual([1, 1, 1])
    expect(laneColor(1e-30, 'dark')).toBe(laneScale('dark')[0]!.color)
    expect(laneScale('light').map(({ exponent }) => exponent)).toEqual([-7, -6, -5, -4, -3, -2, -1, 0, 1, 2])
  })

  for (const theme of THEMES)
    for (const [eye, matrix] of Object.entries(EYES))
      it(`differ by about as much from decade to decade, ${theme}, with ${eye}`, () => {
        const steps = stepsOf(laneScale(theme).map(({ color }) => seen(colorOf(color), matrix)))
        expect(Math.min(...steps)).toBeGreaterThan(LEAST_STEP)
        expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(2.4)
      })

  it('are about equal steps to the eye that has all cones', () => {
    for (const theme of THEMES) {
      const steps = stepsOf(laneScale(theme).map(({ color }) => seen(colorOf(color), EYES['all cones']!)))
      expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.5)
    }
  })

  it('grow from dull to strong against the canvas, and are read on it everywhere', () => {
    for (const theme of THEMES) {
      const contrasts = laneScale(theme).map(({ color }) => contrast(color, PICTURE_COLORS[theme].canvas))
      expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3)
      expect(contrasts).toEqual(contrasts.toSorted((a, b) => a - b))
    }
  })

  it('tell one decade from the others wherever it stands', () => {
    const { low, high } = LANE_DECADES
    for (const theme of THEMES)
      for (const matrix of Object.values(EYES)) {
        const colors = laneScale(theme).map(({ color }) => seen(colorOf(color), matrix))
        for (let a = 0; a <= high - low; a++)
          for (let b = a + 1; b <= high - low; b++)
            expect(distance(colors[a]!, colors[b]!)).toBeGreaterThan(LEAST_STEP)
      }
  })
})

function stepsOf(colors: readonly Triple[]): number[] {
  return colors.slice(1).map((color, i) => distance(color, colors[i]!))
}

function linear(part: number): number {
  const share = part / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

/** In Oklab (Ottosson 2020), whose distances are about what an eye sees. */
function seen(color: Triple, eye: readonly Triple[]): Triple {
  const light = color.map(linear)
  const [r, g, b] = eye.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, i) => sum + weight * light[i]!, 0),
      ),
    ),
  ) as [number, number, number]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function distance(a: Triple, b: Triple): number {
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

/** WCAG 2's contrast of two colours. */
function contrast(a: string, b: string): number {
  const [high, low] = [a, b].map(luminance).toSorted((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = colorOf(hex).map(linear) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
