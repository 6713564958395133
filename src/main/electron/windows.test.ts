import { expect, it } from 'vitest'
import { Crashes } from './crashes'
import { windowName } from './window-names'

it('gives a window the first name that is free', () => {
  expect(windowName([])).toBe('window-1')
  expect(windowName(['window-1', 'window-3'])).toBe('window-2')
})

it('loads a page that fails again, unless it does nothing else', () => {
  const crashes = new Crashes()
  expect([0, 1000, 2000, 3000].map((now) => crashes.mayReload(now))).toEqual([true, true, true, false])
  expect(crashes.mayReload(100_000)).toBe(true)
  for (const now of [100_001, 100_002, 100_003]) crashes.mayReload(now)
  crashes.forget()
  expect(crashes.mayReload(100_004)).toBe(true)
})
