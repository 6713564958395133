/** A tensor is copied as source for NumPy and PyTorch, and what is shown of it as a picture. */
import { expect, test } from './fixtures'

test('what a wire carries is copied for Python and for slides', async ({ editor }) => {
  const { page } = editor
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await editor.button('Step').click()
  await expect(page.getByText('Step 1 /')).toBeVisible()
  await editor.selectWire('fc2', 'loss')
  const lane = page.getByRole('region', { name: 'Forward', exact: true })
  await expect(lane.locator('[data-number=norm]')).not.toBeEmpty()
  const copy = async (name: string): Promise<void> => {
    await page.evaluate(() => navigator.clipboard.writeText(''))
    await lane.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('menuitem', { name }).click()
    await expect
      .poll(() => page.evaluate(async () => (await navigator.clipboard.read())[0]!.types.length))
      .toBe(1)
  }
  const text = () => page.evaluate(() => navigator.clipboard.readText())

  await test.step('as source', async () => {
    for (const [name, start, dtype] of [
      ['Copy tensor as NumPy', 'np.array([[', 'np.float32'],
      ['Copy tensor as PyTorch', 'torch.tensor([[', 'torch.float32'],
    ] as const) {
      await copy(name)
      await expect.poll(text).toContain(dtype)
      const source = await text()
      expect(source.startsWith(start)).toBe(true)
      const numbers = source
        .slice(start.length - 2, source.lastIndexOf(', dtype'))
        .match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g)!
      expect(numbers).toHaveLength(160)
      const shown = await editor.number('Forward', 'norm')
      const norm = Math.hypot(...numbers.map(Number))
      expect(norm / shown).toBeCloseTo(1, 3)
    }
  })

  await test.step('as pictures', async () => {
    await copy('Copy picture as SVG')
    await expect.poll(text).toContain('</svg>')
    const svg = await text()
    expect(svg).toMatch(
      /^<svg [^]*fc2 · Activation · 16×10 · Step 1[^]*<image [^>]*href="data:image\/png;base64,/,
    )
    await copy('Copy picture as PNG')
    const size = () =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read()
        if (!item!.types.includes('image/png')) return 0
        return (await createImageBitmap(await item!.getType('image/png'))).width
      })
    await expect.poll(size).toBe(2 * (560 + 32))
  })
})
