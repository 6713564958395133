/** What the window says of a step that stands still, and of parameters, as a person reads it. */
import type { Locator } from '@playwright/test'
import type { HandCall } from '../src/engine/protocol'
import { difference, type SavedNumbers } from '../src/engine/reference/tolerance'
import { expect, type Editor } from './fixtures'
import { readNumber } from './shown'

/** The bar over the canvas while a step stands still. */
export const strip = ({ page }: Editor): Locator => page.getByRole('region', { name: 'Debugger' })
export const inspector = ({ page }: Editor): Locator => page.getByRole('complementary', { name: 'Inspector' })

/** The view of a parameter: it is chosen in the list of the net. */
export async function parameterView(
  editor: Editor,
  key: string,
  what: 'Value' | 'Gradient',
): Promise<Locator> {
  const { page } = editor
  await page.getByRole('tab', { name: 'Parameters' }).click()
  await page.getByRole('row', { name: key, exact: true }).click()
  await inspector(editor).getByRole('radio', { name: what }).click()
  return inspector(editor).getByRole('region', { name: what })
}

/** What reads the numbers of a parameter in the table of its view, as many as are seen at once; none until they are there. */
export async function parameterNumbers(
  editor: Editor,
  key: string,
  what: 'Value' | 'Gradient',
): Promise<() => Promise<number[]>> {
  const view = await parameterView(editor, key, what)
  await view.getByRole('radio', { name: 'Table' }).click()
  return async () => {
    // What can be changed is a grid; a gradient at rest is a table.
    const texts = await view
      .locator('tbody td')
      .evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? '').filter(Boolean))
    return texts.map(readNumber)
  }
}

/** Waits until the numbers of a parameter are PyTorch's; `saved` has as many as are seen at once. */
export async function expectParameter(
  editor: Editor,
  key: string,
  what: 'Value' | 'Gradient',
  saved: SavedNumbers,
): Promise<void> {
  const read = await parameterNumbers(editor, key, what)
  await expect.poll(async () => difference(await read(), saved), { message: `${key}, ${what}` }).toBeNull()
}

/** What a sample by hand gives in one of its calls; numbers as they stand there now, of this run or of the one before. */
export async function given({ page }: Editor, call: HandCall): Promise<number[]> {
  const cells = page.getByRole('region', { name: 'What the net gives' }).locator(`[data-value=${call}]`)
  return (await cells.allTextContents()).map(readNumber)
}

/** Waits until it gives PyTorch's numbers. */
export async function expectGiven(editor: Editor, call: HandCall, saved: SavedNumbers): Promise<void> {
  await expect.poll(async () => difference(await given(editor, call), saved), { message: call }).toBeNull()
}
