/** A canvas that is touched: one finger takes hold of what is under it, two zoom wherever they are. */
import { expect, test, type Editor } from './fixtures'

interface Finger {
  x: number
  y: number
  id: number
}

async function fingersOf(editor: Editor) {
  const { page } = editor
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 })
  // The page asks when it begins whether there are fingers.
  await page.reload()
  await editor.engineIsReady()
  await expect(editor.node('conv1')).toBeVisible()
  return (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Finger[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
}

async function middleOf(editor: Editor, name: string): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await editor.node(name).boundingBox())!
  return { x: x + width / 2, y: y + height / 2 }
}

function cameraOf({ page }: Editor): Promise<{ zoom: number; x: number; y: number }> {
  return page.locator('.react-flow__viewport').evaluate((viewport) => {
    const { a: zoom, e: x, f: y } = new DOMMatrix(getComputedStyle(viewport).transform)
    return { zoom, x, y }
  })
}

test('two fingers zoom, on nodes and beside them, and leave all nodes where they are', async ({ editor }) => {
  const touch = await fingersOf(editor)
  const on = async (name: string, id: number): Promise<Finger> => ({ ...(await middleOf(editor, name)), id })
  const beside = async (name: string, id: number): Promise<Finger> => {
    const { x, y } = await middleOf(editor, name)
    return { x, y: y + 140, id }
  }
  const pairs = [
    { where: 'both on nodes', first: () => on('conv1', 0), second: () => on('relu1', 1) },
    { where: 'the second beside', first: () => on('conv1', 0), second: () => beside('relu1', 1) },
    { where: 'the first beside', first: () => beside('conv1', 0), second: () => on('relu1', 1) },
    { where: 'both on one node', first: () => on('conv1', 0), second: async () => ({ ...(await on('conv1', 1)), x: (await on('conv1', 1)).x + 40 }) },
  ] // prettier-ignore
  for (const { where, first, second } of pairs)
    await test.step(where, async () => {
      const before = await cameraOf(editor)
      const [a, b] = [await first(), await second()]
      await touch('touchStart', [a])
      await touch('touchStart', [a, b])
      const width = Math.abs(b.x - a.x)
      const way = Math.sign(b.x - a.x)
      for (const share of [0.1, 0.2, 0.3, 0.4])
        await touch('touchMove', [a, { ...b, x: b.x + way * share * width }])
      // The distance of the fingers is that of what they are on.
      const [dx, dy] = [b.x - a.x, b.y - a.y]
      const stretch = Math.hypot(dx * 1.4, dy) / Math.hypot(dx, dy)
      await expect.poll(async () => (await cameraOf(editor)).zoom / before.zoom).toBeCloseTo(stretch, 2)
      // One that stays moves what it is on; nothing of it is a drag of the node.
      await touch('touchEnd', [a])
      await touch('touchMove', [{ ...a, x: a.x + 5 }])
      await touch('touchEnd', [])
      await expect(editor.button('Undo')).toBeDisabled()
      await editor.page.keyboard.press('f')
      // It goes there by and by, and what comes next begins where it rests.
      await expect.poll(async () => (await cameraOf(editor)).zoom).toBeCloseTo(before.zoom, 4)
    })

  await test.step('one finger moves a node afterwards as before', async () => {
    const a = await on('conv1', 0)
    await touch('touchStart', [a])
    for (const by of [10, 20, 40]) await touch('touchMove', [{ ...a, y: a.y + by }])
    await touch('touchEnd', [])
    await expect(editor.button('Undo')).toBeEnabled()
  })
})

test('what the first finger draws, a wire, goes on when a second one comes', async ({ editor }) => {
  const touch = await fingersOf(editor)
  const before = await cameraOf(editor)
  const port = (await editor.node('conv1').locator('.port-source').boundingBox())!
  const a = { x: port.x + port.width / 2, y: port.y + port.height / 2, id: 0 }
  const b = { x: a.x + 60, y: a.y + 200, id: 1 }
  await touch('touchStart', [a])
  await touch('touchMove', [{ ...a, y: a.y + 60 }])
  await expect(editor.page.locator('.react-flow__connection')).toBeAttached()
  await touch('touchStart', [{ ...a, y: a.y + 60 }, b])
  await touch('touchMove', [
    { ...a, y: a.y + 80 },
    { ...b, x: b.x + 30 },
  ])
  await expect(editor.page.locator('.react-flow__connection')).toBeAttached()
  expect((await cameraOf(editor)).zoom).toBe(before.zoom)
  await touch('touchEnd', [])
})
