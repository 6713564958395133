/** A net of hundreds of nodes, seen from so far that it is a picture: everything in it can still be got hold of. */
import { grid, gridDocument } from '../bench/ui/grid'
import { expect, test, type Editor } from './fixtures'

const NET = grid(400)

/** Where a node's middle is in the window. */
async function placeOf(editor: Editor, name: string): Promise<{ x: number; y: number }> {
  const { position } = NET.nodes.find((node) => node.name === name)!
  return editor.page.locator('.react-flow__viewport').evaluate((viewport, { x, y }) => {
    const { left, top } = viewport.closest('.react-flow')!.getBoundingClientRect()
    const { a: zoom, e, f } = new DOMMatrix(getComputedStyle(viewport).transform)
    return { x: left + e + (x + 98) * zoom, y: top + f + (y + 40) * zoom }
  }, position)
}

async function openFitted(editor: Editor): Promise<void> {
  await editor.drop('large.json', Buffer.from(gridDocument(NET)))
  await expect(editor.node('x')).toBeVisible()
  await editor.page.keyboard.press('f')
  await expect(editor.page.locator('[data-far-picture]')).toBeAttached()
  // The camera has come to rest.
  await expect.poll(async () => (await placeOf(editor, NET.nodes.at(-1)!.name)).y).toBeLessThan(700)
}

test('a large net that is seen whole is a picture in which nodes are clicked, framed and moved, one or all', async ({
  editor,
}) => {
  const { page } = editor
  await openFitted(editor)
  expect(await page.locator('.react-flow__node').count()).toBeLessThan(10)

  const from = await placeOf(editor, 'conv60')
  await page.mouse.click(from.x, from.y)
  const chosen = (name: string) => page.getByRole('heading', { name, exact: true })
  await expect(chosen('conv60')).toBeVisible()

  const other = await placeOf(editor, 'conv90')
  await page.mouse.click(other.x, other.y)
  await expect(chosen('conv90')).toBeVisible()

  await page.mouse.move(from.x, from.y)
  await expect(editor.node('conv60')).toBeAttached()
  await page.mouse.down()
  await page.mouse.move(from.x + 30, from.y + 12, { steps: 5 })
  await page.mouse.up()
  await expect(editor.button('Undo')).toBeEnabled()
  await page.mouse.click(from.x + 30, from.y + 12)
  await expect(chosen('conv60')).toBeVisible()
  await page.keyboard.press('Control+z')

  const places = await Promise.all(NET.nodes.map(({ name }) => placeOf(editor, name)))
  const [right, bottom] = [Math.max(...places.map(({ x }) => x)), Math.max(...places.map(({ y }) => y))]
  await page.keyboard.down('Shift')
  await page.mouse.move(places[0]!.x - 18, places[0]!.y - 12)
  await page.mouse.down()
  await page.mouse.move(right, bottom, { steps: 6 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect(page.getByRole('heading', { name: '400 nodes' })).toBeVisible()

  // All of them move with the one that is dragged.
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 30, from.y, { steps: 5 })
  await page.mouse.up()
  await page.mouse.move(other.x + 30, other.y)
  await expect(editor.node('conv90')).toBeAttached()
})

test('in the picture of a large net a right click opens the menu of a node, and the Tab key leads from node to node', async ({
  editor,
}) => {
  const { page } = editor
  await openFitted(editor)
  const at = await placeOf(editor, 'add30')
  await page.mouse.move(at.x, at.y)
  await expect(editor.node('add30')).toBeAttached()
  await page.mouse.click(at.x, at.y, { button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Delete Del' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.mouse.move(10, 500)

  await editor.node('x').focus()
  for (const next of ['conv0', 'add0', 'conv1']) {
    await page.keyboard.press('Tab')
    await expect(editor.node(next)).toBeFocused()
  }
})
