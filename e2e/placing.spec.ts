/** Where new layers come to stand, and what they are wired to. */
import { addLayer } from './by-mouse'
import { expect, test, type Editor } from './fixtures'

/** No node lies over another. */
async function expectClear({ page }: Editor): Promise<void> {
  const boxes = await page
    .locator('.react-flow__node')
    .evaluateAll((nodes) => nodes.map((node) => ({ id: node.ariaLabel, box: node.getBoundingClientRect() })))
  const over = boxes.flatMap(({ id, box }, at) =>
    boxes
      .slice(at + 1)
      .filter(({ box: other }) => box.left < other.right && other.left < box.right)
      .filter(({ box: other }) => box.top < other.bottom && other.top < box.bottom)
      .map((other) => `${id} and ${other.id}`),
  )
  expect(over).toEqual([])
}

async function quickAdd({ page }: Editor, type: string): Promise<void> {
  await page.keyboard.press('/')
  await page.getByPlaceholder('Add a layer…').fill(type)
  await page.keyboard.press('Enter')
}

test('`/` goes on from the selected node, or on the selected wire, and nothing covers anything', async ({
  editor,
}) => {
  const { page } = editor
  await page.keyboard.press('Control+Alt+n')
  await expect(page.getByText('Wire your first network')).toBeVisible()
  await test.step('layer after layer is wired to the one before', async () => {
    await quickAdd(editor, 'Dataset')
    for (const [type, from, name] of [
      ['Flatten', 'data', 'flatten'],
      ['Linear', 'flatten', 'fc1'],
      ['ReLU', 'fc1', 'relu1'],
    ] as const) {
      await expect(editor.node(from)).toBeFocused()
      await quickAdd(editor, type)
      await expect(editor.wire(from, name)).toHaveCount(1)
      await expect(editor.node(name)).toBeInViewport({ ratio: 0.99 })
    }
    await expectClear(editor)
  })

  await test.step('one on a selected wire stands on it', async () => {
    await editor.selectWire('flatten', 'fc1')
    await quickAdd(editor, 'Dropout')
    await expect(editor.wire('flatten', 'dropout1')).toHaveCount(1)
    await expect(editor.wire('dropout1', 'fc1')).toHaveCount(1)
    await expectClear(editor)
  })
})

test('a node that was there is put on a wire by dragging it there, and Undo takes that back at once', async ({
  editor,
}) => {
  const { page } = editor
  const nodes = page.locator('.react-flow__node')
  const seen = await nodes.evaluateAll((all) => all.map((node) => node.ariaLabel!.split(',')[0]!))
  await addLayer(editor, 'Tanh', [420, 60])
  await page.keyboard.press('Escape')
  const lone = (await editor.node('tanh1').boundingBox())!
  const [from, to] = [
    (await editor.node('conv1').boundingBox())!,
    (await editor.node('relu1').boundingBox())!,
  ]
  const wire = { x: (from.x + from.width + to.x) / 2, y: from.y + from.height / 2 }

  await page.mouse.move(lone.x + 40, lone.y + 14)
  await page.mouse.down()
  const offset = { x: lone.width / 2 - 40, y: lone.height / 2 - 14 }
  await page.mouse.move(wire.x - offset.x, wire.y - offset.y, { steps: 8 })
  await expect(editor.wire('conv1', 'relu1').locator('.wire-drop'), 'the wire shows it').toHaveCount(1)
  await page.mouse.up()
  await expect(editor.wire('conv1', 'tanh1')).toHaveCount(1)
  await expect(editor.wire('tanh1', 'relu1')).toHaveCount(1)
  await expect(page.locator('.wire-drop')).toHaveCount(0)
  for (const name of seen) await expect(editor.node(name)).toBeInViewport({ ratio: 0.9 })
  await expectClear(editor)

  await editor.button('Undo').click()
  await expect(editor.wire('conv1', 'relu1')).toHaveCount(1)
  await expect
    .poll(async () => Math.round((await editor.node('tanh1').boundingBox())!.y))
    .toBeLessThan(from.y)

  await test.step('a type of the palette that is dropped on a wire pushes no node out of view', async () => {
    const path = editor.wire('conv1', 'relu1').locator('.react-flow__edge-interaction')
    const target = await path.evaluate((line: SVGPathElement) => {
      const middle = line.getPointAtLength(line.getTotalLength() / 2)
      const { x, y } = middle.matrixTransform(line.getScreenCTM()!)
      const flow = line.closest('.react-flow')!.getBoundingClientRect()
      return { x: x - flow.left, y: y - flow.top }
    })
    const item = page
      .getByRole('region', { name: 'Palette' })
      .getByRole('button', { name: 'Dropout', exact: true })
    await item.dragTo(page.locator('.react-flow'), { targetPosition: target })
    await expect(editor.wire('conv1', 'dropout1')).toHaveCount(1)
    for (const name of seen) await expect(editor.node(name)).toBeInViewport({ ratio: 0.9 })
    await expectClear(editor)
  })
})

test('the way to a module that a group makes stands over no node that was seen', async ({ editor }) => {
  const { page } = editor
  const data = editor.node('data')
  const { x, y } = (await page.locator('.react-flow').boundingBox())!
  const top = async () => (await data.boundingBox())!.y
  await page.mouse.move(x + 300, y + 300)
  // The canvas goes half as far as the wheel.
  await page.mouse.wheel(0, 2 * ((await top()) - y - 10))
  await expect.poll(top).toBeLessThan(y + 20)
  await editor.node('conv1').click()
  await page.keyboard.press('Control+g')
  const way = page.getByRole('navigation', { name: 'Modules' })
  await expect(way).toBeVisible()
  const { y: wayTop, height } = (await way.boundingBox())!
  await expect.poll(top).toBeGreaterThan(wayTop + height)
})
