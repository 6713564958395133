/** Panels that float over the canvas, fill the window, go back, and are remembered with their document. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const frame = (page: Page, name: string) =>
  page.locator('section[data-place]').and(page.getByRole('region', { name }))
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })

test('a page floats, is moved and resized by hands and keys, fills the window, and goes back', async ({
  editor,
}) => {
  const { page } = editor
  await editor.button('Step').click()
  await expect(page.getByText('Step 1 /')).toBeVisible()
  const depth = frame(page, 'Depth')

  await test.step('it floats over the canvas, and its tab is gone from below', async () => {
    await tab(page, 'Depth').click()
    await editor.button('Float Depth over the canvas').click()
    await expect(depth).toBeVisible()
    await expect(depth).toBeFocused()
    await expect(tab(page, 'Depth')).toBeHidden()
    await expect(depth.getByRole('img', { name: /^Size of activations/ })).toBeVisible()
    await expect(tab(page, 'Loss & accuracy')).toBeVisible()
  })

  await test.step('its title moves it, its corner makes it larger', async () => {
    const before = (await depth.boundingBox())!
    await page.mouse.move(before.x + 60, before.y + 16)
    await page.mouse.down()
    await page.mouse.move(before.x + 140, before.y + 56, { steps: 4 })
    await page.mouse.up()
    const moved = (await depth.boundingBox())!
    expect([moved.x - before.x, moved.y - before.y].map(Math.round)).toEqual([80, 40])
    await page.mouse.move(moved.x + moved.width, moved.y + moved.height)
    await page.mouse.down()
    await page.mouse.move(moved.x + moved.width + 90, moved.y + moved.height + 30, { steps: 4 })
    await page.mouse.up()
    const grown = (await depth.boundingBox())!
    expect([grown.width - moved.width, grown.height - moved.height].map(Math.round)).toEqual([90, 30])
    expect([grown.x, grown.y]).toEqual([moved.x, moved.y])
  })

  await test.step('keys do the same', async () => {
    const before = (await depth.boundingBox())!
    await depth.getByRole('button', { name: 'Move Depth' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowDown')
    const after = (await depth.boundingBox())!
    expect([after.x - before.x, after.height - before.height].map(Math.round)).toEqual([16, 16])
  })

  await test.step('it fills the window, under which nothing has the keyboard, and Escape makes it small again', async () => {
    const before = await depth.boundingBox()
    await depth.getByRole('button', { name: 'Fill the window with Depth' }).click()
    await expect(depth).toHaveAttribute('data-place', 'full')
    expect((await depth.boundingBox())!.width).toBe(page.viewportSize()!.width)
    await expect(
      page.locator('[inert]').filter({ has: page.getByRole('main', { includeHidden: true }) }),
    ).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(depth).toHaveAttribute('data-place', 'floating')
    expect(await depth.boundingBox()).toEqual(before)
  })

  await test.step('two float, and the one that is pressed is in front', async () => {
    await editor.command('Float the inspector over the canvas')
    const inspector = frame(page, 'Inspector')
    await expect(inspector).toBeVisible()
    await expect(page.locator('section[data-place]').last()).toHaveAccessibleName('Inspector')
    await depth.getByRole('heading', { name: 'Depth' }).click()
    await expect(page.locator('section[data-place]').last()).toHaveAccessibleName('Depth')
    await inspector.click({ position: { x: 6, y: 16 } })
    await inspector.getByRole('button', { name: 'Close Inspector' }).click()
    await expect(inspector).toBeHidden()
  })

  await test.step('it is docked again, where it was', async () => {
    await depth.getByRole('button', { name: 'Dock Depth' }).click()
    await expect(depth).toBeHidden()
    await expect(tab(page, 'Depth')).toHaveAttribute('aria-selected', 'true')
  })
})

test('the window is arranged for what comes next, and a small one has everything docked', async ({
  editor,
}) => {
  const { page } = editor
  const palette = page.getByRole('region', { name: 'Palette' })
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  const below = page.getByRole('region', { name: 'Run', exact: true })

  await editor.command('Arrange the window to train')
  await expect(palette).toBeHidden()
  await expect(inspector).toBeVisible()
  await expect(tab(page, 'Loss & accuracy')).toHaveAttribute('aria-selected', 'true')

  await editor.command('Arrange the window to inspect')
  await expect(tab(page, 'Parameters')).toHaveAttribute('aria-selected', 'true')

  await editor.command('Arrange the window to present')
  for (const panel of [palette, inspector, below]) await expect(panel).toBeHidden()
  const rem = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))
  expect(await rem()).toBe(24)
  await expect(editor.node('conv1')).toBeInViewport({ ratio: 0.99 })

  await editor.command('Arrange the window to build')
  await expect(palette).toBeVisible()
  await expect(below).toBeHidden()
  expect(await rem()).toBe(16)
  for (const name of ['data', 'conv2', 'loss'])
    await expect(editor.node(name)).toBeInViewport({ ratio: 0.99 })

  await editor.command('Float the palette over the canvas')
  await expect(frame(page, 'Palette')).toBeVisible()
  await page.setViewportSize({ width: 640, height: 360 })
  await expect(frame(page, 'Palette')).toBeHidden()
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(frame(page, 'Palette')).toBeVisible()
  await editor.command('Dock all panels')
  await expect(frame(page, 'Palette')).toBeHidden()
  await expect(palette).toBeVisible()
})

test('a document finds the window as it was left with it', async ({ editor }) => {
  const { page } = editor
  const open = async (name: string) => {
    await page.keyboard.press('Control+o')
    const dialog = page.getByRole('dialog', { name: 'Open a graph' })
    await dialog.getByRole('button', { name }).click()
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('heading', { name, exact: true }).waitFor()
  }
  await editor.saveAs('floats')
  await tab(page, 'Console').click()
  await editor.button('Float Console over the canvas').click()
  await expect(frame(page, 'Console')).toBeVisible()
  await editor.saveAs('docked')
  await editor.command('Dock all panels')
  await expect(frame(page, 'Console')).toBeHidden()
  await open('floats.json')
  await expect(frame(page, 'Console')).toBeVisible()
  await open('docked.json')
  await expect(frame(page, 'Console')).toBeHidden()
})
