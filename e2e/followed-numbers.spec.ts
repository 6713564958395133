/** Numbers of parameters beside the curves: over the same steps, read at the same place. */
import { expect, test } from './fixtures'
import { readNumber } from './shown'

test('a number of a parameter is put beside the curves, where one pointer reads both plots', async ({
  editor,
}) => {
  const { page } = editor
  const plot = page.getByRole('figure', { name: 'Parameters over the steps' })
  const curves = page.getByRole('figure', { name: 'Loss and accuracy by step' })
  const row = page.getByRole('row', { name: 'fc1.weight', exact: true })
  /** Its place behind the name. */
  const columnOf = async (name: string) =>
    (await page.getByRole('columnheader').allInnerTexts()).indexOf(name) - 1
  const item = (name: string) => page.getByRole('listitem').filter({ hasText: name })

  await test.step('by a click on it in the list', async () => {
    await page.getByRole('tab', { name: 'Parameters' }).click()
    await row.hover()
    const put = row.getByRole('button', { name: 'Put it beside the curves' })
    await put.click()
    await page.getByRole('menuitem', { name: 'Norm', exact: true }).click()
    await expect(put).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('and from the list above the plot, by keys', async () => {
    await page.getByRole('tab', { name: 'Loss & accuracy' }).click()
    await editor.button('Train').click()
    await expect(page.getByText(/Step [1-9]\d{2,} \//)).toBeVisible({ timeout: 60_000 })
    await editor.button('Put a parameter beside the curves').press('Enter')
    await page.getByPlaceholder('Parameter or number, such as fc.weight norm').fill('conv1.weight grad')
    await expect(page.getByRole('option').first()).toHaveText(/^conv1\.weight · Grad norm/)
    await page.keyboard.press('Enter')
    await expect(item('conv1.weight · Grad norm')).toHaveText(/\d/)
    await editor.button('Pause').click()
    await expect(page.getByRole('button', { name: /^(Resume|Train)$/ }).first()).toBeVisible()
  })

  await test.step('its last value is what the list says', async () => {
    await page.getByRole('tab', { name: 'Parameters' }).click()
    const norm = row.getByRole('gridcell').nth(await columnOf('Norm'))
    await expect(norm).not.toHaveText('–')
    const now = readNumber(await norm.textContent())
    await page.getByRole('tab', { name: 'Loss & accuracy' }).click()
    const shown = item('fc1.weight · Norm').locator('.font-mono')
    await expect
      .poll(async () => Math.abs(readNumber(await shown.textContent()) / now - 1))
      .toBeLessThan(0.005)
  })

  await test.step('the pointer over one plot marks its step in the other', async () => {
    const over = (await plot.locator('.u-over').boundingBox())!
    await page.mouse.move(over.x + over.width * 0.4, over.y + over.height / 2)
    const line = curves.locator('.u-cursor-x')
    await expect.poll(async () => ((await line.boundingBox())?.x ?? 0) > 0).toBe(true)
    const other = (await curves.locator('.u-over').boundingBox())!
    const step = Number((await page.locator('[data-curve=step]').textContent())!.replace(/\D/g, ''))
    await page.mouse.move(other.x + other.width * 0.5, other.y + other.height / 2)
    await expect
      .poll(async () => Number((await page.locator('[data-curve=step]').textContent())!.replace(/\D/g, '')))
      .not.toBe(step)
  })

  await test.step('one of them zooms both', async () => {
    const over = (await plot.locator('.u-over').boundingBox())!
    await page.mouse.move(over.x + over.width * 0.5, over.y + over.height / 2)
    await page.mouse.wheel(0, -400)
    await expect(editor.button('Whole run')).toBeVisible()
    await editor.button('Whole run').click()
  })

  await test.step('in a low panel that is narrow, too, both are high enough to be read', async () => {
    await page.setViewportSize({ width: 1024, height: 700 })
    for (const each of [curves, plot])
      await expect.poll(async () => (await each.locator('.u-over').boundingBox())!.height).toBeGreaterThan(36)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('and is taken away', async () => {
    await editor.button('Take fc1.weight · Norm away').click()
    await editor.button('Take conv1.weight · Grad norm away').click()
    await expect(plot).toBeHidden()
  })
})
