import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type * as TextScale from './text-scale'

let scale: typeof TextScale
const kept = new Map<string, string>()

// What this module keeps on the machine it reads as it is loaded.
beforeAll(async () => {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
  kept.set('gradwire.scale', '31')
  scale = await import('./text-scale')
})
beforeEach(() => scale.chooseScale(scale.USUAL))

it('begins with the usual size where nothing that it knows is kept', () => {
  expect(scale.useScaleStore.getInitialState()).toEqual({ percent: 100, scale: 1 })
})

it('goes up and down size by size, stops at the last one, and keeps the choice', () => {
  const sizes = []
  for (let size: number | undefined = 100; size !== undefined; size = scale.nextScale(1)) {
    scale.chooseScale(size)
    sizes.push(size)
  }
  expect(sizes).toEqual([100, 110, 125, 150, 175, 200])
  scale.stepScale(1)
  expect(scale.useScaleStore.getState().percent).toBe(200)
  expect(kept.get('gradwire.scale')).toBe('200')
  scale.stepScale(-1)
  expect(scale.useScaleStore.getState().percent).toBe(175)
})
