/** What the numbers of a run are of, and a run that is not well. */
import { divided } from './divided'
import { expect, test } from './fixtures'

test('numbers say what they are of, and a run that meets NaN is not simply done', async ({ editor }) => {
  const { page } = editor
  await test.step('the loss of the step and the mean of the last steps stand beside each other', async () => {
    for (let step = 1; step <= 3; step += 1) {
      await editor.button('Step').click()
      await expect(page.getByText(`Step ${step} /`)).toBeVisible()
    }
    const value = (curve: string) => page.locator(`[data-curve=${curve}]`)
    await expect(value('loss')).toContainText('Train loss, this step')
    await expect(value('lossMean')).toContainText('mean of the last 3 steps')
    await expect(value('accuracy')).toContainText('Train accuracy, last 3 steps')
    const read = async (curve: string) => Number(await value(curve).locator('[data-value]').textContent())
    expect(await read('loss')).not.toBe(await read('lossMean'))
    // Nor does the bar above, with all of a run in it, run into what stands beside it.
    const badge = (await page.getByRole('status', { name: /^Engine: / }).boundingBox())!
    const tools = (await page.getByRole('toolbar', { name: 'View' }).boundingBox())!
    expect(badge.x + badge.width).toBeLessThanOrEqual(tools.x)
  })

  const banner = page.getByRole('alert').filter({ hasText: 'the first to give NaN' })
  await test.step('a run that meets NaN names where it came from first, and leads there', async () => {
    await editor.drop('divided.json', divided)
    await expect(editor.node('share')).toBeVisible()
    await editor.button('Train').click()
    await expect(banner).toContainText('Step 1: share (Div) is the first to give NaN, in the forward pass.')
    await expect(banner).toContainText('0 is divided by 0')
    await expect(page.getByText('NaN since step 1', { exact: true })).toBeVisible()
    await expect(page.getByRole('tab', { name: /^Loss & accuracy NaN/ })).toBeVisible()
    await expect(page).toHaveTitle(/^NaN · /)
    await banner.getByRole('button', { name: 'Show share' }).click()
    await expect(page.getByRole('region', { name: 'Node share' })).toBeVisible()
  })

  await test.step('a wire counts them, and gives no other reason than the banner', async () => {
    await editor.selectWire('share', 'last')
    const warning = page.getByRole('region', { name: 'Forward', exact: true }).getByText(/^There are \d+ NaN/)
    await expect(warning).toHaveText(/^There are \d+ NaN and 0 infinite values\.$/)
  })

  await test.step('it is gone with the next run, and the way back is open', async () => {
    await banner.getByRole('button', { name: 'Dismiss' }).click()
    await editor.button('Reset').click()
    await expect(page.getByText('NaN since step 1', { exact: true })).toBeHidden()
    await expect(page).not.toHaveTitle(/NaN/)
  })
})
