import { describe, expect, it } from 'vitest'
import { canvasBeside, sidesWithRoom } from './side-panels'

describe('panels beside the canvas', () => {
  it('are all there where the canvas keeps 400 pixels', () => {
    expect(sidesWithRoom(['palette', 'inspector', 'code'], 1280)).toEqual(['palette', 'inspector', 'code'])
    expect(sidesWithRoom(['palette', 'inspector'], 920)).toEqual(['palette', 'inspector'])
  })

  it('give way in the order in which they were asked for, and come back in a larger window', () => {
    expect(sidesWithRoom(['palette', 'inspector', 'code'], 1024)).toEqual(['inspector', 'code'])
    expect(sidesWithRoom(['inspector', 'code', 'palette'], 1024)).toEqual(['code', 'palette'])
    expect(sidesWithRoom(['inspector', 'code', 'palette'], 860)).toEqual(['palette'])
    expect(sidesWithRoom(['palette', 'inspector'], 900)).toEqual(['inspector'])
  })

  it('leave the one that was asked for last, however small the window is', () => {
    expect(sidesWithRoom(['palette', 'inspector'], 500)).toEqual(['inspector'])
    expect(sidesWithRoom([], 500)).toEqual([])
  })

  it('leave the canvas 400 pixels, and 240 where there are no more', () => {
    expect(canvasBeside(['inspector', 'code'], 1024)).toBe(400)
    expect(canvasBeside(['inspector'], 600)).toBe(351)
    expect(canvasBeside(['inspector'], 400)).toBe(240)
  })
})
