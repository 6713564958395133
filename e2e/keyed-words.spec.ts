/** In the language that marks every message, nothing of what the page says stands unmarked but names, numbers and quotations. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import type { ActionId } from '../src/actions/actions'
import { menuBar, menuTitle } from '../src/actions/menus'
import { t } from '../src/words/words'
import { expect } from './fixtures'
import { firstScreen, startMarked, test } from './reader'

const IMPORTED = new URL('../src/engine/reference/imported/', import.meta.url)

test('menus, dialogs, hints and what is said of files have keys', async ({ reader }) => {
  const { page } = reader
  await reader.read('the first screen')

  await test.step('menus', async () => {
    for (const { menu } of menuBar.filter(({ spread }) => spread !== true)) {
      await reader.button(t('menu.main')).click()
      await page.getByRole('menuitem', { name: t(menuTitle(menu)), exact: true }).hover()
      await expect(page.getByRole('menu')).toHaveCount(2)
      await reader.read(`the menu ${menu}`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('menu')).toHaveCount(0)
    }
    for (const target of [reader.node('conv1'), page.locator('.react-flow__pane')]) {
      await target.click({ button: 'right', position: { x: 30, y: 20 } })
      await reader.readDialog('a right click', page.getByRole('menu'))
    }
  })

  await test.step('what commands open', async () => {
    const open = async (id: ActionId, ready?: Locator) => {
      await reader.run(id)
      await reader.readDialog(id, reader.dialog(), ready)
    }
    await open('file.samples', reader.dialog().locator('[data-sample]').first())
    for (const id of ['help.shortcuts', 'help.about', 'edit.addLayer'] as const) await open(id)
    const folder = page.getByRole('list', { name: t('fileDialog.entries') })
    for (const id of ['file.open', 'file.import', 'file.importWeights', 'file.saveAs'] as const)
      await open(id, folder)
    for (const id of ['export.pytorch', 'export.onnx'] as const) {
      await open(id)
      await reader.run(id)
      await reader
        .dialog()
        .getByRole('button', { name: t('file.export.go') })
        .click()
      await reader.readDialog(`where ${id} goes`, reader.dialog(), folder)
    }
    await page.keyboard.press('Control+k')
    await reader.read('the command palette')
    await page.getByPlaceholder(t('commands.search')).fill('qqqqqq')
    await reader.readDialog('an empty command palette', reader.dialog())
    await reader.node('conv1').click()
    await page.keyboard.press('c')
    await reader.readDialog('the dialog that connects', reader.dialog())
    await reader.node('conv1').click()
    await page.keyboard.press('h')
    await expect(page.getByPlaceholder(t('hookPanel.searchPlace'))).toBeVisible()
    await reader.read('the places of a hook')
    await page.keyboard.press('Enter')
    await reader.readDialog(
      'the types of a hook',
      reader.dialog(),
      page.getByPlaceholder(t('hookPanel.search')),
    )
  })

  await test.step('hints at the pointer', async () => {
    const hint = page.getByRole('tooltip')
    for (const button of await page.getByRole('banner').getByRole('button', { disabled: false }).all()) {
      await button.hover({ force: true })
      if ((await button.getAttribute('aria-label')) !== t('menu.main')) await expect(hint).toBeVisible()
      await reader.read('a hint')
      await page.mouse.move(700, 500, { steps: 3 })
      await expect(hint).toHaveCount(0)
    }
  })

  await test.step('a file that is saved, and saved again', async () => {
    for (const text of [
      t('file.saved', { name: 'words.json' }),
      t('file.exists.title', { name: 'words.json' }),
    ]) {
      await reader.run('file.saveAs')
      const name = reader.dialog().getByLabel(t('fileDialog.name'))
      await name.fill('words')
      await name.press('Enter')
      await expect(page.getByText(text, { exact: true })).toBeVisible()
      await reader.read('saving')
    }
  })

  await test.step('what is said of files', async () => {
    await page.keyboard.press('Escape')
    await expect(reader.dialog()).toHaveCount(0)
    const wrong: Record<string, string> = {
      'cut.json': '{ "format": "gradwire.graph", "version": 1,,',
      'wrong.json': JSON.stringify({
        format: 'gradwire.graph',
        version: 1,
        main: 'Net',
        modules: { Net: { nodes: [{ id: 'a' }], edges: [{}] } },
      }),
      'none.py': 'x = 1',
      'none.onnx': 'nothing',
      'none.pt': 'nothing',
      'none.safetensors': 'nothing',
    }
    for (const [name, text] of Object.entries(wrong)) {
      await reader.drop(name, new TextEncoder().encode(text))
      await reader.readDialog(name, reader.dialog())
    }
    await reader.drop('tutorial.pt', readFileSync(new URL('tutorial.pt', IMPORTED)))
    await reader.readDialog('weights of which some fit', reader.dialog())
    await reader.drop('unet.pt', readFileSync(new URL('unet.pt', IMPORTED)))
    await reader.readDialog('weights of which none fits', reader.dialog())
    await reader.drop('alexnet.py', readFileSync(new URL('nets/alexnet.py', IMPORTED)))
    await reader.readDialog('an imported net', reader.dialog())
  })
})

test('inspectors, problems and modules have keys', async ({ reader }) => {
  const { page } = reader

  await test.step('of the document, and of nodes', async () => {
    await reader.unfold()
    await reader.read('the inspector of the document')
    for (const box of await reader.inspector.getByRole('combobox').all()) {
      await box.click()
      await reader.readDialog('a list of choices', page.getByRole('listbox'))
    }
    for (const name of ['data', 'conv1', 'relu1', 'pool', 'fc1', 'loss']) await reader.inspect(name)
    await page.keyboard.press('Control+a')
    await expect(page.getByRole('region', { name: t('inspector.several') })).toBeVisible()
    await reader.read('the inspector of several nodes')
    await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
  })

  await test.step('what is wrong, at its field, its node and in the list', async () => {
    await reader.inspect('conv2')
    const channels = page.getByRole('textbox', { name: 'in_channels', exact: true })
    await channels.fill('many')
    await channels.press('Enter')
    await reader.read('a field with a wrong value')
    await channels.fill('31')
    await channels.press('Enter')
    await page.getByRole('button', { name: t('node.showProblem', { name: 'conv2' }) }).click()
    await reader.readDialog('the problem of a node', reader.dialog())
    await page.keyboard.press('Escape')
    await reader.button(t('problems.errors', { count: 1 })).click()
    await reader.readDialog('the list of problems', reader.dialog())
    await reader.node('data').click()
    await page.keyboard.press('Delete')
    await reader.read('a net without data')
    await reader.run('edit.undo')
    await reader.run('edit.undo')
  })

  await test.step('a module', async () => {
    await page.keyboard.press('Escape')
    await reader.node('conv1').click()
    await reader.node('relu1').click({ modifiers: ['Shift'] })
    await reader.run('module.group')
    await expect(reader.node('block1')).toBeVisible()
    await reader.unfold()
    await reader.read('an instance')
    await reader.run('module.open')
    await expect(reader.node('conv1')).toBeVisible()
    await reader.read('a module')
  })

  await test.step('a new graph, and what was not saved', async () => {
    await reader.run('file.new')
    await expect(reader.button(t('file.unsaved.discard'))).toBeVisible()
    await reader.read('the question whether to save')
    await reader.button(t('file.unsaved.discard')).click()
    await expect(page.getByRole('heading', { name: t('canvas.empty.title') })).toBeVisible()
    await reader.read('an empty graph')
  })
})

test('what is said of work that a closed window left has keys', async ({ context }) => {
  const host = await startMarked()
  const drafts = join(host.home, 'data', 'drafts')
  const other = await firstScreen(await context.newPage(), host)
  await other.node('conv1').click()
  await other.page.keyboard.press('Delete')
  await expect.poll(() => existsSync(drafts) && readdirSync(drafts).length).toBe(1)
  await other.page.close({ runBeforeUnload: false })

  const reader = await firstScreen(await context.newPage(), host)
  await reader.button(t('drafts.show')).click()
  await expect(reader.button(t('drafts.restore'))).toBeVisible()
  await expect(reader.dialog().locator('svg rect')).toHaveCount(10)
  await reader.read('the work that was left')
  await reader
    .dialog()
    .getByRole('button', { name: t('drafts.discard', { name: 'mnist-cnn.json' }) })
    .click()
  await expect(reader.dialog()).toHaveCount(0)
  await host.stop()
})
