import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Editor, expect, test } from './fixtures'

test('a file that another program has changed is not written over before one has seen what is different', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const file = join(home, 'net.json')
  await editor.saveAs('net')
  const theirs = readFileSync(file, 'utf8').replace('"out_features": 128', '"out_features": 96')
  const changed = page.getByRole('dialog', { name: 'Another program has changed net.json' })

  await test.step('the window tells of it when it comes to the front, and nothing else happens', async () => {
    writeFileSync(file, theirs)
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await expect(page.getByText('Another program has changed net.json', { exact: true })).toBeVisible()
    await expect(changed).toBeHidden()
    await expect(editor.wire('fc1', 'relu3')).toHaveAccessibleName(/N×128/)
  })

  await test.step('saving shows what is different, and neither is lost where one cancels', async () => {
    await editor.setting('Epochs', '7')
    await page.keyboard.press('Control+s')
    await expect(changed.getByRole('list', { name: 'What is different' })).toContainText('out_features')
    await changed.getByRole('button', { name: 'Cancel' }).click()
    expect(readFileSync(file, 'utf8')).toBe(theirs)
  })

  await test.step('both are kept under two names', async () => {
    await page.keyboard.press('Control+s')
    await changed.getByRole('button', { name: 'Keep both…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save the graph' })
    const opened = page.context().waitForEvent('page')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'net-2.json', exact: true })).toBeVisible()
    const other = new Editor(await opened)
    await expect(other.page.getByRole('heading', { name: 'net.json', exact: true })).toBeVisible()
    await expect(other.wire('fc1', 'relu3')).toHaveAccessibleName(/N×96/)
    await expect(editor.wire('fc1', 'relu3')).toHaveAccessibleName(/N×128/)
    expect(new URL(other.page.url()).hash).toBe('')
    await other.page.close()
    expect(readFileSync(file, 'utf8')).toBe(theirs)
    expect(readFileSync(join(home, 'net-2.json'), 'utf8')).toContain('"out_features": 128')
  })

  await test.step('a file that is gone is written again', async () => {
    rmSync(join(home, 'net-2.json'))
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await expect(page.getByText('net-2.json is no longer there', { exact: true })).toBeVisible()
    await editor.setting('Epochs', '8')
    await page.keyboard.press('Control+s')
    const saved = join(home, 'net-2.json')
    await expect.poll(() => (existsSync(saved) ? readFileSync(saved, 'utf8') : '')).toContain('"epochs": 8')
  })
})
