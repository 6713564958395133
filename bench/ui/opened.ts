/** When a page's canvas can be used: in the frame after the one that shows its first nodes. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from './chromium'

const NOTE_OPENED = `{
  const look = () => {
    const node = document.querySelector('.react-flow__node')
    if (node === null || getComputedStyle(node).visibility === 'hidden') requestAnimationFrame(look)
    else requestAnimationFrame(() => requestAnimationFrame(() => { window.openedAt = performance.now() }))
  }
  document.addEventListener('DOMContentLoaded', look)
}`
const LOOK_MS = 20

/** Goes to an address. → milliseconds until the canvas can be used */
export async function openPage(page: Page, url: string): Promise<number> {
  await page.call('Page.addScriptToEvaluateOnNewDocument', { source: NOTE_OPENED })
  await page.call('Page.navigate', { url })
  for (;;) {
    await pause(LOOK_MS)
    const opened = await page.value<number | null>('window.openedAt ?? null').catch(() => null)
    if (opened !== null) return opened
  }
}
