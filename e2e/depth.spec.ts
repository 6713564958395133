/** The net as a whole: how large activations and gradients are over its depth, and over time. */
import { expect, test } from './fixtures'

test('norms by depth are read by pointer and keys, lead to nodes, and are what the wire says', async ({
  editor,
}) => {
  const { page } = editor
  await page.getByRole('tab', { name: 'Depth' }).click()
  await expect(page.getByText('Nothing has flowed yet')).toBeVisible()
  await editor.button('Step').click()
  await expect(page.getByText('Step 1 /')).toBeVisible()
  const panel = page.getByRole('region', { name: 'Run' })
  const reading = panel.locator('[data-reading]')
  const plot = page.getByRole('img', { name: /^Size of activations and gradients/ })
  await expect(reading).toHaveText(/^Gradient norm: \S+ at fc2, \S+ at conv1$/)

  let values: number[] = []
  await test.step('arrow keys read one output after the other', async () => {
    await plot.focus()
    await page.keyboard.press('Home')
    await expect(reading).toHaveText(/^data\.x · activation .+ · no gradient$/)
    await page.keyboard.press('ArrowRight')
    await expect(reading).toHaveText(/^conv1 · activation .+ · gradient \S+/)
    values = (await reading.textContent())!.match(/(?<=activation |gradient )[\d.e+−-]+/g)!.map(toNumber)
    await page.keyboard.press('End')
    await expect(reading).toHaveText(/^fc2 · /)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
  })

  await test.step('Enter goes to the node', async () => {
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Node conv1' })).toBeVisible()
  })

  await test.step('the numbers are the norms that the wire tells, for each value', async () => {
    await editor.selectWire('conv1', 'relu1')
    const shown = await editor.number('Forward', 'norm')
    expect(shown / Math.sqrt(16 * 32 * 28 * 28) / values[0]!).toBeCloseTo(1, 2)
    await page.getByRole('tab', { name: /^Backward/ }).click()
    expect((await editor.number('Backward', 'norm')) / values[1]!).toBeCloseTo(1, 2)
  })

  await test.step('updates are those that the list of parameters has', async () => {
    await page.getByRole('radio', { name: 'Updates' }).click()
    await editor.button('Step').click()
    await expect(page.getByText('Step 2 /')).toBeVisible()
    await page.getByRole('img', { name: /^Size of the last update/ }).focus()
    await page.keyboard.press('Home')
    await expect(reading).toHaveText(/^conv1\.weight · [\d.e+−-]+$/)
    const ratio = toNumber((await reading.textContent())!.split(' · ')[1]!)
    expect(ratio).toBeGreaterThan(0)
    expect(ratio).toBeLessThan(0.1)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Node conv1' })).toBeVisible()
    await page.getByRole('tab', { name: 'Parameters' }).click()
    const row = page.getByRole('row', { name: /conv1\.weight/ })
    const cells = (await row.getByRole('gridcell').allInnerTexts()).map(toNumber)
    expect(cells.some((cell) => Math.abs(cell / ratio - 1) < 0.01)).toBe(true)
    await page.getByRole('tab', { name: 'Depth' }).click()
  })

  await test.step('over time, a look is read under the pointer', async () => {
    await editor.button('Step').click()
    await expect(page.getByText('Step 3 /')).toBeVisible()
    await panel.getByRole('radio', { name: 'Over time' }).click()
    const picture = page.getByRole('figure', { name: 'Gradients' }).locator('canvas')
    const { width, height } = (await picture.boundingBox())!
    await expect(async () => {
      await picture.hover({ position: { x: width - 4, y: height * 0.15 } })
      await expect(reading).toHaveText(/^conv1 · step 3 · [\d.e+−-]+$/, { timeout: 500 })
    }).toPass()
  })
})

function toNumber(text: string): number {
  return Number(text.replace('−', '-'))
}
