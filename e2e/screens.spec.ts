/** What can be seen and reached at once, in windows as people have them. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Editor } from './fixtures'

const FIXTURES = new URL('../src/graph/import/onnx/fixtures/', import.meta.url)

async function openSample(editor: Editor, title: string): Promise<void> {
  await editor.command('Open sample')
  const samples = editor.page.getByRole('dialog', { name: 'Samples' })
  await samples.getByRole('button', { name: new RegExp(`^${title}`) }).click()
  await expect(samples).toBeHidden()
}

test('a graph with more nodes than the one before is all in view when it has been opened', async ({
  editor,
}) => {
  const { page } = editor
  await editor.drop('resnet.onnx', readFileSync(new URL('resnet.onnx', FIXTURES)))
  await page.getByRole('dialog', { name: 'Imported resnet.onnx' }).getByRole('button', { name: 'Close' }).last().click() // prettier-ignore
  await expect(editor.node('layer1_0_conv1')).toBeVisible()
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

test('a long lesson leaves room for what comes after it, and is read on demand', async ({ editor }) => {
  const { page } = editor
  await openSample(editor, 'U-Net')
  const panel = page.getByRole('region', { name: 'Document' })
  const lesson = panel.getByText(/^A net that answers for every pixel/)
  const short = (await lesson.boundingBox())!.height
  await expect(panel.getByRole('button', { name: 'inc to up2' })).toBeInViewport()
  await expect(panel.getByRole('textbox', { name: 'Batch size' })).toBeInViewport()
  await panel.getByRole('button', { name: 'Read on' }).click()
  await expect(panel.getByRole('button', { name: 'Show less' })).toBeVisible()
  expect((await lesson.boundingBox())!.height).toBeGreaterThan(2 * short)
})

for (const width of [1700, 1440, 1024])
  test(`the schedule of the learning rate is at hand in a window ${width} wide`, async ({ editor }) => {
    const { page } = editor
    await page.setViewportSize({ width, height: 800 })
    const schedule = { name: 'Rate schedule', exact: true }
    const more = editor.button('Training settings')
    const bar = editor.settings.getByRole('combobox', schedule)
    await expect(bar.or(more).first()).toBeVisible()
    if (await more.isVisible()) await more.click()
    const narrow = page.getByRole('dialog', { name: 'Training settings' }).getByRole('combobox', schedule)
    await bar.or(narrow).click()
    await page.getByRole('option', { name: 'StepLR', exact: true }).click()
    const inspector = page.getByRole('region', { name: 'Document' })
    await expect(inspector.getByRole('combobox', schedule)).toHaveText('StepLR')
  })

test('picking a loss from the list brings the keyboard to its node', async ({ editor }) => {
  const { page } = editor
  const entry = page.getByRole('region', { name: 'Document' }).getByRole('button', { name: /^loss/ })
  await entry.focus()
  await page.keyboard.press('Enter')
  await expect(editor.node('loss')).toBeFocused()
})

test('in the command palette all names begin at one line, whatever is found', async ({ editor }) => {
  const { page } = editor
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Type a command, a layer or a node…').fill('re')
  const options = page.getByRole('option')
  for (const name of ['Add ReLU', /^Go to relu1/, 'Reset weights'])
    await expect(options.filter({ hasText: name }).first()).toBeVisible()
  const starts = await options.evaluateAll((found) =>
    found.map((option) => option.querySelector('.truncate')!.getBoundingClientRect().left),
  )
  expect(new Set(starts).size).toBe(1)
})

test('the command palette understands PyTorch’s words', async ({ editor }) => {
  const { page } = editor
  await editor.node('conv1').click()
  await page.keyboard.press('Control+k')
  for (const [words, name] of [
    ['net.parameters()', 'Show parameters'],
    ['requires_grad', 'Freeze parameters'],
    ['register_forward_hook', 'Add a hook…'],
    ['net(x)', 'Feed by hand'],
    ['console', 'Show console'],
  ] as const) {
    await page.getByPlaceholder('Type a command, a layer or a node…').fill(words)
    await expect(page.getByRole('option').filter({ hasText: name })).toBeVisible()
  }
})

test('a node of which nothing can be computed says no cost', async ({ editor }) => {
  const { page } = editor
  await editor.node('conv2').click()
  const cost = page.getByRole('term').filter({ hasText: 'multiply-adds' }).locator('xpath=following-sibling::dd') // prettier-ignore
  await expect(cost).toHaveText(/^[\d.,]+ ?M?$/)
  const channels = page.getByRole('textbox', { name: 'in_channels', exact: true })
  await channels.fill('31')
  await channels.press('Enter')
  await expect(cost).toHaveText('not known yet')
})

test('who chooses a folder reads of folders', async ({ editor, home }) => {
  const { page } = editor
  const empty = join(home, 'empty')
  mkdirSync(empty, { recursive: true })
  await editor.command('Export as PyTorch')
  const dialog = page.getByRole('dialog', { name: 'Choose a folder' })
  const folder = dialog.getByRole('textbox', { name: 'Folder' })
  await folder.fill(empty)
  await folder.press('Enter')
  await expect(dialog.getByText('There is no folder in this one.')).toBeVisible()
})
