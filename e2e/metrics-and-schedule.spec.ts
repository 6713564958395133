import { expect, test, type Editor } from './fixtures'

test('metrics are wired, counted, and read on the node, in the inspector and among the curves; a schedule lowers the rate', async ({
  editor,
}) => {
  const { page } = editor

  await test.step('an accuracy and a confusion matrix are wired to the scores', async () => {
    for (const [type, name] of [
      ['Accuracy', 'accuracy'],
      ['Confusion matrix', 'confusion'],
    ] as const) {
      await page.keyboard.press('Escape')
      await editor.command(`Add ${type}`)
      await expect(editor.node(name)).toBeVisible()
      await page.keyboard.press('Escape')
      await editor.command('Fit view')
      await wire(editor, ['fc2', 'output'], [name, 'input'])
      await wire(editor, ['data', 'y'], [name, 'target'])
    }
    await expect(editor.button('Train')).toBeEnabled()
  })

  await test.step('a schedule is chosen for the document, and can be undone', async () => {
    await page.keyboard.press('Escape')
    const scheduler = page
      .getByRole('region', { name: 'Document' })
      .getByRole('combobox', { name: 'Rate schedule', exact: true })
    await scheduler.click()
    await page.getByRole('option', { name: 'ExponentialLR' }).click()
    await expect(scheduler).toHaveText('ExponentialLR')
    await editor.button('Undo').click()
    await expect(scheduler).toHaveText('Constant rate')
    await editor.button('Redo').click()
    const gamma = page.getByRole('textbox', { name: 'gamma', exact: true })
    await gamma.fill('0.5')
    await gamma.press('Enter')
  })

  await test.step('training counts over each epoch and lowers the rate after it', async () => {
    await editor.setting('Epochs', '2')
    await editor.button('Train').click()
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)
    await expect(editor.node('accuracy').locator('[data-metric=train]')).toContainText('%')
    await expect(editor.node('accuracy').locator('[data-metric=heldOut]')).toContainText('%', {
      timeout: 120_000,
    })
    await expect(page.getByText(/lr 0\.005/)).toBeVisible({ timeout: 120_000 })
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /Done/, {
      timeout: 120_000,
    })
    const legend = page.locator('[data-curve=metric-0]')
    await expect(legend).toContainText(/accuracy.*%.*\/.*%/)
  })

  await test.step('the matrix is in the inspector, for the samples held out and those trained on', async () => {
    await editor.node('confusion').click()
    const table = page.getByRole('table', { name: /^Confusion matrix/ })
    await expect(table.getByRole('row')).toHaveCount(12)
    const said = page.getByText(/^[\d,]+ of [\d,]+ are right$/)
    const heldOutWords = await said.textContent()
    await page.getByRole('radio', { name: 'train' }).click()
    await expect(said).not.toHaveText(heldOutWords!)
  })
})

/** Drags a wire from an output to an input. */
async function wire(
  editor: Editor,
  [source, output]: readonly [string, string],
  [target, input]: readonly [string, string],
): Promise<void> {
  const from = editor.node(source).getByLabel(`Output ${output}`)
  await from.dragTo(editor.node(target).getByLabel(`Input ${input}`))
  await expect(editor.wire(source, target).first()).toBeAttached()
}
