/** Everything that matters, with no hand on a pointer. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { walk } from './walk'

test('a net is built, trained, looked into and exported with the keyboard alone', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const { keyboard } = page

  await test.step('the Enter that picks a command gives no answer to what the command asks', async () => {
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Type a command, a layer or a node…').fill('Save as')
    await page.keyboard.down('Enter')
    const dialog = page.getByRole('dialog', { name: 'Save the graph' })
    const name = dialog.getByLabel('Name')
    await expect(name).toBeFocused()
    await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeEnabled()
    // A key that is held repeats.
    await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await name.fill('chosen')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'chosen.json', exact: true })).toBeVisible()
    expect(existsSync(join(home, 'mnist-cnn.json'))).toBe(false)
  })

  await test.step('layers are added from an empty page, each wired to the one before', async () => {
    await editor.command('New')
    await expect(page.getByRole('heading', { name: 'Wire your first network' })).toBeVisible()
    await keyboard.press('/')
    await expect(page.getByPlaceholder('Add a layer…')).toBeFocused()
    await keyboard.type('Dataset')
    await keyboard.press('Enter')
    await expect(editor.node('data')).toBeFocused()
    for (const [type, name] of [
      ['Flatten', 'flatten'],
      ['Linear', 'fc1'],
      ['CrossEntropyLoss', 'loss'],
    ] as const) {
      await editor.command(`Add ${type}`)
      await expect(editor.node(name)).toBeFocused()
    }
    await expect(editor.wire('fc1', 'loss')).toBeAttached()
  })

  await test.step('Enter goes to the fields of a node without moving the view, Escape comes back', async () => {
    await editor.command('Go to fc1')
    await expect(editor.node('fc1')).toBeFocused()
    const place = await editor.node('fc1').boundingBox()
    await keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'name', exact: true })).toBeFocused()
    expect(await editor.node('fc1').boundingBox()).toEqual(place)
    await walk(editor, 'Tab', page.getByRole('textbox', { name: 'out_features', exact: true }))
    await keyboard.press('Control+a')
    await keyboard.type('10')
    await keyboard.press('Enter')
    await expect(editor.wire('fc1', 'loss')).toHaveAccessibleName(/N×10/)
    await expect
      .poll(async () => {
        await keyboard.press('Escape')
        return editor.node('fc1').evaluate((node) => node === document.activeElement)
      })
      .toBe(true)
  })

  await test.step('Enter passes by the button that would delete a node that is not wired', async () => {
    await keyboard.press('Escape')
    await editor.command('Add Dropout')
    await expect(editor.node('dropout1')).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Delete dropout1' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'name', exact: true })).toBeFocused()
    await keyboard.press('Escape')
    await expect(editor.node('dropout1')).toBeFocused()
    await keyboard.press('Delete')
    await expect(editor.node('dropout1')).toBeHidden()
  })

  await test.step('any output can be wired, and the focus comes back to its node', async () => {
    await editor.command('Go to data')
    await expect(editor.node('data')).toBeFocused()
    await keyboard.press('c')
    await expect(page.getByPlaceholder('Connect data to…')).toBeFocused()
    await expect(page.getByRole('option', { name: /^x → flatten · input/ })).toBeVisible()
    await keyboard.type('y loss target')
    await keyboard.press('Enter')
    await expect(editor.wire('data', 'loss')).toBeAttached()
    await expect(editor.node('data')).toBeFocused()
  })

  await test.step('the learning rate is found by its name, and set', async () => {
    await editor.command('learning rate')
    await expect(page.getByRole('textbox', { name: 'Batch size', exact: true }).last()).toBeFocused()
    await walk(editor, 'Tab', page.getByRole('textbox', { name: 'Learning rate', exact: true }).last())
    await keyboard.press('Control+a')
    await keyboard.type('0.02')
    await keyboard.press('Enter')
    await expect(editor.settings.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.02')
    await expect
      .poll(async () => {
        await keyboard.press('Escape')
        return page.locator('input:focus').count()
      })
      .toBe(0)
  })

  await test.step('it trains, and a gradient is read on a wire', async () => {
    await editor.engineIsReady()
    await expect(editor.button('Train')).toBeEnabled()
    await keyboard.press('Control+Enter')
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /Done/, {
      timeout: 120_000,
    })
    await editor.command('Go to fc1')
    await walk(editor, 'Shift+Tab', editor.wire('fc1', 'loss'))
    await keyboard.press('Enter')
    await walk(editor, 'Tab', page.getByRole('tab', { name: 'Forward' }))
    await keyboard.press('ArrowRight')
    await expect(page.getByRole('tab', { name: 'Backward' })).toBeFocused()
    expect(await editor.number('Backward', 'norm')).toBeGreaterThan(0)
  })

  await test.step('it is exported, and the focus comes back', async () => {
    await keyboard.press('Escape')
    await expect(editor.wire('fc1', 'loss')).toBeFocused()
    await editor.command('Export PyTorch')
    await expect(page.getByRole('button', { name: 'Choose where…' })).toBeFocused()
    await keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Choose a folder for untitled-pytorch' })
    await walk(editor, 'Tab', dialog.getByRole('button', { name: 'Choose this folder' }))
    await keyboard.press('Enter')
    await expect(page.getByText('Exported to untitled-pytorch', { exact: true })).toBeVisible()
    expect(await readdir(join(home, 'untitled-pytorch'))).toContain('model.py')
    await expect(editor.wire('fc1', 'loss')).toBeFocused()
  })
})
