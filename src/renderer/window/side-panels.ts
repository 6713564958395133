/** The panels beside the canvas, and which of them have room in a window. */

export type SideName = 'palette' | 'code' | 'inspector'

/** Widths in pixels at the usual text size: the least, the one that it begins with, and the most. */
export const sideWidths = {
  palette: { least: 168, usual: 212, most: 320 },
  code: { least: 272, usual: 400, most: 900 },
  inspector: { least: 248, usual: 300, most: 560 },
} as const satisfies Record<SideName, object>

/** What a panel needs so that nothing in it is cut off. */
const NEEDED: Readonly<Record<SideName, number>> = {
  palette: sideWidths.palette.usual,
  code: sideWidths.code.least,
  inspector: sideWidths.inspector.usual,
}

/** The canvas keeps so much beside them; less only in a window that has no room for it beside one panel. */
const CANVAS = 400
const LEAST_CANVAS = 240
/** Of the bar between a panel and what stands beside it. */
const BAR = 1

/**
 * Those that have room in a window. What was asked for longest ago gives way first; the last one always stays.
 *
 * @param asked those that a person wants open, the one that they asked for last at the end
 * @param width of the window
 */
export function sidesWithRoom(asked: readonly SideName[], width: number): readonly SideName[] {
  let room = width - CANVAS
  const first = asked.findLastIndex((side, at) => {
    room -= NEEDED[side] + BAR
    return room < 0 && at < asked.length - 1
  })
  return asked.slice(first + 1)
}

/** The least width of the canvas beside these panels. */
export function canvasBeside(sides: readonly SideName[], width: number): number {
  const taken = sides.reduce((sum, side) => sum + sideWidths[side].least + BAR, 0)
  return Math.max(LEAST_CANVAS, Math.min(CANVAS, width - taken))
}
