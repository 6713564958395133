/** What is left between the points of a regression and its line: its mean square is the loss that PyTorch has. */
import { readFileSync } from 'node:fs'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import { expect, test } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { expectShown, readNumber } from './shown'

/** Made by `reference/lesson.py`. */
const { regression } = JSON.parse(
  readFileSync(new URL('reference/lesson.json', import.meta.url), 'utf8'),
) as { regression: { loss: { all: SavedNumbers } } }

const NET = bytesOf(
  netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'house-prices' }],
          ['fc1: Linear', { out_features: 1 }],
          ['loss: MSELoss'],
        ],
        ['data.x → fc1', 'fc1 → loss', 'data.y → loss.target'],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.000_04 } }, batch_size: 30, epochs: 1, seed: 0 },
  ),
)

test('residuals are shown, and the root of their mean square is that of the loss', async ({ editor }) => {
  const { page } = editor
  await editor.drop('net.json', NET)
  await expect(editor.node('fc1')).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.command('Light theme')
  await page.getByRole('tab', { name: 'Fit' }).click()
  const read = page.locator('[data-residuals]')
  await expect(read).toBeEmpty()
  await page.getByRole('button', { name: 'Residuals' }).click()
  await expectShown(
    async () => readNumber(/RMSE (\S+)/.exec((await read.textContent()) ?? '')?.[1] ?? null),
    Math.sqrt(regression.loss.all.values[0]!),
  )
  await test.step('what is read out is not cut off where there is little room', async () => {
    await page.setViewportSize({ width: 1024, height: 700 })
    const places = [read, read.locator('+ span')]
    for (const [at, place] of places.entries()) {
      if (at === 1) await page.locator('canvas', { hasText: /^Points of the data set/ }).hover()
      await expect(place).not.toBeEmpty()
      const whole = await place.evaluate((element) => {
        const [own, frame] = [element, element.parentElement!].map((each) => each.getBoundingClientRect())
        return own!.right <= frame!.right && own!.bottom <= frame!.bottom && own!.height < 24
      })
      expect(whole).toBe(true)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  /** Pixels that the lines between points and model have alone. */
  const muted = () =>
    page.locator('canvas', { hasText: /^Points of the data set/ }).evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const pixels = new Uint32Array(data.buffer)
      return pixels.reduce((count, pixel) => count + (pixel === 0xff695b53 ? 1 : 0), 0)
    })
  await expect.poll(muted).toBeGreaterThan(200)
  await page.getByRole('button', { name: 'Residuals' }).click()
  await expect(read).toBeEmpty()
  await expect.poll(muted).toBe(0)
})
