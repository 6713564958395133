/** A number of a convolution is clicked, forward and backward, and what it says of how that came about are PyTorch's numbers. */
import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { difference, type SavedNumbers } from '../src/engine/reference/tolerance'
import { expect, test, type Editor } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { readNumber } from './shown'

/** Made by `reference/explained.py`. */
const PYTORCH = JSON.parse(readFileSync(new URL('reference/explained.json', import.meta.url), 'utf8')) as {
  forward: Record<'window' | 'kernel' | 'sum' | 'bias' | 'total', SavedNumbers>
  backward: Record<'gradients' | 'weights' | 'sum' | 'total', SavedNumbers>
}

const NET = bytesOf(
  netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
          ['stem: Linear', { out_features: 32 }],
          ['image: Unflatten', { dim: 1, unflattened_size: [2, 4, 4] }],
          ['conv: Conv2d', { out_channels: 3, kernel_size: 3, stride: 2, padding: 1 }],
          ['relu: ReLU'],
          ['flat: Flatten'],
          ['head: Linear', { out_features: 2 }],
          ['loss: CrossEntropyLoss'],
        ],
        [
          'data.x → stem',
          'stem → image',
          'image → conv',
          'conv → relu',
          'relu → flat',
          'flat → head',
          'head → loss',
          'data.y → loss.target',
        ],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 4, epochs: 10, seed: 3 },
  ),
)

/** Opens the net and takes one step, after which its weights are others. */
async function stepped(editor: Editor): Promise<void> {
  await editor.drop('net.json', NET)
  await expect(editor.node('stem')).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.button('Step').click()
}

/** The sample of the batch that PyTorch's numbers are of: the second of the data, wherever the shuffle has put it. */
async function sampleOf(editor: Editor): Promise<number> {
  await editor.selectWire('data', 'stem')
  const lane = laneOf(editor, 'Forward')
  await lane.getByRole('radio', { name: 'Table' }).click()
  const first = lane.locator('tbody tr td:nth-of-type(1)')
  await expect(first.first()).toHaveAttribute('title', /\d/)
  const titles = await first.evaluateAll((cells) => cells.map((each) => each.getAttribute('title')))
  const at = titles.findIndex((title) => Math.abs(readNumber(title) - 0.9603698) < 1e-5)
  expect(at).toBeGreaterThanOrEqual(0)
  return at
}

function laneOf({ page }: Editor, direction: 'Forward' | 'Backward'): Locator {
  return page.getByRole('region', { name: direction, exact: true })
}

/** Turns to the table of a sample and a channel. */
async function tableOf(
  editor: Editor,
  direction: 'Forward' | 'Backward',
  place: { sample: number; channel: number },
): Promise<Locator> {
  const tab = editor.page.getByRole('tab', { name: direction })
  if (await tab.isVisible()) await tab.click()
  const lane = laneOf(editor, direction)
  await lane.getByRole('radio', { name: 'Table' }).click()
  for (const [name, value] of Object.entries({ Sample: place.sample, Channel: place.channel })) {
    const field = lane.getByRole('textbox', { name, exact: true })
    await field.fill(String(value))
    await field.press('Enter')
  }
  const table = lane.getByRole('grid', { name: 'Table' })
  // A number can be chosen when it has come.
  await expect(cell(table, 0, 0)).toHaveAttribute('title', /\d/)
  return table
}

const cell = (table: Locator, row: number, column: number): Locator =>
  table.locator('tbody tr').nth(row).locator('td').nth(column)

const explanation = ({ page }: Editor): Locator =>
  page.getByRole('region', { name: 'How this number came about' })

/** The numbers of a grid by its name; what is padding left out. */
async function gridNumbers(shown: Locator, name: string): Promise<number[]> {
  const titles = await shown
    .getByRole('table', { name, exact: true })
    .locator('td')
    .evaluateAll((cells) => cells.map((each) => each.getAttribute('title') ?? ''))
  return titles.map((title) => (title === 'padding' ? 0 : readNumber(title)))
}

async function line(shown: Locator, name: string): Promise<number[]> {
  return [readNumber(await shown.locator(`[data-line="${name}"]`).textContent())]
}

async function expectNumbers(
  read: () => Promise<number[]>,
  saved: SavedNumbers,
  what: string,
): Promise<void> {
  await expect.poll(async () => difference(await read(), saved), { message: what }).toBeNull()
}

test('an output of a convolution is taken apart into window, kernel, sums and bias', async ({ editor }) => {
  await stepped(editor)
  const sample = await sampleOf(editor)
  await editor.selectWire('conv', 'relu')
  const table = await tableOf(editor, 'Forward', { sample, channel: 2 })
  await cell(table, 1, 0).click()
  const shown = explanation(editor)
  await expect(shown).toContainText(`conv at [${sample}, 2, 1, 0] · step 1`)
  // The second of two input channels.
  await shown.getByRole('button', { name: 'Next' }).click()
  await expect(shown).toContainText('input channel 1 (2 of 2)')
  const { window, kernel, sum, bias, total } = PYTORCH.forward
  await expectNumbers(() => gridNumbers(shown, 'input'), window, 'window')
  await expectNumbers(() => gridNumbers(shown, 'weight'), kernel, 'kernel')
  await expectNumbers(() => line(shown, 'Sum of the products'), sum, 'sum')
  await expectNumbers(() => line(shown, 'bias'), bias, 'bias')
  await expectNumbers(() => line(shown, 'Together'), total, 'total')
  await expectNumbers(() => line(shown, 'In the engine'), total, 'engine')
  await expect(shown).toContainText('The engine has the same number, but for rounding.')
  await shown.getByRole('button', { name: 'Close the explanation' }).click()
  await expect(shown).toBeHidden()
})

test('a gradient of its input is taken apart by the keyboard into the gradients and weights that made it', async ({
  editor,
}) => {
  await stepped(editor)
  const sample = await sampleOf(editor)
  await editor.selectWire('image', 'conv')
  const table = await tableOf(editor, 'Backward', { sample, channel: 1 })
  await cell(table, 0, 0).focus()
  for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await editor.page.keyboard.press(key)
  const shown = explanation(editor)
  await expect(shown).toContainText(`Gradient at [${sample}, 1, 1, 1], by conv · step 1`)
  await shown.getByRole('button', { name: 'Next' }).click()
  await expect(shown).toContainText('output channel 1 (2 of 3)')
  const { gradients, weights, sum, total } = PYTORCH.backward
  // Of nine taps those count that lie over an output; weights stand beside each.
  const over = async (name: string) => {
    const taken = await shown
      .getByRole('table', { name: 'gradient of the output', exact: true })
      .locator('td')
      .evaluateAll((cells) => cells.map((each) => each.getAttribute('title') !== 'padding'))
    return (await gridNumbers(shown, name)).filter((_, at) => taken[at])
  }
  await expectNumbers(() => over('gradient of the output'), gradients, 'gradients')
  await expectNumbers(() => over('weight'), weights, 'weights')
  await expectNumbers(() => line(shown, 'Sum of the products'), sum, 'sum')
  await expectNumbers(() => line(shown, 'Together'), total, 'total')
  await expect(shown).toContainText('The engine has the same number, but for rounding.')
})

test('a click on a picture explains the value under it, and a node that is not taken apart says so', async ({
  editor,
}) => {
  await stepped(editor)
  await editor.selectWire('conv', 'relu')
  const canvas = laneOf(editor, 'Forward').locator('canvas').last()
  await canvas.click({ position: { x: 4, y: 4 } })
  await expect(explanation(editor)).toContainText('conv at [0, 0, 0, 0]')
  await expect(explanation(editor).getByText('In the engine')).toBeInViewport()
  // The same place of the sample that is looked at.
  const field = laneOf(editor, 'Forward').getByRole('textbox', { name: 'Sample', exact: true })
  await field.fill('2')
  await field.press('Enter')
  await expect(explanation(editor)).toContainText('conv at [2, 0, 0, 0]')
  await editor.selectWire('data', 'stem')
  await expect(explanation(editor)).toBeHidden()
  const first = laneOf(editor, 'Forward').locator('canvas').last()
  await first.click({ position: { x: 4, y: 4 } })
  await expect(explanation(editor)).toContainText('Dataset: ')
  await expect(explanation(editor)).toContainText('Its numbers are not taken apart.')
})

test('where a wire is shown large, both directions are taken apart beside each other', async ({ editor }) => {
  await stepped(editor)
  await editor.selectWire('image', 'conv')
  await editor.button('Show large').click()
  for (const [direction, says] of [
    ['Forward', 'image at [0, 0, 0, 0]'],
    ['Backward', 'Gradient at [0, 0, 0, 0], by conv'],
  ] as const) {
    const lane = editor.page.getByRole('dialog').getByRole('region', { name: direction, exact: true })
    await lane
      .locator('canvas')
      .last()
      .click({ position: { x: 4, y: 4 } })
    const shown = lane.getByRole('region', { name: 'How this number came about' })
    await expect(shown).toContainText(says)
  }
  await expect(explanation(editor)).toHaveCount(2)
})
