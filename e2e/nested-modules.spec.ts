import { expect, test, type Editor } from './fixtures'
import { readNumber } from './shown'

/** The loss that the curves' summary tells, once the step is done. */
async function lossAt({ page }: Editor, step: number): Promise<number> {
  const summary = page.getByText(new RegExp(`Loss \\S+ at step ${step}\\.`))
  await expect(summary).toBeAttached()
  return readNumber(/Loss (\S+) at step/.exec((await summary.textContent())!)![1]!)
}

async function select(editor: Editor, ...names: string[]): Promise<void> {
  const [first, ...others] = names
  await editor.node(first!).click()
  for (const name of others) await editor.node(name).click({ modifiers: ['Shift'] })
}

test('two layers of a running net become a module and come back, and the loss goes on as if nothing had been', async ({
  editor,
}) => {
  const { page } = editor
  const nodes = page.locator('.react-flow__node')
  const step = async (number: number) => {
    await editor.button('Step').click()
    return lossAt(editor, number)
  }
  const plain: number[] = []

  await test.step('five steps of the net as it is', async () => {
    await editor.button('Reset').click()
    for (let i = 1; i <= 5; i++) plain.push(await step(i))
    expect(new Set(plain).size).toBe(5)
  })

  await test.step('the same steps, with conv1 and relu1 grouped after the second', async () => {
    await editor.button('Reset').click()
    await step(1)
    expect(await step(2)).toBe(plain[1])
    await select(editor, 'conv1', 'relu1')
    const before = await nodes.count()
    await page.keyboard.press('Control+g')
    await expect(editor.node('block1')).toBeVisible()
    await expect(nodes).toHaveCount(before - 1)
    await expect(page.getByRole('region', { name: 'Node block1' })).toContainText('block1')
    expect(await step(3)).toBe(plain[2])
  })

  await test.step('inside, the wire shows what flows; the crumb leads back', async () => {
    await editor.node('block1').dblclick()
    await expect(editor.node('conv1')).toBeVisible()
    await editor.selectWire('conv1', 'relu1')
    expect(await editor.number('Forward', 'std')).toBeGreaterThan(0)
    expect(await editor.number('Backward', 'norm')).toBeGreaterThan(0)
    const crumbs = page.getByRole('navigation', { name: 'Modules' })
    await expect(crumbs.getByText('block1')).toBeVisible()
    await crumbs.getByRole('button').first().click()
    await expect(editor.node('block1')).toBeVisible()
  })

  await test.step('ungrouped, then grouped and back by undo', async () => {
    await editor.node('block1').click()
    await page.keyboard.press('Control+Shift+g')
    await expect(editor.node('conv1')).toBeVisible()
    expect(await step(4)).toBe(plain[3])
    await editor.button('Undo').click()
    await expect(editor.node('block1')).toBeVisible()
    await editor.button('Undo').click()
    await expect(editor.node('block1')).toHaveCount(0)
    expect(await step(5)).toBe(plain[4])
  })

  await test.step('it goes on training through the same edits', async () => {
    await editor.setting('Epochs', '200')
    await editor.button('Resume').click()
    const progress = page.getByRole('progressbar')
    const now = async () => Number(await progress.getAttribute('aria-valuenow'))
    await select(editor, 'conv1', 'relu1')
    await page.keyboard.press('Control+g')
    await expect(editor.node('block1')).toBeVisible()
    const at = await now()
    await expect.poll(now).toBeGreaterThan(at + 2)
    await page.keyboard.press('Control+z')
    await expect(editor.node('conv1')).toBeVisible()
    await expect.poll(now).toBeGreaterThan(at + 5)
    await editor.button('Stop').click()
  })
})

test('a module is opened by keyboard, its input is renamed and ordered, and its wires follow', async ({
  editor,
}) => {
  const { page } = editor
  await select(editor, 'conv1', 'relu1', 'conv2')
  await page.keyboard.press('Control+g')
  const name = page.getByRole('textbox', { name: 'class' })
  await name.fill('Stem')
  await name.press('Enter')
  await expect(page.getByRole('combobox', { name: 'module', exact: true })).toHaveText('Stem')

  await editor.node('block1').focus()
  await page.keyboard.press('Enter')
  await expect(editor.node('conv1')).toBeVisible()
  await page.keyboard.press('Escape')
  const input = page.getByRole('textbox', { name: 'Name of input x' })
  await input.fill('image')
  // It counts when it is left, too, and something else may have taken the keyboard.
  await page.keyboard.press('Tab')
  await expect(editor.node('image')).toBeVisible()
  await page.getByRole('button', { name: 'Add an input' }).click()
  await expect(page.getByRole('region', { name: 'Node x' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(editor.node('block1').getByLabel('Input image')).toBeVisible()
  await expect(editor.wire('data', 'block1')).toHaveCount(1)

  await test.step('a second instance shares the weights of the first', async () => {
    await editor.node('block1').click()
    await page.keyboard.press('Control+d')
    await page.getByRole('combobox', { name: 'weights' }).click()
    await page.getByRole('option', { name: 'Shared with block1' }).click()
    await editor.node('block1').click({ position: { x: 12, y: 12 } })
    await expect(page.getByText('block2 shares them.')).toBeVisible()
  })
})
