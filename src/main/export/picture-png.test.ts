import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { drawGraph } from '../../graph/export/picture/svg'
import { PICTURE_COLORS, PICTURE_THEMES } from '../../graph/export/picture/themes'
import { testDocument } from '../../graph/document/test-graph'
import { drawPng, possibleScale } from './picture-png'
import { inferDocument } from '../../graph/infer/infer'

const graph = testDocument(
  [
    ['x: Input', { shape: [1, 28, 28] }],
    ['conv1: Conv2d', { out_channels: 8, kernel_size: 3 }],
  ],
  ['x → conv1'],
)

/** Size and pixels of a PNG of eight bits a channel with alpha, as PNG's own filters have them. */
function readPng(bytes: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data: Uint8Array[] = []
  let [width, height] = [0, 0]
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (kind === 'IHDR') {
      ;[width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)]
      expect([...bytes.subarray(at + 16, at + 18)]).toEqual([8, 6])
    }
    if (kind === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  return { width, height, pixels: unfiltered(inflateSync(Buffer.concat(data)), width * 4, height) }
}

function unfiltered(raw: Uint8Array, stride: number, height: number): Uint8Array {
  const pixels = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!
    for (let x = 0; x < stride; x++) {
      const left = x < 4 ? 0 : pixels[y * stride + x - 4]!
      const up = y === 0 ? 0 : pixels[(y - 1) * stride + x]!
      const corner = x < 4 || y === 0 ? 0 : pixels[(y - 1) * stride + x - 4]!
      const guess =
        filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner) // prettier-ignore
      pixels[y * stride + x] = raw[y * (stride + 1) + 1 + x]! + guess
    }
  }
  return pixels
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const a = Math.abs(guess - left)
  const b = Math.abs(guess - up)
  const c = Math.abs(guess - corner)
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** How many pixels have a colour like `#a1b2c3`, or one so near. */
function count(pixels: Uint8Array, color: string, near = 0): number {
  const wanted = [...partsOf(color), 255]
  let found = 0
  for (let at = 0; at < pixels.length; at += 4)
    if (wanted.every((part, channel) => Math.abs(pixels[at + channel]! - part) <= near)) found++
  return found
}

function partsOf(color: string): number[] {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
}

/** 55 % of a colour on another, as the canvas has blocks. */
function mixed(color: string, under: string): string {
  const ground = partsOf(under)
  const parts = partsOf(color).map((part, at) => Math.round(0.55 * part + 0.45 * ground[at]!))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

describe('the PNG of a graph', () => {
  it.each(PICTURE_THEMES)('has its size, its ground, nodes and letters in the %s theme', async (theme) => {
    const picture = drawGraph(inferDocument(graph), { theme, values: true })
    const { width, height, pixels } = readPng(await drawPng(picture, 2))
    expect([width, height]).toEqual([picture.width * 2, picture.height * 2])
    const { canvas, surface, text, faint } = PICTURE_COLORS[theme]
    expect(count(pixels, canvas) / (width * height)).toBeGreaterThan(0.3)
    expect(count(pixels, surface)).toBeGreaterThan(40_000)
    // Without the fonts there would be no letters at all.
    expect(count(pixels, text)).toBeGreaterThan(400)
    expect(count(pixels, faint)).toBeGreaterThan(50)
  })

  it('has blocks in their colours where no letter could be read, and is smaller then', async () => {
    const scales: [number, boolean][] = []
    const scaleOf = (_: object, letters: boolean) => {
      scales.push([letters ? 0.4 : 0.25, letters])
      return letters ? 0.4 : 0.25
    }
    const far = drawGraph(inferDocument(graph), { theme: 'light', values: true, scaleOf })
    expect([far.letters, scales]).toEqual([false, [[0.4, true], [0.25, false]]]) // prettier-ignore
    // The title and what it costs; no node, no wire.
    expect(far.svg.match(/<text/g)).toHaveLength(2)
    const { width, height, pixels } = readPng(await drawPng(far, 0.25))
    expect([width, height]).toEqual([Math.round(far.width / 4), Math.round(far.height / 4)])
    const { surface, canvas, categories } = PICTURE_COLORS.light
    const block = mixed(categories.layer, surface)
    expect(count(pixels, block, 2)).toBeGreaterThan(300)
    expect(count(pixels, canvas) / (width * height)).toBeGreaterThan(0.5)
    const near = drawGraph(inferDocument(graph), { theme: 'light', values: true, scaleOf: () => 0.5 })
    expect(near.svg).toBe(drawGraph(inferDocument(graph), { theme: 'light', values: true }).svg)
    expect(near.letters).toBe(true)
  })

  it('is drawn as large as it can be where more is wanted', async () => {
    expect(possibleScale({ width: 1000, height: 500 }, 2)).toBe(2)
    const long = possibleScale({ width: 300_000, height: 300 }, 2)
    expect(long).toBeLessThan(0.2)
    const large = possibleScale({ width: 20_000, height: 20_000 }, 2)
    expect((20_000 * large) ** 2).toBeLessThanOrEqual(40_000_001)
    expect((20_000 * possibleScale({ width: 20_000, height: 20_000 }, 2, false)) ** 2).toBeLessThanOrEqual(
      16_000_001,
    )
  })
})
