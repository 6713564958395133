/** What the window says of a step that stands still, and of parameters, as a person reads it. */
import type { Locator } from '@playwright/test'
import { expect, type Editor } from './fixtures'

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

/** The numbers of a parameter in the table of its view, as many as are seen at once. */
export async function parameterNumbers(
  editor: Editor,
  key: string,
  what: 'Value' | 'Gradient',
): Promise<number[]> {
  const view = await parameterView(editor, key, what)
  await view.getByRole('radio', { name: 'Table' }).click()
  // What can be changed is a grid; a gradient at rest is a table.
  const cells = view.locator('tbody td')
  await expect(cells.first()).not.toHaveAttribute('title', '')
  const texts = await cells.evaluateAll((all) =>
    all.map((cell) => cell.getAttribute('title')!).filter(Boolean),
  )
  return texts.map((text) => Number(text.replace('\u2212', '-')))
}
