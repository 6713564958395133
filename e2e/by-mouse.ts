/** Layers and wires as a person sets them with the mouse. */
import { expect, type Editor } from './fixtures'

/** Drags a layer from the palette to the canvas, and types into its form. */
export async function addLayer(
  { page }: Editor,
  type: string,
  [x, y]: readonly [number, number],
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  const canvas = page.locator('.react-flow__pane')
  const item = page.getByRole('region', { name: 'Palette' }).getByRole('button', { name: type, exact: true })
  await item.dragTo(canvas, { targetPosition: { x, y } })
  await expect(page.getByRole('region', { name: /^Node / })).toBeVisible()
  for (const [name, value] of Object.entries(params)) {
    const field = page.getByRole('textbox', { name, exact: true })
    await field.fill(value)
    await field.press('Enter')
  }
}

/** Drags a wire from an output to an input. */
export async function connect(
  editor: Editor,
  source: string,
  output: string,
  target: string,
  input: string,
): Promise<void> {
  const from = editor.node(source).getByLabel(`Output ${output}`)
  await from.dragTo(editor.node(target).getByLabel(`Input ${input}`))
  await expect(editor.wire(source, target)).toHaveCount(1)
}

/** Chooses from a list of the inspector. */
export async function choose({ page }: Editor, name: string, option: string): Promise<void> {
  const list = page.getByRole('combobox', { name, exact: true })
  await list.click()
  await page.getByRole('option', { name: option, exact: true }).click()
  await expect(list).toHaveText(option)
}
