/** Bringing another program's network in. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { onnxModel } from '../src/graph/import/onnx/onnx-model.fixture'

const FIXTURES = new URL('../src/graph/import/onnx/fixtures/', import.meta.url)

test('an ONNX model is imported from the menu, with its weights, and can be looked through', async ({
  editor,
  home,
}) => {
  copyFileSync(new URL('resnet.onnx', FIXTURES), join(home, 'resnet.onnx'))
  const { page } = editor
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitem', { name: 'Import…' }).click()
  const chooser = page.getByRole('dialog', { name: 'Import a file' })
  await chooser.getByLabel('Folder', { exact: true }).fill(home)
  await chooser.getByLabel('Folder', { exact: true }).press('Enter')
  await chooser.getByRole('button', { name: /resnet\.onnx/ }).click()
  await chooser.getByRole('button', { name: 'Import', exact: true }).click()
  const report = page.getByRole('dialog', { name: 'Imported resnet.onnx' })
  await expect(report).toContainText('tensors of weights came with it')
  await expect(report).toContainText('Everything in it was understood.')
  await report.getByRole('button', { name: 'Close' }).last().click()
  await expect(editor.node('layer1_0_conv1')).toBeVisible()
  await expect(page).toHaveTitle(/• resnet\.json/)
})

test('a dropped model with an operation of its own says so and shows where', async ({ editor }) => {
  const { page } = editor
  const bytes = onnxModel({
    inputs: { x: ['n', 4] },
    nodes: [
      ['MatMul', ['x', 'fc.weight'], ['h']],
      ['com.example:Magic', ['h'], ['m'], { power: 3 }],
      ['Tanh', ['m'], ['y']],
    ],
    given: { 'fc.weight': [4, 2] },
  })
  await editor.drop('magic.onnx', bytes)
  const report = page.getByRole('dialog', { name: 'Imported magic.onnx' })
  await expect(report).toContainText("'/part/Magic_1' (Magic) became an opaque node")
  await report.getByRole('button', { name: 'Show part' }).click()
  await expect(report).toBeHidden()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByLabel('op', { exact: true })).toHaveValue('Magic')
  await expect(inspector.getByLabel('attributes', { exact: true })).toHaveValue('{"power":3}')
  await expect(editor.wire('part', 'part_tanh').locator('.react-flow__edge-path')).toBeAttached()
})

test('a damaged model is explained, and the graph that is open stays', async ({ editor, home }) => {
  const { page } = editor
  const whole = readFileSync(new URL('resnet.onnx', FIXTURES))
  writeFileSync(join(home, 'cut.onnx'), whole.subarray(0, 2000))
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitem', { name: 'Import…' }).click()
  const chooser = page.getByRole('dialog', { name: 'Import a file' })
  await chooser.getByLabel('Folder', { exact: true }).fill(home)
  await chooser.getByLabel('Folder', { exact: true }).press('Enter')
  await chooser.getByRole('button', { name: /cut\.onnx/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'cut.onnx cannot be opened' })).toContainText('cut short')
  await page.keyboard.press('Escape')
  await expect(editor.node('conv1')).toBeVisible()
})
