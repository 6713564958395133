/** What a classifier of two features decides for every place of their plane, live. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './host'
import { readNumber } from './shown'
import { expect, test } from './fixtures'

test('the classes of a plane are drawn as the net learns them, and read under the pointer', async ({
  editor,
}) => {
  const { page } = editor
  await editor.drop('xor-mlp.json', readFileSync(join(ROOT, 'resources/samples/xor-mlp.json')))
  await expect(editor.node('tanh')).toBeVisible()
  await editor.button('Train').click()
  // Whoever looks at the curves is led there.
  await expect(page.getByRole('tab', { name: 'Decisions' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /Done/, { timeout: 60_000 })
  const panel = page.getByRole('region', { name: 'Run' })
  await expect(panel.getByText('class 0', { exact: true })).toBeVisible()
  const canvas = panel.locator('canvas')
  const { width, height } = (await canvas.boundingBox())!
  const reading = panel.getByText(/^\(\S+, \S+\): class/)
  const seen: Record<string, number> = {}
  for (const [across, up] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const) {
    await canvas.hover({
      position: { x: width / 2 + across * height * 0.4, y: (height - 24) / 2 - up * height * 0.2 },
    })
    await expect(reading).toBeVisible()
    const [, x, y, index, share] = /^\((\S+), (\S+)\): class (\d), ([\d.]+) %$/.exec(
      (await reading.textContent())!.replace('> ', ''),
    )!
    expect(Math.sign(readNumber(x!))).toBe(across)
    expect(Math.sign(readNumber(y!))).toBe(up)
    expect(Number(share)).toBeGreaterThan(80)
    seen[`${across} ${up}`] = Number(index)
  }
  expect(seen).toEqual({ '-1 -1': 0, '1 -1': 1, '-1 1': 1, '1 1': 0 })
})
