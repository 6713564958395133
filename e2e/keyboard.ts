import { expect, type Locator } from '@playwright/test'

/** Waits until what is shown has the keyboard: only then a key goes to it, and not to what is just closing. */
export async function hasKeyboard(shown: Locator): Promise<void> {
  await expect.poll(() => shown.evaluate((one) => one.contains(document.activeElement))).toBe(true)
}
