/** The lanes of wires: their colours say how large PyTorch's values are, their marks what is wrong, and a legend what the colours mean. */
import { readFileSync } from 'node:fs'
import { laneColor, laneScale, rootMeanSquare } from '../src/graph/drawing/lane-color'
import { expect, test, type Editor } from './fixtures'
import { bytesOf, netFile } from './net-file'

/** Made by `reference/lanes.py`. */
const PYTORCH = JSON.parse(readFileSync(new URL('reference/lanes.json', import.meta.url), 'utf8')) as Record<
  string,
  { norm: number; count: number }
>

const WIRES = [
  'data.x → stem',
  'stem → relu',
  'relu → left',
  'relu → right',
  'left → add',
  'right → add.other',
  'add → loss',
  'data.y → loss.target',
]

function net(hooks: object[] = []): Buffer {
  const file = netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
          ['stem: Linear', { out_features: 8 }],
          ['relu: ReLU'],
          ['left: Linear', { out_features: 2 }],
          ['right: Linear', { out_features: 2 }],
          ['add: Add'],
          ['loss: CrossEntropyLoss'],
        ],
        WIRES,
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 4, epochs: 10, seed: 3 },
  ) as { modules: { Net: object } }
  return bytesOf({ ...file, modules: { Net: { ...file.modules.Net, hooks } } })
}

async function stepped(editor: Editor, file: Buffer): Promise<void> {
  // Near enough that a lane is wider than a pixel and sums can be read.
  await editor.page.setViewportSize({ width: 1900, height: 1200 })
  await editor.command('Bottom panel')
  await editor.drop('net.json', file)
  await expect(editor.node('stem')).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await editor.button('Step').click()
  await expect(editor.page.getByText('Step 1 /')).toBeVisible()
}

/**
 * Opaque colours beside a wire, the most frequent first: at a place along it, above it (-1), under it (1), or around it (0).
 * - `reach`: so far around it, in canvas pixels
 */
async function colorsBeside(
  editor: Editor,
  wire: string,
  side: -1 | 0 | 1,
  along = 0.3,
  reach = { x: 8, y: 7 },
): Promise<string[]> {
  const [source = '', target = ''] = wire.split(' → ')
  const path = editor.wire(source, target).locator('.react-flow__edge-interaction')
  return path.evaluate(
    (element: SVGPathElement, { beside, share, most }) => {
      const matrix = element.getScreenCTM()!
      const at = element.getPointAtLength(element.getTotalLength() * share).matrixTransform(matrix)
      const zoom = matrix.a
      const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-lanes]')!
      const box = canvas.getBoundingClientRect()
      const ratio = canvas.width / box.width
      const [wide, high] = [most.x * zoom, most.y * zoom]
      const top = at.y - box.top - (beside > 0 ? 0 : high)
      const tall = beside === 0 ? 2 * high : high
      const place = [at.x - box.left - wide, top, 2 * wide, tall].map((each) => Math.round(each * ratio))
      const [x = 0, y = 0, width = 1, height = 1] = place
      const { data } = canvas.getContext('2d')!.getImageData(x, y, width, height)
      const counts = new Map<string, number>()
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] !== 255) continue
        const hex = [data[i]!, data[i + 1]!, data[i + 2]!].map((part) => part.toString(16).padStart(2, '0'))
        const color = `#${hex.join('')}`
        counts.set(color, (counts.get(color) ?? 0) + 1)
      }
      return [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color)
    },
    { beside: side, share: along, most: reach },
  )
}

const expected = (name: string, theme: 'light' | 'dark'): string => {
  const { norm, count } = PYTORCH[name]!
  return laneColor(rootMeanSquare(norm, count), theme)
}

test('lanes have the colours of what PyTorch has there, in both themes, and the legend has the scale', async ({
  editor,
}) => {
  const { page } = editor
  await stepped(editor, net())
  const sides = { forward: -1, backward: 1 } as const
  for (const theme of ['light', 'dark'] as const)
    await test.step(theme, async () => {
      await editor.command(`${theme === 'light' ? 'Light' : 'Dark'} theme`)
      for (const name of [
        'stem → relu forward',
        'stem → relu backward',
        'relu → left backward',
        'relu → right backward',
      ]) {
        const [, wire = '', direction = ''] = /^(.+ → .+) (\w+)$/.exec(name)!
        const side = sides[direction as keyof typeof sides]
        // Where a wire to the next row begins, another runs beside it.
        const along = wire.endsWith('right') ? 0.45 : 0.3
        await expect
          .poll(async () => (await colorsBeside(editor, wire, side, along))[0], {
            message: `${name}, ${theme}`,
          })
          .toBe(expected(name, theme))
      }
      const legend = page.getByRole('group', { name: 'What flows' })
      const colors = await legend
        .locator('[data-decade]')
        .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor))
      const rgb = (hex: string) =>
        [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')
      expect(colors).toEqual(laneScale(theme).map(({ color }) => `rgb(${rgb(color)})`))
    })
  await editor.command('Light theme')

  await test.step('forward or backward alone', async () => {
    const lanes = page.getByRole('radiogroup', { name: 'Lanes' })
    await lanes.getByRole('radio', { name: 'Forward' }).click()
    await expect.poll(async () => colorsBeside(editor, 'stem → relu', 1)).toEqual([])
    expect((await colorsBeside(editor, 'stem → relu', -1))[0]).toBe(expected('stem → relu forward', 'light'))
    await lanes.getByRole('radio', { name: 'Backward' }).click()
    await expect
      .poll(async () => (await colorsBeside(editor, 'stem → relu', 1))[0])
      .toBe(expected('stem → relu backward', 'light'))
    await expect.poll(async () => colorsBeside(editor, 'stem → relu', -1)).toEqual([])
    await lanes.getByRole('radio', { name: 'Both' }).click()
  })

  await test.step('what comes back to an output that feeds two is their sum, in the colour of its size', async () => {
    const around = () => colorsBeside(editor, 'relu → left', 0, 0, { x: 110, y: 60 })
    await expect.poll(around).toContain(expected('relu sum', 'light'))
  })
})

test('a lane of nothing but zeros has a sign beside its text', async ({ editor }) => {
  await stepped(editor, net([{ id: 'h0', edge: 'e1', pass: 'forward', type: 'zero' }]))
  await editor.command('Light theme')
  const reach = { x: 60, y: 6 }
  const signs = () => colorsBeside(editor, 'relu → left', 0, 0.5, reach)
  await expect.poll(signs).toContain('#ffffff')
  // Behind it scores are those of the biases.
  expect(await colorsBeside(editor, 'add → loss', 0, 0.5, reach)).not.toContain('#ffffff')
})
