import { expect, test } from './fixtures'

test('the first screen trains: the loss moves, steps are counted, both lanes of a wire show what flows', async ({
  editor,
}) => {
  const { page } = editor
  await expect(editor.node('conv1')).toBeVisible()
  await editor.setting('Epochs', '100')
  await editor.button('Train').click()
  const progress = page.getByRole('progressbar')
  await expect(progress).toHaveAttribute('aria-valuenow', /[1-9]/)
  await expect(page.getByText(/Step \d+ \/ \d+/)).toBeVisible()

  await test.step('a wire shows numbers, histogram and feature maps, forward and backward', async () => {
    await editor.selectWire('conv1', 'relu1')
    expect(await editor.number('Forward', 'std')).toBeGreaterThan(0)
    expect(await editor.number('Backward', 'norm')).toBeGreaterThan(0)
    expect(await editor.number('Backward', 'nan')).toBe(0)
    await expect(page.getByRole('tab', { name: 'Backward' })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('pause, step, and the learning rate of a running net', async () => {
    await editor.button('Pause').click()
    await expect(editor.button('Resume')).toBeVisible()
    const before = Number(await progress.getAttribute('aria-valuenow'))
    await editor.button('Step').click()
    await expect(progress).toHaveAttribute('aria-valuenow', String(before + 1))
    await editor.button('Resume').click()
    await editor.setting('Learning rate', '0.001')
    await expect(editor.button('Pause')).toBeVisible()
    await expect
      .poll(async () => Number(await progress.getAttribute('aria-valuenow')))
      .toBeGreaterThan(before + 3)
  })

  await test.step('stop ends the run', async () => {
    await editor.button('Stop').click()
    await expect(editor.button('Train')).toBeVisible()
  })
})

test('a changed layer shows its shapes at once, a wrong wire is explained in PyTorch’s words and mended, and the next sample its fit', async ({
  editor,
}) => {
  const { page } = editor
  await editor.node('conv1').click()
  const channels = page.getByRole('textbox', { name: 'out_channels', exact: true })
  await channels.fill('16')
  await channels.press('Enter')
  await expect(editor.wire('conv1', 'relu1')).toHaveAccessibleName(/N×16×28×28/)

  await editor.node('conv2').click()
  const wanted = page.getByRole('textbox', { name: 'in_channels', exact: true })
  await wanted.fill('32')
  await wanted.press('Enter')
  await expect(
    page.getByText('expected input[N, 16, 28, 28] to have 32 channels, but got 16 channels instead').first(),
  ).toBeVisible()
  await expect(editor.button('Train')).toBeDisabled()

  await page.keyboard.press('Escape')
  await editor.button('Undo').click()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.button('Undo').click()
  await expect(editor.wire('conv1', 'relu1')).toHaveAccessibleName(/N×32×28×28/)

  await test.step('linear regression shows its points and the moving line', async () => {
    await editor.command('Open sample')
    await page
      .getByRole('dialog', { name: 'Samples' })
      .getByRole('button', { name: /House prices|Linear regression/i })
      .click()
    await expect(editor.node('linear')).toBeVisible()
    await editor.button('Train').click()
    await expect(page.getByRole('tab', { name: 'Fit' })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('tabpanel', { name: 'Fit' })).toContainText(
      /Points of the data set and the model's line, after step [1-9]/,
      { timeout: 60_000 },
    )
  })
})
