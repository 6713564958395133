/** Bringing another program's network in. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { hasKeyboard } from './keyboard'
import { onnxModel } from '../src/graph/import/onnx/onnx-model.fixture'

const FIXTURES = new URL('../src/graph/import/onnx/fixtures/', import.meta.url)

test('an ONNX model is imported from the menu, with its weights, and can be looked through', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const choose = async (file: RegExp) => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Import…' }).click()
    const chooser = page.getByRole('dialog', { name: 'Import a file' })
    await chooser.getByLabel('Folder', { exact: true }).fill(home)
    await chooser.getByLabel('Folder', { exact: true }).press('Enter')
    return { chooser, file: chooser.getByRole('button', { name: file }) }
  }

  await test.step('a damaged model is explained, and the graph that is open stays', async () => {
    const whole = readFileSync(new URL('resnet.onnx', FIXTURES))
    writeFileSync(join(home, 'cut.onnx'), whole.subarray(0, 2000))
    const { file } = await choose(/cut\.onnx/)
    await file.focus()
    await page.keyboard.press('Enter')
    const wrong = page.getByRole('dialog', { name: 'cut.onnx cannot be opened' })
    await expect(wrong).toContainText('cut short')
    await hasKeyboard(wrong)
    await page.keyboard.press('Escape')
    await expect(editor.node('conv1')).toBeVisible()
  })

  await test.step('a whole one is, with what was understood', async () => {
    copyFileSync(new URL('resnet.onnx', FIXTURES), join(home, 'resnet.onnx'))
    const { chooser, file } = await choose(/resnet\.onnx/)
    await file.click()
    await chooser.getByRole('button', { name: 'Import', exact: true }).click()
    const report = page.getByRole('dialog', { name: 'Imported resnet.onnx' })
    await expect(report).toContainText('tensors of weights came with it')
    await expect(report).toContainText('Everything in it was understood.')
    await report.getByRole('button', { name: 'Close' }).last().click()
    await expect(editor.node('layer1_0_conv1')).toBeVisible()
    await expect(page).toHaveTitle(/• resnet\.json/)
  })

  await test.step('it has more nodes than the graph before, and all of them are in view', async () => {
    const canvas = (await page.getByRole('main').boundingBox())!
    const tools = (await page.getByRole('toolbar', { name: 'Canvas tools' }).boundingBox())!
    await expect(page.locator('.react-flow__node')).toHaveCount(22)
    for (const node of await page.locator('.react-flow__node').all()) {
      const box = (await node.boundingBox())!
      expect(box.x).toBeGreaterThan(canvas.x)
      expect(box.x + box.width).toBeLessThan(canvas.x + canvas.width)
      expect(box.y).toBeGreaterThan(canvas.y)
      expect(box.y + box.height).toBeLessThan(tools.y)
    }
  })
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
