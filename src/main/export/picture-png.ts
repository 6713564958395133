/** An SVG of ours as PNG: drawn by resvg with the fonts of the canvas, so that it looks the same on every machine. */
import { readFile } from 'node:fs/promises'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import type { Picture, Sheet } from '../../graph/export/picture/svg'
import { pictureFiles } from './picture-files'

/** More pixels than any screen or page has; each takes four bytes while it is drawn. */
const MOST_PIXELS = 40_000_000
/** The same of a picture without letters, in which nothing is so small. */
const MOST_WITHOUT_LETTERS = 16_000_000
const LONGEST_SIDE = 32_000

/** The largest scale, up to the one that is wanted, at which the picture can be drawn. */
export function possibleScale({ width, height }: Sheet, wanted: number, letters = true): number {
  const side = LONGEST_SIDE / Math.max(width, height)
  const area = Math.sqrt((letters ? MOST_PIXELS : MOST_WITHOUT_LETTERS) / (width * height))
  return Math.min(wanted, side, area)
}

/** The bytes of a PNG. Errors: the scale is more than {@link possibleScale}. */
export async function drawPng({ svg }: Picture, scale: number): Promise<Uint8Array> {
  const fonts = await ready()
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      fontBuffers: fonts,
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
      monospaceFamily: 'JetBrains Mono',
    },
  })
  try {
    const image = resvg.render()
    try {
      return image.asPng()
    } finally {
      image.free()
    }
  } finally {
    resvg.free()
  }
}

let loading: Promise<Uint8Array[]> | undefined

/** Loads the renderer once; → the fonts */
function ready(): Promise<Uint8Array[]> {
  loading ??= (async () => {
    const { renderer, fonts } = pictureFiles()
    const [wasm, ...buffers] = await Promise.all([renderer, ...fonts].map((path) => readFile(path)))
    await initWasm(wasm!)
    return buffers
  })()
  return loading
}
