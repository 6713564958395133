/** Undo takes back one thing that a person did, and says before which one. */
import { expect, test, type Editor } from './fixtures'

/** Reads the tooltip of a button; its keys stand behind what it says. */
async function expectHint({ page }: Editor, text: string): Promise<void> {
  const [name = ''] = text.split(':')
  await page.mouse.move(700, 450)
  await page.mouse.move(700, 500, { steps: 4 })
  await page.getByRole('button', { name, exact: true }).hover()
  // The one before may be on its way out.
  await expect(page.locator('[role=tooltip]:not([data-state=closed])')).toHaveText(new RegExp(`^${text}Ctrl`))
}

async function choose({ page, settings }: Editor, name: string, option: string): Promise<void> {
  await settings.getByRole('combobox', { name, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('every choice is one step back, what is typed into a field is one, and each says its name', async ({
  editor,
}) => {
  const { page } = editor
  const optimiser = editor.settings.getByRole('combobox', { name: 'Optimiser', exact: true })
  const first = (await optimiser.textContent()) ?? ''
  const rate = editor.settings.getByRole('textbox', { name: 'Learning rate', exact: true })

  await test.step('three optimisers are three steps', async () => {
    for (const type of ['RMSprop', 'Adagrad', 'AdamW']) await choose(editor, 'Optimiser', type)
    await expectHint(editor, 'Undo: Set optimiser to AdamW')
    await editor.button('Undo').click()
    await expect(optimiser).toHaveText('Adagrad')
    await expectHint(editor, 'Undo: Set optimiser to Adagrad')
    await expectHint(editor, 'Redo: Set optimiser to AdamW')
    await editor.button('Undo').click()
    await expect(optimiser).toHaveText('RMSprop')
    await editor.button('Undo').click()
    await expect(optimiser).toHaveText(first)
    await expect(editor.button('Undo')).toBeDisabled()
  })

  await test.step('right after the choice, Ctrl+Z takes it back, and Ctrl+Shift+Z brings it again', async () => {
    await choose(editor, 'Optimiser', 'RMSprop')
    await page.keyboard.press('Control+z')
    await expect(optimiser).toHaveText(first)
    await expect(editor.button('Undo')).toBeDisabled()
    await page.keyboard.press('Control+Shift+z')
    await expect(optimiser).toHaveText('RMSprop')
    await page.keyboard.press('Control+z')
    await expect(optimiser).toHaveText(first)
  })

  await test.step('the menus and the command palette say it too', async () => {
    await editor.button('Main menu').click()
    await page.getByRole('menuitem', { name: 'Edit', exact: true }).click()
    await expect(page.getByRole('menuitem', { name: /^Undo Ctrl/ })).toBeDisabled()
    await page.getByRole('menuitem', { name: /^Redo: Set optimiser to RMSprop/ }).click()
    await expect(optimiser).toHaveText('RMSprop')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Type a command, a layer or a node…').fill('undo')
    await expect(page.getByRole('option', { name: /^Undo: Set optimiser to RMSprop/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(optimiser).toHaveText(first)
  })

  await test.step('what is typed into one field at one visit is one step', async () => {
    const before = await rate.inputValue()
    await rate.click()
    for (const value of ['0.5', '0.25']) {
      await rate.fill(value)
      await rate.press('Enter')
    }
    await rate.press('ArrowUp')
    await expect(rate).toHaveValue('0.35')
    await expectHint(editor, 'Undo: Set lr to 0.35')
    // Pressed while the field has the focus, Ctrl+Z would mean its text.
    await editor.button('Undo').click()
    await expect(rate).toHaveValue(before)
    await expect(editor.button('Undo')).toBeDisabled()
  })

  await test.step('a value that is typed back leaves no step', async () => {
    const before = await rate.inputValue()
    await rate.click()
    for (const value of ['0.5', before]) {
      await rate.fill(value)
      await rate.press('Enter')
    }
    await expect(editor.button('Undo')).toBeDisabled()
  })

  await test.step('two visits to a field are two steps', async () => {
    await editor.setting('Epochs', '7')
    await rate.click()
    await editor.setting('Epochs', '5')
    await editor.button('Undo').click()
    await expect(editor.settings.getByRole('textbox', { name: 'Epochs', exact: true })).toHaveValue('7')
    await editor.button('Undo').click()
    await expect(editor.button('Undo')).toBeDisabled()
  })

  await test.step('a drag is one step, and so are arrow keys that follow each other', async () => {
    const node = editor.node('conv1')
    const start = (await node.boundingBox())!
    await page.mouse.move(start.x + 40, start.y + 12)
    await page.mouse.down()
    for (const by of [20, 60, 100]) await page.mouse.move(start.x + 40, start.y + 12 + by)
    await page.mouse.up()
    const dragged = (await node.boundingBox())!
    expect(dragged.y).toBeGreaterThan(start.y + 50)
    await node.focus()
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    await expect.poll(async () => (await node.boundingBox())!.y).toBeGreaterThan(dragged.y + 5)
    await expectHint(editor, 'Undo: Move conv1')
    await editor.button('Undo').click()
    await expect.poll(async () => (await node.boundingBox())!.y).toBeCloseTo(dragged.y, 0)
    await editor.button('Undo').click()
    await expect.poll(async () => (await node.boundingBox())!.y).toBeCloseTo(start.y, 0)
    await expect(editor.button('Undo')).toBeDisabled()
  })

  await test.step('a switch that is pressed twice is two steps', async () => {
    await editor.node('conv1').click()
    await page
      .getByRole('button', { name: 'More' })
      .click({ trial: true })
      .catch(() => undefined)
    const bias = page.getByRole('switch', { name: 'bias', exact: true })
    await bias.click()
    await bias.click()
    await expectHint(editor, 'Undo: Set bias of conv1 to True')
    await editor.button('Undo').click()
    await expectHint(editor, 'Undo: Set bias of conv1 to False')
    await editor.button('Undo').click()
    await expect(editor.button('Undo')).toBeDisabled()
  })
})
