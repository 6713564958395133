/** Where the heads inside of an encoder look: the values and the colours of every layer are PyTorch's. */
import { readFileSync } from 'node:fs'
import { colorIndex, colorMap, colorRange } from '../src/renderer/paint/color-map'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import { expect, test } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { expectShown, readNumber } from './shown'

/** Made by `src/engine/session/make_attention.py`: of the second sample. */
const { encoder } = JSON.parse(
  readFileSync(new URL('../src/engine/session/attention.json', import.meta.url), 'utf8'),
) as { encoder: SavedNumbers }
const HEADS = 4
const PLACES = 4

const NET = bytesOf(
  netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
          ['stem: Linear', { out_features: 32 }],
          ['words: Unflatten', { dim: 1, unflattened_size: [4, 8] }],
          ['attn: MultiheadAttention', { num_heads: 2, batch_first: true, need_weights: false }],
          [
            'encoder: TransformerEncoder',
            { nhead: 4, dim_feedforward: 16, num_layers: 2, batch_first: true },
          ],
          ['flat: Flatten'],
          ['head: Linear', { out_features: 2 }],
          ['loss: CrossEntropyLoss'],
        ],
        [
          'data.x → stem',
          'stem → words',
          'words → attn.query',
          'words → attn.key',
          'words → attn.value',
          'attn → encoder.src',
          'encoder → flat',
          'flat → head',
          'head → loss',
          'data.y → loss.target',
        ],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 2, epochs: 10, seed: 3 },
  ),
)

test('the heads of each layer of an encoder are shown, and read under the pointer', async ({ editor }) => {
  const { page } = editor
  await editor.drop('net.json', NET)
  await expect(editor.node('stem')).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.command('Light theme')
  await editor.selectWire('encoder', 'flat')
  const section = page.getByRole('region', { name: 'Where heads look' })
  await section.getByRole('button', { name: 'Show' }).click()
  const sample = section.getByRole('textbox', { name: 'Training sample' })
  await sample.fill('1')
  await sample.press('Enter')
  const canvas = section.locator('canvas')
  const reading = section.locator('[data-reading]')
  for (const layer of [0, 1])
    await test.step(`layer ${layer}`, async () => {
      const field = section.getByRole('textbox', { name: 'Layer' })
      await field.fill(String(layer))
      await field.press('Enter')
      const from = layer * HEADS * PLACES * PLACES
      const values = encoder.values.slice(from, from + HEADS * PLACES * PLACES)
      const at = (head: number, row: number, column: number) => (head * PLACES + row) * PLACES + column
      const range = colorRange('sequential', values)
      await canvas.scrollIntoViewIfNeeded()
      // Two heads a row, a pixel of the picture between them.
      const side = 2 * PLACES + 1
      const { height } = (await canvas.locator('..').boundingBox())!
      const cell = height / side
      for (const [head, row, column] of [
        [0, 0, 0],
        [1, 2, 3],
        [3, 3, 1],
      ] as const) {
        const place = {
          x: ((head % 2) * (PLACES + 1) + column + 0.5) * cell,
          y: (Math.floor(head / 2) * (PLACES + 1) + row + 0.5) * cell,
        }
        await canvas.hover({ position: place })
        await expect(reading).toContainText(`head ${head}, place ${row} looks at ${column}`)
        const exact = values[at(head, row, column)]!
        const read = async () => readNumber((await reading.textContent())!.split(' · ')[0]!)
        await expectShown(read, exact, encoder.magnitudes![from + at(head, row, column)])
        const drawn = await canvas.evaluate((element: HTMLCanvasElement, { x, y }) => {
          const ratio = element.width / element.clientWidth
          const { data } = element
            .getContext('2d')!
            .getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1)
          return new Uint32Array(data.buffer)[0]!
        }, place)
        // A value between two colours may have either.
        const index = colorIndex(exact, range)
        const { pixels } = colorMap('sequential', 'light')
        expect([index - 1, index, index + 1].map((each) => pixels[each])).toContain(drawn)
      }
    })
})
