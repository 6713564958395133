/** The samples that a net is most and least surprised by. */
import { expect, test } from './fixtures'

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
