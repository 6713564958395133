/** One sample by hand, forward only: the numbers are PyTorch's, with hooks and without. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import { writeSafetensors } from '../src/graph/formats/safetensors'
import { expectFits } from './fits'
import { expect, test, type Editor } from './fixtures'
import { hasKeyboard } from './keyboard'
import { expectShown, readNumber } from './shown'
import { expectGiven, given } from './tensors'

/** What PyTorch says; src/engine/session/make_by_hand.py writes it. */
const torch = JSON.parse(
  readFileSync(new URL('../src/engine/session/by-hand.json', import.meta.url), 'utf8'),
) as Record<'output' | 'hooked' | 'forward', Required<SavedNumbers>>

/** The lesson's net with a forward hook on conv1 that doubles what it gives. */
function hookedSample(): string {
  const sample = JSON.parse(
    readFileSync(new URL('../resources/samples/mnist-cnn.json', import.meta.url), 'utf8'),
  ) as { modules: { Net: object } }
  const hooks = [
    { id: 'h0', node: 'n1', pass: 'forward', type: 'expression', params: { expr: '2 * x' } },
    { id: 'h1', node: 'n1', pass: 'forward', type: 'print' },
  ]
  return JSON.stringify({ ...sample, modules: { Net: { ...sample.modules.Net, hooks } } })
}

/** Opens the panel and gives x the noise of a seed. */
async function giveNoise(editor: Editor, seed: string): Promise<void> {
  const { page } = editor
  await editor.command('Feed by hand')
  await page.getByRole('combobox', { name: 'What data.x is given' }).click()
  await page.getByRole('option', { name: 'torch.randn, seed' }).click()
  const field = page.getByRole('textbox', { name: 'Seed for data.x' })
  await field.fill(seed)
  await field.press('Enter')
}

test('noise of a seed gives what PyTorch gives, every wire shows it, and the run is as it was', async ({
  editor,
}) => {
  const { page } = editor
  await editor.button('Step').click()
  await expect(page.getByRole('progressbar')).toHaveAccessibleName('Training progress')
  await editor.button('Reset').click()
  await giveNoise(editor, '7')
  await expect(page.getByText('torch.manual_seed(7); torch.randn(1, 1, 28, 28)')).toBeVisible()
  await editor.button('Run forward').click()
  await expectGiven(editor, 'call', torch.output)
  await expect(page.getByText('No hook acts forward')).toBeVisible()

  await test.step('what comes out is seen in a small window, too', async () => {
    await page.setViewportSize({ width: 1024, height: 700 })
    await expect(page.locator('[data-value=call]').first()).toBeInViewport({ ratio: 1 })
    await expectFits(page.getByRole('tabpanel', { name: 'By hand' }))
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('a wire shows the one sample, and says that it is by hand', async () => {
    await editor.selectWire('fc1', 'relu3')
    const wire = page.getByRole('region', { name: 'Wire' })
    await expect(wire.getByText('1×128').first()).toBeVisible()
    await expect(wire.getByText('By hand')).toBeVisible()
    await page.getByRole('tab', { name: 'Backward' }).click()
    await expect(wire.getByText('Forward only')).toBeVisible()
    await page.getByRole('tab', { name: 'Forward' }).click()
  })

  await test.step('the run is shown again when that is asked for', async () => {
    await editor.button('Show the run').click()
    await expect(page.getByRole('region', { name: 'Wire' }).getByText('By hand')).toBeHidden()
  })
})

test('net(x), net.forward(x), which leaves the hooks of modules inside to them, and no hooks stand side by side', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await editor.drop('hooked.json', new TextEncoder().encode(hookedSample()))
  await expect(page.getByRole('heading', { name: 'hooked.json', exact: true })).toBeVisible()
  await giveNoise(editor, '7')
  await editor.button('Run forward').click()
  await expectGiven(editor, 'call', torch.hooked)
  await expectGiven(editor, 'forward', torch.forward)
  await expectGiven(editor, 'bare', torch.output)

  await test.step('also in a small window, where numbers are shorter and told whole at the pointer', async () => {
    const exact = await given(editor, 'bare')
    await page.setViewportSize({ width: 1024, height: 700 })
    const rows = page.getByRole('table', { name: 'fc2' }).getByRole('row')
    for (const call of ['call', 'forward', 'bare'] as const)
      await expect(rows.nth(1).locator(`[data-value=${call}]`)).toBeInViewport({ ratio: 1 })
    await expectFits(page.getByRole('tabpanel', { name: 'By hand' }))
    const told = rows
      .locator('[data-value=bare]')
      .evaluateAll((all) => all.map((cell) => cell.getAttribute('title')))
    expect((await told).map(readNumber)).toEqual(exact)
    // Beside the code it stands below what goes in, and comes into view.
    await page.keyboard.press('Control+e')
    await editor.button('Run forward').click()
    await expect(rows.nth(1).locator('[data-value=bare]')).toBeInViewport({ ratio: 1 })
    // The name of the page stays in view as palette and code take its row's room.
    await page.setViewportSize({ width: 1280, height: 720 })
    await expect(page.getByRole('tab', { name: 'By hand' })).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('Control+e')
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('the wires show either', async () => {
    await editor.selectWire('fc2', 'loss')
    const hooked = await editor.number('Forward', 'max')
    await page.getByRole('radio', { name: 'net.forward(x)' }).click()
    await expect(page.getByRole('radio', { name: 'net.forward(x)' })).toBeChecked()
    expect(await editor.number('Forward', 'max')).toBe(hooked)
    await page.getByRole('radio', { name: 'without hooks' }).click()
    await expect.poll(() => editor.number('Forward', 'max')).not.toBe(hooked)
    const { values, magnitudes } = torch.output
    const largest = values.indexOf(Math.max(...values))
    await expectShown(() => editor.number('Forward', 'max'), values[largest]!, magnitudes[largest])
  })

  await test.step('what the hook prints is in the console', async () => {
    await page.getByRole('tab', { name: 'Console' }).click()
    await expect(page.getByRole('log')).toContainText('Inside Conv2d forward')
  })

  await test.step('a file gives the same numbers', async () => {
    await page.getByRole('tab', { name: 'By hand' }).click()
    // Not noise, but zeros that another program saved.
    const zeros = { dtype: 'F32' as const, shape: [1, 28, 28], values: new Float32Array(784) }
    writeFileSync(join(home, 'zeros.safetensors'), writeSafetensors(new Map([['x', zeros]])))
    await page.getByRole('combobox', { name: 'What data.x is given' }).click()
    await page.getByRole('option', { name: 'A file…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /zeros\.safetensors/ })
      .dblclick()
    const noise = await given(editor, 'call')
    await editor.button('Run forward').click()
    await expect.poll(() => given(editor, 'call')).not.toEqual(noise)
    const fromFile = await given(editor, 'call')
    await page.getByRole('combobox', { name: 'What data.x is given' }).click()
    await page.getByRole('option', { name: 'Another file…' }).click()
    await expect(page.getByRole('dialog').getByRole('button', { name: /zeros\.safetensors/ })).toBeVisible()
    await hasKeyboard(page.getByRole('dialog'))
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: 'What data.x is given' })).toHaveText('A file')
    const feed = async (what: string) => {
      await page.getByRole('combobox', { name: 'What data.x is given' }).click()
      await page.getByRole('option', { name: what }).click()
      await editor.button('Run forward').click()
    }
    await feed('Ones')
    await expect.poll(() => given(editor, 'call')).not.toEqual(fromFile)
    await feed('Zeros')
    await expect(page.getByText('torch.zeros(1, 1, 28, 28)')).toBeVisible()
    await expect.poll(() => given(editor, 'call')).toEqual(fromFile)
  })
})

test('a digit is drawn with the mouse, and a sample of the data is read with its class', async ({
  editor,
}) => {
  const { page } = editor
  await giveNoise(editor, '0')
  await page.getByRole('combobox', { name: 'What data.x is given' }).click()
  await page.getByRole('option', { name: 'A drawing' }).click()
  const pad = page.getByRole('img', { name: 'Drawing for data.x' })
  await pad.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await pad.boundingBox())!
  await page.mouse.move(x + width / 2, y + height * 0.2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + height * 0.8, { steps: 8 })
  await page.mouse.up()
  const values = page.getByRole('region', { name: 'What the net gives' }).locator('[data-value=call]')
  await expect(values).toHaveCount(10)
  const drawn = await given(editor, 'call')
  const past = page.getByText('This came of what was given before.')
  await expect(past).toBeHidden()
  await page.getByRole('combobox', { name: 'What data.x is given' }).click()
  await page.getByRole('option', { name: 'A sample of the data' }).click()
  await expect(past).toBeVisible()
  await editor.button('Run forward').click()
  await expect.poll(() => given(editor, 'call')).not.toEqual(drawn)
  await expect(past).toBeHidden()
  await expect(page.getByRole('region', { name: 'What the net gives' }).getByText('Loss')).toBeVisible()
  const index = page.getByRole('textbox', { name: 'Sample for data.x' })
  await index.fill('999999')
  await index.press('Enter')
  await editor.button('Run forward').click()
  await expect(page.getByRole('alert')).toContainText('There is no sample 999999')
})
