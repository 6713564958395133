/** What a drag of an edge, a corner or the title makes of a frame. */
import type { Frame } from './layout-store'

/** The title moves the frame; the edges and corners, as on a compass, change its size. */
export type Hold = 'move' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'

export interface Room {
  readonly width: number
  readonly height: number
}

export const LEAST_FRAME: Room = { width: 240, height: 140 }

/** The frame after it was dragged by so many pixels; it stays in the room, and its other edges where they are. */
export function dragged(frame: Frame, hold: Hold, by: { x: number; y: number }, room: Room): Frame {
  if (hold === 'move') return within({ ...frame, left: frame.left + by.x, top: frame.top + by.y }, room)
  const right = frame.left + frame.width
  const bottom = frame.top + frame.height
  const left = hold.includes('w') ? between(frame.left + by.x, 0, right - LEAST_FRAME.width) : frame.left
  const top = hold.includes('n') ? between(frame.top + by.y, 0, bottom - LEAST_FRAME.height) : frame.top
  return {
    left,
    top,
    width: hold.includes('e')
      ? between(frame.width + by.x, LEAST_FRAME.width, room.width - left)
      : right - left,
    height: hold.includes('s')
      ? between(frame.height + by.y, LEAST_FRAME.height, room.height - top)
      : bottom - top,
  }
}

/** The frame in a room that may have become smaller: moved first, and made smaller only where it has no room at all. */
export function within({ left, top, width, height }: Frame, room: Room): Frame {
  const size = { width: Math.min(width, room.width), height: Math.min(height, room.height) }
  return {
    ...size,
    left: between(left, 0, room.width - size.width),
    top: between(top, 0, room.height - size.height),
  }
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, Math.max(low, high)))
}
