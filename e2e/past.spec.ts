/** A tensor over the steps in which it was looked at: its numbers and its histogram are PyTorch's, step by step. */
import { readFileSync } from 'node:fs'
import { colorMap } from '../src/renderer/paint/color-map'
import { rebinned } from '../src/renderer/past/past-frame'
import { BINS, shareHeight } from '../src/renderer/past/past-painter'
import { expect, test } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { readNumber } from './shown'

/** Made by `reference/past.py`: of each of three steps. */
const PYTORCH = JSON.parse(readFileSync(new URL('reference/past.json', import.meta.url), 'utf8')) as (Record<
  'min' | 'max' | 'mean' | 'std' | 'norm' | 'zeros',
  number
> & { counts: number[] })[]

const NET = bytesOf(
  netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
          ['stem: Linear', { out_features: 32 }],
          ['relu: ReLU'],
          ['head: Linear', { out_features: 2 }],
          ['loss: CrossEntropyLoss'],
        ],
        ['data.x → stem', 'stem → relu', 'relu → head', 'head → loss', 'data.y → loss.target'],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 4, epochs: 10, seed: 3 },
  ),
)

test('numbers and histogram of three steps are read under the pointer', async ({ editor }) => {
  const { page } = editor
  await editor.drop('net.json', NET)
  await expect(editor.node('stem')).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.command('Light theme')
  await editor.selectWire('relu', 'head')
  await expect(page.getByRole('region', { name: 'Forward', exact: true })).toContainText('Step 0')
  for (const step of [1, 2, 3]) {
    await editor.button('Step').click()
    await expect(page.getByText(`Step ${step} /`)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Forward', exact: true })).toContainText(`Step ${step}`)
  }
  await page.getByRole('radio', { name: 'Over time' }).click()
  const past = page.getByRole('region', { name: 'Over time' })
  const reading = past.locator('[data-reading]')
  const histogram = past.locator('[data-plot=histogramTimes]')
  const { width } = (await histogram.boundingBox())!
  /** The middle of each step's column: the first and the last are half as wide as the others. */
  const places = [0.02, 1 / 3, 2 / 3, 0.98].map((share) => 48 + share * (width - 52))
  /** Before the first step it is looked at what will flow in it. */
  const looks = [PYTORCH[0]!, ...PYTORCH]

  for (const [at, saved] of looks.entries())
    await test.step(`step ${at}`, async () => {
      await past.locator('[data-plot=band]').hover({ position: { x: places[at]!, y: 40 } })
      await expect(reading).toContainText(`step ${at} ·`)
      const text = (await reading.textContent())!
      for (const name of ['min', 'max', 'mean', 'std', 'norm'] as const) {
        const shown = readNumber(new RegExp(`${name} (\\S+)`).exec(text)![1]!)
        expect(Math.abs(shown - saved[name]), `${name} in ${text}`).toBeLessThanOrEqual(
          6e-4 * Math.abs(saved[name]),
        )
      }
      expect(readNumber(/zeros (\S+) %/.exec(text)![1]!) / 100).toBeCloseTo(saved.zeros, 3)
      // A name and its number stand in one line.
      const lines = await reading
        .locator('span')
        .evaluateAll((all) => all.map((part) => part.getClientRects().length))
      expect(lines).toEqual(Array.from({ length: 7 }, () => 1))
    })

  await test.step('the colours of a step are those of the shares of its values', async () => {
    await page.mouse.move(5, 5)
    const span = {
      low: Math.min(...PYTORCH.map(({ min }) => Math.fround(min))),
      high: Math.max(...PYTORCH.map(({ max }) => Math.fround(max))),
    }
    const { pixels } = colorMap('sequential', 'light')
    for (const [at, saved] of looks.entries()) {
      const shares = rebinned(
        {
          step: at,
          statistics: { ...saved, nan: 0, inf: 0 },
          histogram: {
            low: Math.fround(saved.min),
            high: Math.fround(saved.max),
            counts: Uint32Array.from(saved.counts),
          },
        },
        span,
        BINS,
      )
      const drawn = await histogram.evaluate(
        (canvas: HTMLCanvasElement, { x, bins }) => {
          const ratio = canvas.width / canvas.clientWidth
          const [top, bottom] = [5, canvas.clientHeight - 5]
          const context = canvas.getContext('2d')!
          return Array.from({ length: bins }, (_, bin) => {
            const y = bottom - ((bin + 0.5) / bins) * (bottom - top)
            const { data } = context.getImageData(Math.round(x * ratio), Math.floor(y * ratio), 1, 1)
            return new Uint32Array(data.buffer)[0]!
          })
        },
        { x: places[at]!, bins: BINS },
      )
      const same = drawn.filter((pixel, bin) => {
        const share = shares[bin]!
        return pixel === (share > 0 ? pixels[Math.round(255 * shareHeight(share))]! : 0)
      })
      // A value on the edge of two bins may lie in either.
      expect(same.length, `step ${at}`).toBeGreaterThanOrEqual(BINS - 4)
    }
  })
})
