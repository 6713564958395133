/** Whether what a part of the page says can be read whole. */
import type { Locator } from '@playwright/test'
import { expect } from './fixtures'

/** Nothing in there is cut off at its side, but what is told whole at the pointer, and what is typed. */
export async function expectFits(part: Locator): Promise<void> {
  const cut = await part.evaluate((root) =>
    [...root.querySelectorAll<HTMLElement>('*:not(input, textarea)')]
      .filter(
        (element) =>
          element.checkVisibility() &&
          // Narrower is what is only read out.
          element.clientWidth > 1 &&
          getComputedStyle(element).overflowX !== 'visible' &&
          element.scrollWidth > element.clientWidth &&
          element.closest('[title]') === null,
      )
      .map(({ textContent }) => textContent),
  )
  expect(cut).toEqual([])
}
