import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from './fixtures'

const SWITCHES = ['Shapes and settings', 'What flows']

test('a person exports the sample as PyTorch, and again with the next weights, and as an ONNX model', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const exportIt = async (without: readonly string[] = []) => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: 'PyTorch…' }).click()
    for (const part of without) await page.getByRole('switch', { name: part }).click()
    await page.getByRole('button', { name: 'Choose where…' }).click()
    await page.getByRole('button', { name: 'Choose this folder' }).click()
  }
  await exportIt()
  await expect(page.getByText('Exported to mnist-cnn-pytorch', { exact: true })).toBeVisible()
  const folder = join(home, 'mnist-cnn-pytorch')
  const files = await readdir(folder)
  expect(files.sort()).toEqual([
    'README.md',
    'data.safetensors',
    'model.py',
    'requirements.txt',
    'tensor_file.py',
    'train.py',
    'weights.safetensors',
  ])
  const weights = await readFile(join(folder, 'weights.safetensors'))

  await test.step('trained weights replace the first ones', async () => {
    await editor.button('Step').click()
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')
    await exportIt()
    await expect.poll(() => readFile(join(folder, 'weights.safetensors'))).not.toEqual(weights)
  })

  await test.step('a folder with something else in it is left alone', async () => {
    await writeFile(join(folder, 'README.md'), 'mine')
    await exportIt()
    await expect(page.getByRole('dialog', { name: 'mnist-cnn-pytorch holds something else' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('mine')
  })

  await test.step('as an ONNX model that onnxruntime runs', async () => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: 'ONNX model…' }).click()
    await page.getByRole('button', { name: 'Choose where…' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Exported to mnist-cnn.onnx', { exact: true })).toBeVisible()
    const session = await InferenceSession.create(join(home, 'mnist-cnn.onnx'))
    const x = new Tensor('float32', new Float32Array(2 * 28 * 28), [2, 1, 28, 28])
    const results = Object.values(await session.run({ x }))
    expect(results.map(({ dims }) => dims)).toEqual([[2, 10]])
  })

  await test.step('as PyTorch without weights and samples, where one wants none', async () => {
    await rm(folder, { recursive: true })
    await exportIt(['Weights', 'Samples'])
    await expect.poll(() => readdir(folder).catch(() => [])).toContain('train.py')
    expect(await readdir(folder)).not.toContain('weights.safetensors')
    expect(await readFile(join(folder, 'README.md'), 'utf8')).not.toContain('load_tensors')
  })
})

test('a person exports the sample as pictures and texts, and copies them', async ({ editor, home }) => {
  const { page } = editor
  // Something has flowed.
  await editor.button('Step').click()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')

  const save = async (item: string, name: string, look: readonly string[] = []) => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: item }).click()
    if (item.startsWith('Picture')) {
      for (const choice of look)
        await page
          .getByRole(SWITCHES.includes(choice) ? 'switch' : 'radio', { name: choice, exact: true })
          .click()
      await page.getByRole('button', { name: 'Choose where…' }).click()
    }
    const dialog = page.getByRole('dialog', { name: 'Export the graph' })
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue(name)
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  }

  await test.step('as a picture, SVG, in the theme of the page or another', async () => {
    await editor.command('Dark theme')
    await save('Picture (SVG)…', 'mnist-cnn.svg')
    await expect(page.getByText('Exported to mnist-cnn.svg', { exact: true })).toBeVisible()
    const dark = await readFile(join(home, 'mnist-cnn.svg'), 'utf8')
    expect(dark).toContain('fill="#101216"')
    expect(dark.match(/data-node=/g)).toHaveLength(11)
    await test.step('chosen by a short press of an arrow key', async () => {
      await editor.command('Picture (SVG)…')
      const radio = (name: string) => page.getByRole('radio', { name, exact: true })
      await radio('Dark').focus()
      await page.keyboard.press('ArrowLeft')
      await expect(radio('Light')).toBeChecked()
      await page.keyboard.press('ArrowRight')
      await expect(radio('Dark')).toBeChecked()
      await page.keyboard.press('Escape')
    })
    await save('Picture (SVG)…', 'mnist-cnn.svg', ['Light'])
    await page.getByRole('button', { name: 'Replace' }).click()
    await expect.poll(() => readFile(join(home, 'mnist-cnn.svg'), 'utf8')).toContain('fill="#f5f6f8"')
    await save('Picture (SVG)…', 'mnist-cnn.svg', ['Shapes and settings'])
    await page.getByRole('button', { name: 'Replace' }).click()
    await expect.poll(() => readFile(join(home, 'mnist-cnn.svg'), 'utf8')).not.toContain('>N×')
    await save('Picture (SVG)…', 'mnist-cnn.svg', ['Shapes and settings', 'What flows'])
    await page.getByRole('button', { name: 'Replace' }).click()
    await expect
      .poll(() => readFile(join(home, 'mnist-cnn.svg'), 'utf8'))
      .toMatch(/data-lane="forward"[^]*‖g‖ /)
    const lanes = async () =>
      [...(await readFile(join(home, 'mnist-cnn.svg'), 'utf8')).matchAll(/data-lane="\w+"/g)].map(String)
    const all = await lanes()
    expect(all.filter((lane) => lane.includes('forward'))).toHaveLength(11)

    // What flows is that of all wires, also of those that are out of sight.
    await rm(join(home, 'mnist-cnn.svg'))
    await page.mouse.move(600, 300)
    await page.mouse.wheel(0, 4000)
    await expect(page.getByText('No node is in view.', { exact: true })).toBeVisible()
    await save('Picture (SVG)…', 'mnist-cnn.svg')
    await expect.poll(() => lanes().catch(() => [])).toEqual(all)
    await page.keyboard.press('f')
    await editor.command('Light theme')
  })

  await test.step('as PNG, Mermaid and Markdown', async () => {
    const widths = []
    for (const scale of ['1 ×', '3 ×']) {
      await save('Picture (PNG)…', 'mnist-cnn.png', [scale])
      if (widths.length > 0) await page.getByRole('button', { name: 'Replace' }).click()
      await expect(page.getByText('Exported to mnist-cnn.png', { exact: true }).last()).toBeVisible()
      await expect
        .poll(async () => (await readFile(join(home, 'mnist-cnn.png'))).readUInt32BE(16))
        .not.toBe(widths.at(-1))
      const bytes = await readFile(join(home, 'mnist-cnn.png'))
      expect(bytes.subarray(1, 4).toString()).toBe('PNG')
      widths.push(bytes.readUInt32BE(16))
    }
    expect(widths[1]).toBe(3 * widths[0]!)
    await save('Mermaid diagram…', 'mnist-cnn.mmd')
    await expect(page.getByText('Exported to mnist-cnn.mmd', { exact: true })).toBeVisible()
    await save('Markdown table…', 'mnist-cnn.md')
    await expect(page.getByText('Exported to mnist-cnn.md', { exact: true })).toBeVisible()
    expect(await readFile(join(home, 'mnist-cnn.md'), 'utf8')).toContain('| `conv1` | Conv2d |')
  })

  await test.step('and as text on the clipboard', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await editor.command('Copy as Mermaid')
    await expect(page.getByText('Copied as Mermaid', { exact: true })).toBeVisible()
    expect(await copied()).toMatch(/^flowchart LR\n/)
    await editor.command('Copy print(net)')
    await expect(page.getByText('Copied print(net)', { exact: true })).toBeVisible()
    expect(await copied()).toMatch(/^Net\(\n {2}\(conv1\): Conv2d\(1, 32,/)
  })
})
