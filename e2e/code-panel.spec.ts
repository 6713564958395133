/** The code beside the canvas: what the network is in PyTorch, followed both ways. */
import { readFileSync } from 'node:fs'
import { expect, test, type Editor } from './fixtures'

/** What PyTorch prints; src/engine/session/make_by_hand.py writes it. */
const torch = JSON.parse(
  readFileSync(new URL('../src/engine/session/by-hand.json', import.meta.url), 'utf8'),
) as { print: string; module: string; parameters: unknown[] }

/** The text of the view that is open, as a person reads it. */
async function textOf({ page }: Editor, view: string): Promise<string> {
  const lines = page.getByRole('region', { name: view, exact: true }).locator('code')
  await expect(lines.first()).toBeAttached()
  const texts = await lines.evaluateAll((found) => found.map((each) => each.textContent?.replace(/\n$/, '')))
  return texts.join('\n')
}

function line({ page }: Editor, text: string) {
  return page.getByRole('region', { name: 'Code', exact: true }).locator('[data-line]', { hasText: text })
}

test('print(net) and model.py stand beside the canvas, live, and lead to the nodes and back', async ({
  editor,
}) => {
  const { page } = editor
  const code = page.getByRole('region', { name: 'Code', exact: true })

  await test.step('print(net) is PyTorch’s, and the summary counts eight parameter tensors', async () => {
    await page.keyboard.press('Control+e')
    await expect(code).toBeVisible()
    await expect.poll(() => textOf(editor, 'print(net)')).toBe(torch.print)
    await code.getByRole('tab', { name: 'Summary' }).click()
    expect(torch.parameters).toHaveLength(8)
    await expect(code.getByText('parameters in 8 tensors')).toBeVisible()
    await code.getByRole('tab', { name: 'print(net)' }).click()
  })

  await test.step('a function has no line in print(net), and is found in model.py', async () => {
    await editor.command('Go to relu1')
    await expect(code.getByText('relu1 has no line in print(net)')).toBeVisible()
    await code.getByRole('button', { name: 'Find it' }).click()
    await expect(code.getByRole('tab', { name: 'model.py' })).toHaveAttribute('aria-selected', 'true')
    await expect(code.locator('[data-marked]')).toContainText('F.relu(self.conv1(x))')
  })

  await test.step('as a module it is in both texts as soon as that is chosen', async () => {
    await page.getByRole('combobox', { name: 'call' }).click()
    await page.getByRole('option', { name: 'Module (nn.)' }).click()
    await expect(line(editor, 'self.relu1 = nn.ReLU()')).toBeVisible()
    await expect(line(editor, 'self.relu1(self.conv1(x))')).toBeVisible()
    await code.getByRole('tab', { name: 'print(net)' }).click()
    await expect.poll(() => textOf(editor, 'print(net)')).toBe(torch.module)
    await expect(code.locator('[data-marked]')).toContainText('(relu1): ReLU()')
    await page.keyboard.press('Control+z')
    await expect.poll(() => textOf(editor, 'print(net)')).toBe(torch.print)
  })

  await test.step('a click on a line selects its node, the next one the other that stands there', async () => {
    await line(editor, '(fc2)').click()
    await expect(page.getByRole('region', { name: 'Node fc2' })).toBeVisible()
    await code.getByRole('tab', { name: 'model.py' }).click()
    await line(editor, 'F.relu(self.conv1(x))').click()
    await expect(page.getByRole('region', { name: 'Node conv1' })).toBeVisible()
    await line(editor, 'F.relu(self.conv1(x))').click()
    await expect(page.getByRole('region', { name: 'Node relu1' })).toBeVisible()
  })

  await test.step('the whole text is copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await code.getByRole('button', { name: 'Copy model.py' }).click()
    await expect(page.getByText('Copied model.py', { exact: true })).toBeVisible()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain('class Net(nn.Module):')
    expect(copied).toBe(`${await textOf(editor, 'model.py')}\n`)
  })

  await test.step('where it cannot be written it says why, with the way there, and keeps what was', async () => {
    await editor.command('Go to conv2')
    const field = page.getByRole('textbox', { name: 'kernel_size', exact: true })
    await field.fill('99')
    await field.press('Enter')
    await expect(code.getByText('model.py cannot be written:')).toBeVisible()
    await expect(line(editor, 'self.conv2 = nn.Conv2d(32, 32, kernel_size=3, padding=1)')).toBeVisible()
    await editor.command('Go to conv1')
    await code.getByRole('list', { name: 'Problems' }).getByRole('button').first().click()
    await expect(page.getByRole('region', { name: 'Node conv2' })).toBeVisible()
    await page.keyboard.press('Control+z')
    await expect(code.getByText('model.py cannot be written:')).toBeHidden()
  })

  await test.step('train.py and the names in ONNX are there too', async () => {
    await code.getByRole('tab', { name: 'train.py' }).click()
    await expect(line(editor, 'criterion = nn.CrossEntropyLoss()')).toBeVisible()
    await code.getByRole('tab', { name: 'ONNX' }).click()
    await expect(line(editor, 'conv1.weight [32, 1, 3, 3]')).toBeVisible()
    await line(editor, 'fc1.weight').first().click()
    await expect(page.getByRole('region', { name: 'Node fc1' })).toBeVisible()
  })

  await test.step('beside it, in a small window, a menu has all pages below the canvas', async () => {
    await page.setViewportSize({ width: 1024, height: 700 })
    const below = page.getByRole('region', { name: 'Run', exact: true })
    await below.getByRole('button', { name: 'All pages' }).click()
    await page.getByRole('menuitem', { name: 'By hand' }).click()
    await expect(below.getByRole('tab', { name: 'By hand' })).toBeInViewport({ ratio: 1 })
    await expect(editor.button('Run forward')).toBeVisible()
  })

  await test.step('there, what was asked for longest ago gives way to it, and comes back with the room', async () => {
    const palette = page.getByRole('region', { name: 'Palette' })
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    const canvas = page.getByRole('main')
    await expect(palette).toBeHidden()
    await expect(inspector).toBeVisible()
    expect((await canvas.boundingBox())!.width).toBeGreaterThanOrEqual(400)
    await page.keyboard.press('Control+b')
    await expect(palette).toBeVisible()
    await expect(code).toBeVisible()
    await expect(inspector).toBeHidden()
    await expect(editor.button('Inspector')).toHaveAttribute('aria-pressed', 'false')
    expect((await canvas.boundingBox())!.width).toBeGreaterThanOrEqual(400)
    await page.keyboard.press('Control+e')
    await expect(inspector).toBeVisible()
    await page.keyboard.press('Control+e')
    await expect(code).toBeVisible()
    await page.setViewportSize({ width: 1440, height: 900 })
    for (const side of [palette, code, inspector]) await expect(side).toBeVisible()
  })

  await test.step('the panel keeps its size and what it shows', async () => {
    await code.getByRole('tab', { name: 'model.py' }).click()
    const bar = page.getByRole('separator', { name: 'Resize code panel' })
    await bar.focus()
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowLeft')
    const { width } = (await code.boundingBox())!
    expect(width).toBeGreaterThan(410)
    await page.reload()
    await expect(code.getByRole('tab', { name: 'model.py' })).toHaveAttribute('aria-selected', 'true')
    await expect.poll(async () => Math.round((await code.boundingBox())!.width)).toBe(Math.round(width))
  })
})

test('the lines of a module lead inside it, with the keyboard alone', async ({ editor }) => {
  const { page } = editor
  await editor.command('Open sample')
  const samples = page.getByRole('dialog', { name: 'Samples' })
  await samples.getByRole('button', { name: /^ResNet, small/ }).press('Enter')
  await expect(editor.node('block2')).toBeVisible()
  await editor.command('Go to block2')
  await editor.command('Show in code')
  const code = page.getByRole('region', { name: 'Code', exact: true })
  const marked = code.locator('[data-marked]')
  await expect(marked.first()).toContainText('(block2): ')
  const tab = code.getByRole('tab', { name: 'print(net)' })
  await tab.focus()
  const first = code.getByRole('button', { name: /^Line 1: / })
  await first.focus()
  // Down to the line of a layer inside, and to its node.
  const number = Number(await marked.first().getAttribute('data-line'))
  for (let at = 0; at < number + 1; at += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Modules' }).getByText('block2', { exact: true })).toBeVisible() // prettier-ignore
  await expect(page.getByRole('region', { name: /^Node (conv1|bn1)$/ })).toBeVisible()
})
