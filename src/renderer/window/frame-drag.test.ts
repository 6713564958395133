import { describe, expect, it } from 'vitest'
import { LEAST_FRAME, dragged, within } from './frame-drag'

const room = { width: 1000, height: 600 }
const frame = { left: 100, top: 100, width: 400, height: 300 }

describe('a frame over the canvas', () => {
  it('moves by its title, and not out of the room', () => {
    expect(dragged(frame, 'move', { x: 20, y: -30 }, room)).toEqual({ ...frame, left: 120, top: 70 })
    expect(dragged(frame, 'move', { x: 5000, y: 5000 }, room)).toEqual({ ...frame, left: 600, top: 300 })
    expect(dragged(frame, 'move', { x: -5000, y: -5000 }, room)).toEqual({ ...frame, left: 0, top: 0 })
  })

  it('grows by an edge or a corner, whose opposite stays', () => {
    expect(dragged(frame, 'e', { x: 50, y: 70 }, room)).toEqual({ ...frame, width: 450 })
    expect(dragged(frame, 's', { x: 50, y: 70 }, room)).toEqual({ ...frame, height: 370 })
    expect(dragged(frame, 'nw', { x: -50, y: -70 }, room)).toEqual({
      left: 50,
      top: 30,
      width: 450,
      height: 370,
    })
    expect(dragged(frame, 'se', { x: 5000, y: 5000 }, room)).toEqual({ ...frame, width: 900, height: 500 })
    expect(dragged(frame, 'nw', { x: -5000, y: -5000 }, room)).toEqual({
      left: 0,
      top: 0,
      width: 500,
      height: 400,
    })
  })

  it('never becomes too small to be held', () => {
    const { width, height } = LEAST_FRAME
    expect(dragged(frame, 'se', { x: -5000, y: -5000 }, room)).toEqual({ ...frame, width, height })
    expect(dragged(frame, 'nw', { x: 5000, y: 5000 }, room)).toEqual({
      left: 500 - width,
      top: 400 - height,
      width,
      height,
    })
  })

  it('comes back into a room that became smaller, and gives way to it last', () => {
    expect(within(frame, { width: 450, height: 350 })).toEqual({ ...frame, left: 50, top: 50 })
    expect(within(frame, { width: 300, height: 200 })).toEqual({ left: 0, top: 0, width: 300, height: 200 })
  })
})
