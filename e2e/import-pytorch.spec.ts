/** Bringing PyTorch nets and their weights in. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'

const NETS = new URL('../src/engine/reference/imported/', import.meta.url)

test('a net is imported from its source, and takes the weights that PyTorch saved', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await editor.drop('alexnet.py', readFileSync(new URL('nets/alexnet.py', NETS)))
  const report = page.getByRole('dialog', { name: 'Imported alexnet.py' })
  await expect(report).toContainText('The source does not say the shape of x: [3, 32, 32] fits')
  await report.getByRole('button', { name: 'Close' }).last().click()
  await expect(editor.node('features')).toBeVisible()
  await editor.engineIsReady()

  copyFileSync(new URL('alexnet.pt', NETS), join(home, 'alexnet.pt'))
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitem', { name: 'Import weights…' }).click()
  const chooser = page.getByRole('dialog', { name: 'Import weights' })
  await chooser.getByLabel('Folder', { exact: true }).fill(home)
  await chooser.getByLabel('Folder', { exact: true }).press('Enter')
  await chooser.getByRole('button', { name: /alexnet\.pt/ }).dblclick()
  await expect(page.getByText('Loaded the weights of alexnet.pt', { exact: true })).toBeVisible()
})

test('weights that do not fit are shown for what they are, and source that is pasted becomes nodes', async ({
  editor,
}) => {
  const { page } = editor
  await test.step('weights of another net: only what fits is loaded', async () => {
    await editor.drop('tutorial.pt', readFileSync(new URL('tutorial.pt', NETS)))
    const dialog = page.getByRole('dialog', { name: 'Not all weights of tutorial.pt fit' })
    await expect(dialog).toContainText('size mismatch for conv1.weight')
    await expect(dialog).toContainText('torch.Size([6, 3, 5, 5])')
    await dialog.getByRole('button', { name: /^Load the/ }).click()
    await expect(page.getByText(/^Loaded \d of \d tensors from tutorial\.pt$/)).toBeVisible()
    await expect(editor.node('conv1')).toBeVisible()
  })

  await test.step('weights of which none fits load nothing, and say so', async () => {
    await editor.drop('unet.pt', readFileSync(new URL('unet.pt', NETS)))
    const dialog = page.getByRole('dialog', { name: 'The weights of unet.pt do not fit' })
    await expect(dialog).toContainText('Unexpected key(s) in state_dict: "inc.double_conv.0.weight"')
    await expect(dialog.getByRole('button', { name: /^Load/ })).toHaveCount(0)
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await expect(dialog).toBeHidden()
  })

  await test.step('source that is pasted becomes nodes, which one undo takes away', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const source = 'nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))'
    await page.evaluate((text) => navigator.clipboard.writeText(text), source)
    const before = await page.locator('.react-flow__node').count()
    await page.locator('.react-flow__pane').click({ position: { x: 40, y: 500 } })
    await page.keyboard.press('Control+v')
    const report = page.getByRole('dialog', { name: 'The pasted net is in the graph' })
    await report.getByRole('button', { name: 'Close' }).last().click()
    await expect(page.locator('.react-flow__node')).toHaveCount(before + 5)
    await test.step('what is new is in view, clear of the tools', async () => {
      const tools = (await page.getByRole('toolbar', { name: 'Canvas tools' }).boundingBox())!
      const added = page.locator('.react-flow__node.selected')
      await expect(added).toHaveCount(5)
      await expect
        .poll(async () => {
          const boxes = await Promise.all((await added.all()).map((node) => node.boundingBox()))
          return boxes.every((box) => box !== null && box.y + box.height < tools.y)
        })
        .toBe(true)
    })
    await page.keyboard.press('Control+z')
    await expect(page.locator('.react-flow__node')).toHaveCount(before)
  })
})
