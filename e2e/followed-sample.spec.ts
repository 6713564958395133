/** One sample of the batch, followed through the net. */
import { expect, test } from './fixtures'

test('a sample that is chosen on one wire is shown in both directions, on other wires, and on the canvas', async ({
  editor,
}) => {
  const { page } = editor
  await editor.button('Step').click()
  await expect(page.getByText('Step 1 /')).toBeVisible()
  await editor.selectWire('conv1', 'relu1')
  const sample = page.getByRole('textbox', { name: 'Sample', exact: true })
  const pictures = () =>
    page
      .locator('.react-flow > canvas, .react-flow canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  await expect(sample).toHaveValue('0')
  const before = await pictures()
  await sample.fill('3')
  await sample.press('Enter')
  await expect(sample).toHaveValue('3')
  await expect.poll(pictures).not.toBe(before)

  await page.getByRole('tab', { name: /^Backward/ }).click()
  await expect(sample).toHaveValue('3')
  await page.getByRole('radio', { name: 'Table' }).click()
  await page.getByRole('tab', { name: /^Forward/ }).click()
  await expect(page.getByRole('radio', { name: 'Table' })).toBeChecked()
  const exact = await page.getByRole('grid', { name: 'Table' }).innerText()
  await sample.fill('0')
  await sample.press('Enter')
  await expect.poll(() => page.getByRole('grid', { name: 'Table' }).innerText()).not.toBe(exact)

  await sample.fill('15')
  await sample.press('Enter')
  await editor.selectWire('relu1', 'conv2')
  await expect(sample).toHaveValue('15')
})

test('a wire is shown large, both directions beside each other with the same channels', async ({
  editor,
}) => {
  const { page } = editor
  await editor.button('Step').click()
  await expect(page.getByText('Step 1 /')).toBeVisible()
  await editor.selectWire('conv1', 'relu1')
  await editor.button('Show large').click()
  const large = page.getByRole('dialog', { name: 'conv1 → relu1' })
  const [forward, backward] = ['Forward', 'Backward'].map((name) =>
    large.getByRole('region', { name, exact: true }),
  )
  await expect(forward!.getByText('16×32×28×28', { exact: true })).toBeVisible()
  await expect(backward!.getByText('16×32×28×28', { exact: true })).toBeVisible()
  await forward!.getByRole('radio', { name: 'Table' }).click()
  await forward!.getByRole('textbox', { name: 'Channel', exact: true }).fill('5')
  await page.keyboard.press('Enter')
  await expect(backward!.getByRole('textbox', { name: 'Channel', exact: true })).toHaveValue('5')
  await expect(backward!.getByRole('grid', { name: 'Table' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(large).toBeHidden()
  await expect(page.getByRole('region', { name: 'Forward', exact: true })).toBeVisible()
  await expect(editor.button('Show large')).toBeFocused()
})
