/** A file that takes long to be read stops nothing: it can be given up, and is given up. */
import { expect, test } from './fixtures'

const SOURCE = 'import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))\n'

test('reading that takes long is shown, can be cancelled, ends by itself, and the graph stays', async ({
  editor,
}) => {
  const { page } = editor
  const before = await page.locator('.react-flow__node').count()
  const reading = page.getByRole('dialog', { name: 'Reading net.py' })
  await page.route('**/reader-worker*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'for (;;);' }),
  )

  await test.step('Cancel gives it up', async () => {
    await editor.drop('net.py', Buffer.from(SOURCE))
    await expect(reading.getByRole('progressbar')).toBeVisible()
    await expect(reading).toContainText('s of at most 30 s')
    await reading.getByRole('button', { name: 'Cancel' }).click()
    await expect(reading).toBeHidden()
    await expect(page.locator('.react-flow__node')).toHaveCount(before)
  })

  await test.step('after half a minute it is given up with a reason', async () => {
    await page.clock.install()
    await editor.drop('net.py', Buffer.from(SOURCE))
    await page.clock.runFor(1000)
    await expect(reading).toBeVisible()
    await page.clock.runFor(31_000)
    const refused = page.getByRole('dialog', { name: 'net.py cannot be opened' })
    await expect(refused).toContainText('It was not read within 30 seconds.')
    await expect(reading).toBeHidden()
    await page.clock.resume()
    await refused.getByRole('button', { name: 'Close' }).last().click()
    await expect(page.locator('.react-flow__node')).toHaveCount(before)
  })

  await test.step('the next file is read', async () => {
    await page.unroute('**/reader-worker*.js')
    await editor.drop('net.py', Buffer.from(SOURCE))
    await expect(page.getByRole('dialog', { name: 'Imported net.py' })).toBeVisible()
  })
})
