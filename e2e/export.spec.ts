import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from './fixtures'

test('a person exports the sample as PyTorch from the menu, and again with the next weights', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const exportIt = async () => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: 'PyTorch…' }).click()
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
})

test('a person exports the sample as an ONNX model that onnxruntime runs', async ({ editor, home }) => {
  const { page } = editor
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitem', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'ONNX model…' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Exported to mnist-cnn.onnx', { exact: true })).toBeVisible()
  const session = await InferenceSession.create(join(home, 'mnist-cnn.onnx'))
  const x = new Tensor('float32', new Float32Array(2 * 28 * 28), [2, 1, 28, 28])
  const results = Object.values(await session.run({ x }))
  expect(results.map(({ dims }) => dims)).toEqual([[2, 10]])
})
