/** Hooks as a person adds and reads them in the inspector. */
import type { Locator } from '@playwright/test'
import { expect, type Editor } from './fixtures'
import { expectSeen, readNumber } from './shown'
import type { SeenNumbers } from './shown'

/** Picks a type in the dialog that adds hooks, by what one types. */
export async function pickHook({ page }: Editor, words: string, place?: string): Promise<void> {
  if (place !== undefined) {
    await page.getByPlaceholder('Type a place…').fill(place)
    await page.keyboard.press('Enter')
  }
  const search = page.getByPlaceholder('Type a kind of hook…')
  await search.fill(words)
  await search.press('Enter')
  await expect(search).toBeHidden()
}

/** The heading of a hook, which opens it. */
export const card = ({ page }: Editor, name: string): Locator =>
  page.getByRole('button', { name, exact: true })

/** Closes all hooks that are open in the inspector. */
export async function closeCards({ page }: Editor): Promise<void> {
  const open = page.getByRole('button', { expanded: true, name: /ward$/ })
  while ((await open.count()) > 0) await open.first().click()
}

/** What a column of the open hook's table says. */
export async function side(editor: Editor, which: 'before' | 'after', key: string): Promise<number> {
  const cell = editor.page.locator(`[data-side=${which}][data-number=${key}]`)
  await expect(cell).toHaveText(/\d/)
  return readNumber(await cell.textContent())
}

/** Compares both sides of the one hook that is open. */
export async function expectSides(editor: Editor, before: SeenNumbers, after: SeenNumbers): Promise<void> {
  await expectSeen((key) => side(editor, 'before', key), before)
  await expectSeen((key) => side(editor, 'after', key), after)
}

/** Compares what the console has printed, line by line, with what PyTorch prints. */
export async function expectPrinted({ page }: Editor, lines: readonly string[]): Promise<void> {
  const log = page.getByRole('log')
  for (const line of lines) await expect(log).toContainText(line)
}
