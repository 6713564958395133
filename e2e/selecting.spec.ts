/** What is selected, by quick hands: nobody deletes what they did not mean. */
import { expect, test, type Editor } from './fixtures'

/** Names of the nodes that are selected. */
function selected({ page }: Editor): Promise<string[]> {
  return page
    .locator('.react-flow__node.selected')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')?.split(',')[0] ?? ''))
}

/** Pastes without a clipboard. */
async function paste({ page }: Editor, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.body.dispatchEvent(event)
  }, text)
}

test('a click means one node, Escape none, and a right click what is under it', async ({ editor }) => {
  const { page } = editor
  const all = await page.locator('.react-flow__node').count()
  const conv = (await editor.node('conv1').boundingBox())!
  const empty = { x: conv.x + 40, y: conv.y - 60 }

  await test.step('a click on one of all that are selected selects that one', async () => {
    await editor.node('relu1').click()
    await page.keyboard.press('Control+a')
    await expect.poll(() => selected(editor)).toHaveLength(all)
    await editor.node('conv1').click()
    await expect.poll(() => selected(editor)).toEqual(['conv1'])
    await page.keyboard.press('Delete')
    await expect(page.locator('.react-flow__node')).toHaveCount(all - 1)
    await editor.button('Undo').click()
    await expect(page.locator('.react-flow__node')).toHaveCount(all)
  })

  await test.step('with Shift it adds one, and takes it out', async () => {
    await editor.node('conv1').click()
    await editor.node('relu1').click({ modifiers: ['Shift'] })
    await expect.poll(() => selected(editor)).toEqual(['conv1', 'relu1'])
    await editor.node('relu1').click({ modifiers: ['Shift'] })
    await expect.poll(() => selected(editor)).toEqual(['conv1'])
  })

  await test.step('so it is where a rectangle has selected them', async () => {
    await page.keyboard.down('Shift')
    await page.mouse.move(empty.x - 60, empty.y)
    await page.mouse.down()
    const relu = (await editor.node('relu1').boundingBox())!
    await page.mouse.move(relu.x + 20, relu.y + 20, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await expect.poll(() => selected(editor)).toEqual(['conv1', 'relu1'])
    await page.mouse.click(conv.x + 60, conv.y + 14)
    await expect.poll(() => selected(editor)).toEqual(['conv1'])
  })

  await test.step('Escape selects nothing, also where nothing has the keyboard', async () => {
    await page.keyboard.press('Control+a')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('Escape')
    await expect.poll(() => selected(editor)).toEqual([])
  })

  await test.step('a right click beside the selection does not mean it, and adds a layer there', async () => {
    await editor.node('conv1').click()
    await page.mouse.click(empty.x, empty.y, { button: 'right' })
    const menu = page.getByRole('menu', { name: 'Canvas menu' })
    await expect(menu.getByRole('menuitem', { name: /^Add layer/ })).toBeVisible()
    await expect(menu.getByRole('menuitem', { name: /^Delete/ })).toHaveCount(0)
    await menu.getByRole('menuitem', { name: /^Add layer/ }).click()
    await page.getByPlaceholder('Add a layer…').fill('Tanh')
    await page.keyboard.press('Enter')
    const added = (await editor.node('tanh1').boundingBox())!
    expect(Math.abs(added.x + added.width / 2 - empty.x)).toBeLessThan(20)
    expect(Math.abs(added.y + 14 - empty.y)).toBeLessThan(20)
    await page.keyboard.press('Delete')
    await expect(editor.node('tanh1')).toBeHidden()
  })
})

test('what is told goes away by itself, also after one was closed', async ({ editor }) => {
  const { page } = editor
  const told = page.getByText('The clipboard holds no graph.', { exact: true })
  await editor.node('conv1').click()
  await paste(editor, 'first')
  await expect(told).toBeVisible()
  await editor.button('Close').click()
  await expect(told).toBeHidden()
  await expect(editor.node('conv1'), 'the keyboard stays where it was').toBeFocused()
  await paste(editor, 'second')
  await expect(told).toBeVisible()
  await expect(told).toBeHidden()
})
