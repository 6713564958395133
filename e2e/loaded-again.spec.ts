/** A page that is loaded again, or that ended, shows what its window had: the document, its run, and never another's weights. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, gradwire, test, type Editor } from './fixtures'
import { ROOT } from './host'
import { readSafetensors } from '../src/graph/formats/safetensors'

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
  await editor.saveAs('one')
  const text = readFileSync(join(home, 'one.json'), 'utf8')
  writeFileSync(join(home, 'other.json'), text.replace(/"seed": \d+/, '"seed": 41'))
  expect(readFileSync(join(home, 'other.json'), 'utf8')).not.toBe(text)
  await editor.button('Step').click()
  await expect(progress).toHaveAttribute('aria-valuenow', '1')
  const pid = await enginePid(editor)
  process.kill(pid, 'SIGSTOP')
  try {
    await openFile(editor, 'other.json')
    await page.reload()
    await page.getByRole('heading', { name: 'other.json', exact: true }).waitFor()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect(page.getByText('Ready to train')).toBeVisible()
  await expect(progress).toHaveCount(0)
})

test('a page that ended before its engine had the imported weights says so when it is back', async ({
  editor,
  home,
}) => {
  const { page } = editor
  page.on('dialog', (dialog) => void dialog.accept())
  const file = join(home, 'net.onnx')
  gradwire('export', join(ROOT, 'resources/samples/xor-mlp.json'), '--to', 'onnx', '--out', file)
  const missed = page.getByText('If the net starts untrained, import it again.', { exact: true })
  const pid = await enginePid(editor)
  process.kill(pid, 'SIGSTOP')
  try {
    await editor.drop('net.onnx', readFileSync(file))
    await page.getByRole('dialog', { name: 'Imported net.onnx' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'net.json' }).waitFor()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect(missed).toBeVisible()

  await test.step('one that had them says nothing', async () => {
    await editor.drop('net.onnx', readFileSync(file))
    await page.getByRole('button', { name: "Don't save" }).click()
    await page.getByRole('dialog', { name: 'Imported net.onnx' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => sessionStorage.getItem('gradwire.open.document')))
      .toContain('"awaitsWeights":false')
    await page.reload()
    await editor.engineIsReady()
    await expect(page.getByText('Your unsaved work on net.json is back.', { exact: true })).toBeVisible()
    await expect(missed).toHaveCount(0)
  })
})

test('weights that a file brought are saved with the graph, also after the page was loaded again and its engine ended', async ({
  editor,
  home,
}) => {
  const { page } = editor
  page.on('dialog', (dialog) => void dialog.accept())
  const sample = join(ROOT, 'resources/samples/xor-mlp.json')
  const [file, own] = [join(home, 'net.onnx'), join(home, 'own.safetensors')]
  gradwire('export', sample, '--to', 'onnx', '--out', file)
  gradwire('export', sample, '--to', 'safetensors', '--out', own)
  const saved = join(home, 'brought.safetensors')
  await editor.drop('net.onnx', readFileSync(file))
  await page.getByRole('dialog', { name: 'Imported net.onnx' }).waitFor()
  await expect
    .poll(() => page.evaluate(() => sessionStorage.getItem('gradwire.open.document')))
    .toContain('"awaitsWeights":false')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Save weights with the graph' }).click()
  await page.keyboard.press('Escape')
  await page.reload()
  await editor.engineIsReady()
  await editor.saveAs('brought')
  await expect.poll(() => existsSync(saved)).toBe(true)
  expect(valuesIn(saved)).toEqual(valuesIn(own))

  await test.step('while the engine is brought back', async () => {
    const pid = await enginePid(editor)
    rmSync(saved)
    process.kill(pid, 'SIGKILL')
    await editor.setting('Epochs', '77')
    await page.keyboard.press('Control+s')
    await expect.poll(() => existsSync(saved), { timeout: 30_000 }).toBe(true)
    expect(valuesIn(saved)).toEqual(valuesIn(own))
    expect(readFileSync(join(home, 'brought.json'), 'utf8')).toContain('"epochs": 77')
  })
})

/** Whatever they are called: names of another program's file are not ours. */
function valuesIn(path: string): string[] {
  const tensors = [...readSafetensors(readFileSync(path)).values()]
  return tensors.map(({ values }) => Array.from(values, Number).join()).toSorted()
}
