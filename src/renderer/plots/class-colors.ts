/** Colours of classes that colour-blind people can tell apart (after Okabe and Ito, 2008), the first two as the lanes have them. */
import { paintStyle } from '../paint/paint-style'

const MORE = ['#009e73', '#cc79a7', '#d9a400', '#56b4e9', '#8f6bd9', '#a0603a']

/** The colour of a class; those of many come again. */
export function classColor(index: number): string {
  const { forward, backward } = paintStyle()
  const all = [forward, backward, ...MORE]
  return all[index % all.length]!
}

const known = new Map<string, readonly [number, number, number]>()

/** Red, green and blue of a colour as CSS has it, each 0 to 255. */
export function redGreenBlue(color: string): readonly [number, number, number] {
  let found = known.get(color)
  if (!found) {
    const context = new OffscreenCanvas(1, 1).getContext('2d')!
    context.fillStyle = color
    context.fillRect(0, 0, 1, 1)
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
    known.set(color, (found = [red!, green!, blue!]))
  }
  return found
}
