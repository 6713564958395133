/** A page that is loaded again, or that ended, shows what its window had: the document, its run, and never another's weights. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Editor } from './fixtures'

async function openFile({ page }: Editor, name: string): Promise<void> {
  await page.keyboard.press('Control+o')
  const dialog = page.getByRole('dialog', { name: 'Open a graph' })
  await dialog.getByRole('button', { name }).click()
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

async function enginePid({ page }: Editor): Promise<number> {
  await page.getByRole('status', { name: /^Engine: / }).hover()
  const hint = page.getByRole('tooltip')
  await expect(hint).toContainText(/Process \d+/)
  return Number(/Process (\d+)/.exec((await hint.textContent()) ?? '')?.[1])
}

test('what is open and was not edited is there again, with its run', async ({ editor, home }) => {
  const { page } = editor
  const heading = (name: string) => page.getByRole('heading', { name, exact: true })
  const progress = page.getByRole('progressbar', { name: 'Training progress' })

  await test.step('a sample', async () => {
    await editor.command('Open sample')
    const samples = page.getByRole('dialog', { name: 'Samples' })
    await samples.getByRole('button', { name: /^XOR/ }).click()
    await expect(heading('xor-mlp.json')).toBeVisible()
    await editor.button('Step').click()
    await expect(progress).toHaveAttribute('aria-valuenow', '1')
    await page.reload()
    await expect(heading('xor-mlp.json')).toBeVisible()
    await expect(progress).toHaveAttribute('aria-valuenow', '1')
    await editor.button('Step').click()
    await expect(progress).toHaveAttribute('aria-valuenow', '2')
    await expect(page.getByText('Unsaved', { exact: false })).toHaveCount(0)
  })

  await test.step('a file', async () => {
    await editor.saveAs('mine')
    await page.reload()
    await expect(heading('mine.json')).toBeVisible()
    await expect(progress).toHaveAttribute('aria-valuenow', '2')
  })

  await test.step('a file that is gone gives way to the first sample', async () => {
    await editor.saveAs('gone')
    rmSync(join(home, 'gone.json'))
    await page.reload()
    await expect(heading('mnist-cnn.json')).toBeVisible()
    await expect(page.getByText('Ready to train')).toBeVisible()
  })
})

test('a net that was not built yet when its page went begins with its own weights', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const progress = page.getByRole('progressbar', { name: 'Training progress' })
  // Two nets that differ in nothing that weights are kept by: their names and sizes are the same.
  await editor.saveAs('first')
  const text = readFileSync(join(home, 'first.json'), 'utf8')
  writeFileSync(join(home, 'second.json'), text.replace(/"seed": \d+/, '"seed": 41'))
  expect(readFileSync(join(home, 'second.json'), 'utf8')).not.toBe(text)
  await editor.button('Step').click()
  await expect(progress).toHaveAttribute('aria-valuenow', '1')
  const pid = await enginePid(editor)
  process.kill(pid, 'SIGSTOP')
  try {
    await openFile(editor, 'second.json')
    await page.reload()
    await page.getByRole('heading', { name: 'second.json', exact: true }).waitFor()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect(page.getByText('Ready to train')).toBeVisible()
  await expect(progress).toHaveCount(0)
})
