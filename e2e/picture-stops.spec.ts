/** A picture that takes long to draw stops nothing: one works on meanwhile, and can give it up. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'

/** Layers in a row of rows, so many that a picture of pixels takes seconds. */
function large(count: number): Buffer {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    name: `n${index}`,
    type: index === 0 ? 'Input' : 'ReLU',
    params: index === 0 ? { shape: [16] } : {},
    position: { x: (index % 60) * 260, y: Math.floor(index / 60) * 160 },
  }))
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    source: `n${index}`,
    sourceHandle: 'output',
    target: id,
    targetHandle: 'input',
  }))
  return Buffer.from(
    JSON.stringify({ format: 'gradwire.graph', version: 1, main: 'Net', modules: { Net: { nodes, edges } } }),
  )
}

test('a picture that takes long is drawn while one works, can be cancelled, and comes when it is not', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await editor.drop('large.json', large(3000))
  await expect(page.getByRole('heading', { name: 'large.json', exact: true, level: 1 })).toBeVisible()
  const save = async () => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Picture (PNG)…' }).click()
    await page.getByRole('button', { name: 'Choose where…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export the graph' })
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  }
  const drawing = page.getByRole('listitem').filter({ hasText: 'Drawing large.png' })

  await test.step('Cancel gives it up, and nothing is written', async () => {
    await save()
    await expect(drawing).toContainText('You can go on working meanwhile.')
    await drawing.getByRole('button', { name: 'Cancel' }).click()
    await expect(drawing).toBeHidden()
    expect(readdirSync(home).filter((name) => name.includes('large'))).toEqual([])
  })

  await test.step('one works meanwhile, and it comes', async () => {
    await save()
    await expect(drawing).toBeVisible()
    await editor.setting('Epochs', '9')
    await expect(page.getByText('Exported to large.png', { exact: true })).toBeVisible({ timeout: 60_000 })
    await expect(drawing).toBeHidden()
    expect(existsSync(join(home, 'large.png'))).toBe(true)
  })
})
