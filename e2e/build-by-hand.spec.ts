import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSafetensors } from '../src/graph/formats/safetensors'
import { addLayer, connect } from './by-mouse'
import { expect, gradwire, test } from './fixtures'
import { expectShown } from './shown'

/** A layer of the palette, where it is dropped on the canvas, and what is typed into its form. */
const LAYERS: [type: string, at: [number, number], params?: Record<string, string>][] = [
  ['Dataset', [450, 400], { count: '64' }],
  ['Conv2d', [130, 60], { out_channels: '32', kernel_size: '3', padding: '1' }],
  ['ReLU', [400, 60]],
  ['Conv2d', [670, 60], { out_channels: '32', kernel_size: '3', padding: '1' }],
  ['ReLU', [130, 200]],
  ['MaxPool2d', [400, 200]],
  ['Flatten', [670, 200]],
  ['Linear', [130, 560], { out_features: '128' }],
  ['ReLU', [400, 560]],
  ['Linear', [670, 560], { out_features: '10' }],
  ['CrossEntropyLoss', [670, 700]],
]
const WIRES: [source: string, output: string, target: string, input: string][] = [
  ['data', 'x', 'conv1', 'input'],
  ['conv1', 'output', 'relu1', 'input'],
  ['relu1', 'output', 'conv2', 'input'],
  ['conv2', 'output', 'relu2', 'input'],
  ['relu2', 'output', 'pool1', 'input'],
  ['pool1', 'output', 'flatten', 'input'],
  ['flatten', 'output', 'fc1', 'input'],
  ['fc1', 'output', 'relu3', 'input'],
  ['relu3', 'output', 'fc2', 'input'],
  ['fc2', 'output', 'loss', 'input'],
  ['data', 'y', 'loss', 'target'],
]

test('a person wires the CNN from an empty canvas, trains it, and reads the gradient that the command line writes', async ({
  editor,
  home,
}) => {
  await test.step('an empty canvas invites to begin', async () => {
    await editor.page.keyboard.press('Control+Alt+n')
    await expect(editor.page.getByText('Wire your first network')).toBeVisible()
  })

  await test.step('layers are dragged from the palette and given their parameters', async () => {
    await editor.button('Bottom panel').click()
    for (const layer of LAYERS) await addLayer(editor, ...layer)
    await expect(editor.page.locator('.react-flow__node')).toHaveCount(LAYERS.length)
    await expect(
      editor.page.getByText(/^The loss \w+ is not connected, so there is nothing to train\./),
    ).toBeVisible()
    await expect(editor.button('Train')).toHaveAttribute('aria-disabled', 'true')
  })

  await test.step('wires are dragged from output to input, and every wire shows its shape', async () => {
    for (const wire of WIRES) await connect(editor, ...wire)
    await expect(editor.wire('conv1', 'relu1')).toHaveAccessibleName(/N×32×28×28/)
    await expect(editor.wire('flatten', 'fc1')).toHaveAccessibleName(/N×6272/)
    await expect(editor.page.getByRole('button', { name: /problem/ })).toHaveCount(0)
    await expect(editor.page.getByText('Ready to train', { exact: true })).toBeVisible()
  })

  await test.step('it trains', async () => {
    await editor.button('Bottom panel').click()
    await editor.button('Train').click()
    await expect(editor.page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)
    await expect(editor.page.getByText('Training is done after 1 step.')).toBeAttached({ timeout: 60_000 })
  })

  await test.step('what Reset took away can be put back, by what tells of it and by Undo', async () => {
    const progress = editor.page.getByRole('progressbar')
    await editor.button('Reset').click()
    await expect(progress).toHaveCount(0)
    await editor.button('Put back').click()
    await expect(progress).toHaveAttribute('aria-valuetext', /Done$/)
    await editor.button('Reset').click()
    await expect(progress).toHaveCount(0)
    await editor.button('Undo').click()
    await expect(progress).toHaveAttribute('aria-valuetext', /Done$/)
  })

  await test.step('after a reset, the first step has the gradient of `gradwire run --grad`', async () => {
    await editor.button('Reset').click()
    await editor.button('Step').click()
    await editor.selectWire('conv1', 'relu1')
    const wire = editor.page.getByRole('region', { name: 'Wire' })
    await expect(wire.getByText('Step 1', { exact: true })).toBeVisible()
    await editor.saveAs('by-hand')
    const out = join(home, 'pass.safetensors')
    gradwire('run', join(home, 'by-hand.json'), '--mode', 'train', '--grad', '--out', out)
    const gradient = Float64Array.from(readSafetensors(readFileSync(out)).get('grad/conv1')!.values)
    const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))
    expect(norm).toBeGreaterThan(0)
    const read = (key: string) => () => editor.number('Backward', key)
    await expectShown(read('norm'), norm)
    await expectShown(
      read('max'),
      gradient.reduce((a, b) => Math.max(a, b)),
    )
    await expectShown(
      read('min'),
      gradient.reduce((a, b) => Math.min(a, b)),
    )
    const zeros = gradient.filter((value) => value === 0).length
    expect(zeros).toBeLessThan(gradient.length)
  })
})
