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

/** Where a node is when the camera, which was elsewhere, has come to rest. */
async function placeAtRest(editor: Editor, name: string, before: { x: number; y: number }) {
  let last = before
  await expect
    .poll(async () => {
      const now = await placeOf(editor, name)
      const rests = now.x === last.x && now.x !== before.x
      last = now
      return rests
    })
    .toBe(true)
  return last
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

test('in the picture of a large net the first touch of a finger takes hold of a node, and so does a press where the camera has put one', async ({
  editor,
}) => {
  const { page } = editor
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 })
  // The page asks when it begins whether there are fingers.
  await page.reload()
  await editor.engineIsReady()
  await expect(editor.node('conv1')).toBeVisible()
  await openFitted(editor)
  const chosen = (name: string) => page.getByRole('heading', { name, exact: true })
  const touch = (
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    touchPoints: { x: number; y: number; id?: number }[],
  ) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
  const from = await placeOf(editor, 'conv60')
  const other = await placeOf(editor, 'conv90')

  await touch('touchStart', [other])
  await touch('touchEnd', [])
  await expect(chosen('conv90')).toBeVisible()

  await touch('touchStart', [from])
  for (const by of [10, 20, 30]) await touch('touchMove', [{ x: from.x + by, y: from.y + by / 3 }])
  await touch('touchEnd', [])
  await expect(chosen('conv60')).toBeVisible()
  await expect(editor.button('Undo')).toBeEnabled()
  expect(await placeOf(editor, 'conv90'), 'the camera stays').toEqual(other)
  await page.keyboard.press('Control+z')
  await expect(editor.button('Undo')).toBeDisabled()

  // Two fingers zoom, whatever is under the first.
  const finger = { ...(await placeOf(editor, 'conv30')), id: 0 }
  const second = { ...(await placeOf(editor, 'conv150')), id: 1 }
  await touch('touchStart', [finger])
  await touch('touchStart', [finger, second])
  for (const by of [10, 20, 30]) await touch('touchMove', [finger, { ...second, x: second.x + by }])
  await touch('touchEnd', [])
  await expect(editor.button('Undo')).toBeDisabled()
  await expect.poll(() => placeOf(editor, 'conv90')).not.toEqual(other)
  await page.keyboard.press('f')
  await expect.poll(() => placeOf(editor, 'conv90')).toEqual(other)

  // The camera moves under the pointer, which stays where it is.
  const whole = await placeOf(editor, 'conv60')
  await page.keyboard.press('-')
  const smaller = await placeAtRest(editor, 'conv60', whole)
  await page.keyboard.press('f')
  await expect.poll(() => placeOf(editor, 'conv60')).toEqual(whole)
  await page.mouse.move(smaller.x, smaller.y)
  await page.keyboard.press('-')
  await expect.poll(() => placeOf(editor, 'conv60')).toEqual(smaller)
  await page.mouse.down()
  await page.mouse.up()
  await expect(chosen('conv60')).toBeVisible()
})
