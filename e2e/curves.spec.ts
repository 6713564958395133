/** The curves of a run: looked into, switched, and taken away. */
import { expect, test } from './fixtures'

test('the curves are zoomed by dragging, by the wheel and by keys, their lines are switched, and they are copied', async ({
  editor,
}) => {
  const { page } = editor
  const plot = page.getByRole('figure', { name: 'Loss and accuracy by step' })
  const all = editor.button('Whole run')
  const step = page.locator('[data-curve=step]')
  await editor.button('Train').click()
  await expect(page.getByText(/Step [1-9]\d{2,} \//)).toBeVisible({ timeout: 60_000 })
  await editor.button('Pause').click()
  await expect(page.getByRole('button', { name: /^(Resume|Train)$/ }).first()).toBeVisible()
  const last = Number((await step.textContent())!.replace(/\D/g, ''))
  const over = plot.locator('.u-over')
  const box = (await over.boundingBox())!
  const point = async (share: number) => {
    await page.mouse.move(box.x + share * box.width, box.y + box.height / 2)
    return Number((await step.textContent())!.replace(/\D/g, ''))
  }

  await test.step('a drag shows the steps that it marks', async () => {
    const from = await point(0.25)
    await page.mouse.down()
    const to = await point(0.5)
    await page.mouse.up()
    await expect(all).toBeVisible()
    expect(Math.abs((await point(0.005)) - from)).toBeLessThanOrEqual(2)
    expect(Math.abs((await point(0.995)) - to)).toBeLessThanOrEqual(2)
  })

  await test.step('another scale keeps what is seen, and the button gives the whole run back', async () => {
    const from = await point(0.005)
    await editor.button('Log scale').click()
    await expect(editor.button('Log scale')).toHaveAttribute('aria-pressed', 'true')
    await expect.poll(() => point(0.005)).toBe(from)
    await all.click()
    await expect(all).toBeHidden()
    await expect.poll(() => point(0.999)).toBe(last)
    await editor.button('Log scale').click()
  })

  await test.step('the wheel goes nearer around the pointer, a double click back', async () => {
    const middle = await point(0.5)
    await page.mouse.wheel(0, -400)
    await expect(all).toBeVisible()
    expect(Math.abs((await point(0.5)) - middle)).toBeLessThanOrEqual(2)
    await over.dblclick()
    await expect(all).toBeHidden()
  })

  await test.step('keys do the same', async () => {
    await plot.focus()
    await page.keyboard.press('+')
    await expect(all).toBeVisible()
    await page.keyboard.press('End')
    await expect.poll(() => point(0.999)).toBe(last)
    await page.keyboard.press('Home')
    await expect.poll(() => point(0.001)).toBeLessThan(last / 4)
    await page.keyboard.press('0')
    await expect(all).toBeHidden()
  })

  await test.step('a click on a name hides its line', async () => {
    await page.mouse.move(0, 0)
    const loss = page.locator('[data-curve=lossMean]')
    await expect(loss).toHaveAttribute('aria-pressed', 'true')
    const drawn = () => plot.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const before = await drawn()
    await loss.click()
    await expect(loss).toHaveAttribute('aria-pressed', 'false')
    await expect.poll(drawn).not.toBe(before)
    await loss.click()
    await expect.poll(drawn).toBe(before)
  })

  await test.step('numbers and picture go to the clipboard', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await editor.button('Copy the curves').click()
    await page.getByRole('menuitem', { name: 'Numbers of every step (CSV)' }).click()
    await expect(page.getByText('Curves copied', { exact: true })).toBeVisible()
    const rows = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split(/\r?\n/)
    // An epoch may have ended before the run was paused.
    expect(rows[0]).toMatch(/^step,train_loss,train_accuracy,(held_out_loss,held_out_accuracy,)?lr$/)
    expect(rows.at(-1)!.split(',')[0]).toBe(String(last))
    const shown = await page.locator('[data-curve=loss] [data-value]').textContent()
    expect(Number(rows.at(-1)!.split(',')[1])).toBeCloseTo(Number(shown), 3)
    await editor.button('Copy the curves').click()
    await page.getByRole('menuitem', { name: 'Picture (PNG)' }).click()
    await expect
      .poll(() =>
        page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => [...types])),
      )
      .toContain('image/png')
  })
})
