/** Going through the window as one does who cannot point. */
import type { Locator } from '@playwright/test'
import { expect, type Editor } from './fixtures'

/** So many stops are more than anybody wants to pass. */
const MOST = 120

/** Moves on with a key until what was looked for has the focus. */
export async function walk({ page }: Editor, key: string, to: Locator): Promise<void> {
  await expect(to).toBeAttached()
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press(key)
    if (await to.evaluate((element) => element === document.activeElement)) return
  }
  await expect(to, `after ${MOST} times ${key}`).toBeFocused()
}
