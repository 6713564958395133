/** The samples that a net is most and least surprised by. */
import { expect, test } from './fixtures'
import { bytesOf, netFile } from './net-file'

test('the worst and the best samples held out are shown after training, and one is fed by hand', async ({
  editor,
}) => {
  const { page } = editor
  await page.getByRole('tab', { name: 'Samples' }).click()
  for (let step = 1; step <= 3; step++) {
    await editor.button('Step').click()
    await expect(page.getByText(`Step ${step} /`)).toBeVisible()
  }
  const panel = page.getByRole('region', { name: 'Run' })
  await expect(panel.getByText(/^The \d+ samples held out, after step 3, by their loss$/)).toBeVisible()
  const read = (name: string) =>
    panel
      .getByRole('region', { name })
      .getByRole('button')
      .evaluateAll((cards) =>
        cards.map((card) => Number(/loss ([\d.e+-]+)$/.exec(card.getAttribute('aria-label')!)![1])),
      )
  const [worst, best] = [await read('Worst first'), await read('Best first')]
  expect(worst).toHaveLength(24)
  expect(worst).toEqual([...worst].sort((a, b) => b - a))
  expect(best).toEqual([...best].sort((a, b) => a - b))
  expect(best[0]!).toBeLessThan(worst[0]!)
  const first = panel.getByRole('region', { name: 'Worst first' }).getByRole('button').first()
  const said = /^Sample (\d+): (\S+), the net says (\S+) \(/.exec((await first.getAttribute('aria-label'))!)!
  await first.click()
  await expect(page.getByRole('tab', { name: 'By hand' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('The wires show this one sample, forward.')).toBeVisible()
  await expect(panel.getByRole('textbox').first()).toHaveValue(said[1]!)
})

const NET = bytesOf(
  netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 80, held_out: 40, seed: 0 }],
          ['stem: Linear', { out_features: 8 }],
          ['head: Linear', { out_features: 2 }],
          ['loss: CrossEntropyLoss'],
          ['confusion: ConfusionMatrix'],
        ],
        [
          'data.x → stem',
          'stem → head',
          'head → loss',
          'data.y → loss.target',
          'head → confusion',
          'data.y → confusion.target',
        ],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.1 } }, batch_size: 20, epochs: 1, seed: 3 },
  ),
)

test('a click on a cell of the confusion matrix shows its samples', async ({ editor }) => {
  const { page } = editor
  await editor.drop('net.json', NET)
  await expect(editor.node('stem')).toBeVisible()
  await editor.button('Train').click()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /Done/)
  await editor.node('confusion').click()
  const cells = page.getByRole('table', { name: /^Confusion matrix/ }).getByRole('button')
  await expect(cells.first()).toBeVisible()
  const panel = page.getByRole('region', { name: 'Run' })
  let total = 0
  for (const cell of await cells.all()) {
    const [, count, target, said] = /(\d+) samples? of class (\d) taken for (\d)$/.exec(
      (await cell.getAttribute('aria-label'))!,
    )!
    const names = ['same', 'different'] as const
    const [is, taken] = [names[Number(target)], names[Number(said)]]
    await cell.click()
    await expect(panel.getByRole('status')).toContainText(
      new RegExp(`^${count} samples? held out of class ${is} that the net takes for ${taken},`),
    )
    const cards = panel.getByRole('button', { name: /^Sample \d+: / })
    await expect(cards).toHaveCount(Math.min(48, Number(count)))
    for (const label of await cards.evaluateAll((all) => all.map((card) => card.getAttribute('aria-label')!)))
      expect(label).toContain(`: ${is}, the net says ${taken} (`)
    total += Number(count)
  }
  expect(total).toBe(40)
  await panel.getByRole('button', { name: 'All samples' }).click()
  await expect(panel.getByRole('status')).toContainText('The 40 samples held out')
})
