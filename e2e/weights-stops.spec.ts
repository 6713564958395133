/** Files of weights stop nothing: reading one can be given up, and those that ask for much are refused with the window and the engine as they were. */
import { hostileWeights } from '../bench/faults/reading/hostile-weights'
import { writeSafetensors } from '../src/graph/formats/safetensors'
import { expect, test } from './fixtures'

const WEIGHTS = Buffer.from(
  writeSafetensors(new Map([['fc1.bias', { dtype: 'F32', shape: [3], values: Float32Array.of(1, 2, 3) }]])),
)

test('reading weights that takes long can be cancelled, and the net keeps those that it has', async ({
  editor,
}) => {
  const { page } = editor
  const reading = page.getByRole('dialog', { name: 'Reading net.safetensors' })
  await page.route('**/reader-worker*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'for (;;);' }),
  )
  await editor.drop('net.safetensors', WEIGHTS)
  await expect(reading).toContainText('s of at most 30 s')
  await reading.getByRole('button', { name: 'Cancel' }).click()
  await expect(reading).toBeHidden()
  await page.unroute('**/reader-worker*.js')
  await editor.drop('net.safetensors', WEIGHTS)
  await expect(page.getByRole('dialog', { name: 'The weights of net.safetensors do not fit' })).toBeVisible()
})

test('a large graph is read beside the window, and can be given up', async ({ editor }) => {
  const { page } = editor
  const nodes = Array.from({ length: 2400 }, (_, index) => ({ id: `n${index}`, name: `n${index}`, type: 'ReLU', params: {}, position: { x: (index % 60) * 260, y: Math.floor(index / 60) * 160 } })) // prettier-ignore
  const text = JSON.stringify({ format: 'gradwire.graph', version: 1, main: 'Net', modules: { Net: { nodes, edges: [] } } }) // prettier-ignore
  const reading = page.getByRole('dialog', { name: 'Reading large.json' })
  const before = await page.locator('.react-flow__node').count()
  await page.route('**/reader-worker*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'for (;;);' }),
  )
  await editor.drop('large.json', Buffer.from(text))
  await reading.getByRole('button', { name: 'Cancel' }).click()
  await expect(reading).toBeHidden()
  await expect(page.locator('.react-flow__node')).toHaveCount(before)
  await page.unroute('**/reader-worker*.js')

  await test.step('what is wrong in it is told with its place', async () => {
    await editor.drop('large.json', Buffer.from(text.replace('"name":"n1000"', '"name":7')))
    const refused = page.getByRole('dialog', { name: 'large.json cannot be opened' })
    await expect(refused).toContainText('"nodes.1000.name" must be a text, but is 7.')
    await refused.getByRole('button', { name: 'Close' }).last().click()
  })

  await test.step('and it opens, with some of its problems, which are one a node', async () => {
    await editor.drop('large.json', Buffer.from(text))
    await expect(page.getByRole('heading', { name: 'large.json', exact: true, level: 1 })).toBeVisible()
    const problems = page.getByRole('region', { name: 'Document' }).getByRole('list', { name: 'Problems' })
    await expect(problems.getByRole('listitem')).toHaveCount(20)
    await editor.button('Show 20 more').click()
    await expect(problems.getByRole('listitem')).toHaveCount(40)
  })
})

test('weights that ask for much are refused, or say what does not fit, and the engine lives', async ({
  editor,
}) => {
  test.setTimeout(180_000)
  const { page } = editor
  const ended = page.getByText(/engine (process )?ended/i)
  for (const { title, name, bytes } of hostileWeights(true))
    await test.step(title, async () => {
      await editor.drop(name, Buffer.from(bytes))
      const told = page.getByRole('dialog').filter({ hasNotText: 'Reading' })
      await expect(told).toContainText(name, { timeout: 40_000 })
      await expect(told).not.toContainText(/TypeError|RangeError|undefined|allocation/)
      await page.keyboard.press('Escape')
      await expect(told).toBeHidden()
    })
  await expect(ended).toBeHidden()
  await editor.button('Step').click()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')
})
