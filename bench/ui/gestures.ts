/** Pans, zooms, drags and types as a person does, one movement a frame; told to the browser, not to the page. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from './chromium'

interface Point {
  x: number
  y: number
}

const FRAME_MS = 1000 / 60
const CONTROL = 2
const SHIFT = 8

/** Out and back by the wheel, so many steps each way. */
export async function pan(page: Page, at: Point, steps: number, by = 6): Promise<void> {
  for (let step = 0; step < 2 * steps; step++) {
    const delta = step < steps ? by : -by
    await inFrame(page, { type: 'mouseWheel', ...at, deltaX: delta, deltaY: delta / 2 })
  }
}

/** In, by about three quarters in 40 steps, and out again by the wheel. */
export async function zoom(page: Page, at: Point, steps: number, by = 10): Promise<void> {
  for (let step = 0; step < 2 * steps; step++)
    await inFrame(page, {
      type: 'mouseWheel',
      ...at,
      deltaX: 0,
      deltaY: step < steps ? -by : by,
      modifiers: CONTROL,
    })
}

export async function drag(page: Page, from: Point, steps: number): Promise<void> {
  const held = { button: 'left', buttons: 1, clickCount: 1 }
  await inFrame(page, { type: 'mouseMoved', ...from })
  await inFrame(page, { type: 'mousePressed', ...from, ...held })
  for (let step = 1; step <= steps; step++)
    await inFrame(page, { type: 'mouseMoved', x: from.x + 2 * step, y: from.y + step, ...held })
  const to = { x: from.x + 2 * steps, y: from.y + steps }
  await inFrame(page, { type: 'mouseReleased', ...to, ...held, buttons: 0 })
}

export async function click(page: Page, at: Point): Promise<void> {
  await inFrame(page, { type: 'mouseMoved', ...at })
  for (const type of ['mousePressed', 'mouseReleased'])
    await inFrame(page, { type, ...at, button: 'left', clickCount: 1 })
}

/** A key with Control, and with Shift if it is a capital. */
export async function command(page: Page, key: string): Promise<void> {
  await press(page, key, CONTROL + (key === key.toLowerCase() ? 0 : SHIFT))
}

export async function press(page: Page, key: string, modifiers = 0): Promise<void> {
  const upper = key.toUpperCase()
  const event = { key, code: `Key${upper}`, windowsVirtualKeyCode: upper.charCodeAt(0), modifiers }
  await page.call('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event })
  await page.call('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
}

async function inFrame(page: Page, event: Record<string, unknown>): Promise<void> {
  await Promise.all([page.call('Input.dispatchMouseEvent', event), pause(FRAME_MS)])
}
