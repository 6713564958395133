/** Each channel of an output is set to 0, and what becomes of the loss is PyTorch's. */
import { readFileSync } from 'node:fs'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import { expect, test } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { expectShown, readNumber } from './shown'

/** Made by `src/engine/session/make_ablations.py`. */
const PYTORCH = JSON.parse(
  readFileSync(new URL('../src/engine/session/ablations.json', import.meta.url), 'utf8'),
) as Record<'none' | 'relu', SavedNumbers>

const NET = bytesOf(
  netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
          ['stem: Linear', { out_features: 32 }],
          ['image: Unflatten', { dim: 1, unflattened_size: [2, 4, 4] }],
          ['conv: Conv2d', { out_channels: 3, kernel_size: 3, stride: 2, padding: 1 }],
          ['norm: BatchNorm2d'],
          ['relu: ReLU'],
          ['flat: Flatten'],
          ['head: Linear', { out_features: 2 }],
          ['loss: CrossEntropyLoss'],
        ],
        [
          'data.x → stem',
          'stem → image',
          'image → conv',
          'conv → norm',
          'norm → relu',
          'relu → flat',
          'flat → head',
          'head → loss',
          'data.y → loss.target',
        ],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 2, epochs: 10, seed: 3 },
  ),
)

test('the loss without each channel is listed, the largest change first', async ({ editor }) => {
  const { page } = editor
  await editor.drop('net.json', NET)
  await expect(editor.node('stem')).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.selectWire('relu', 'flat')
  const section = page.getByRole('region', { name: 'Without a channel' })
  await section.getByRole('button', { name: 'Measure' }).click()
  const rows = section.getByRole('table').locator('tbody tr')
  await expect(rows).toHaveCount(3)
  const [none] = PYTORCH.none.values
  await expect(section).toContainText('of 4 training samples')
  for (const [channel, exact] of PYTORCH.relu.values.entries()) {
    const loss = section.locator(`[data-channel="${channel}"] td`).first()
    await expectShown(
      async () => readNumber(await loss.textContent()),
      exact,
      PYTORCH.relu.magnitudes![channel],
    )
  }
  const channels = await rows.evaluateAll((all) =>
    all.map((row) => Number((row as HTMLElement).dataset['channel'])),
  )
  const changes = channels.map((channel) => Math.abs(PYTORCH.relu.values[channel]! - none!))
  expect(changes).toEqual(changes.toSorted((a, b) => b - a))

  // What was counted with other weights is not shown beside these.
  await editor.button('Step').click()
  await expect(rows).toHaveCount(0)
})
