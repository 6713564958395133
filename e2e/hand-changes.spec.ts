/** What flows is changed by hand at a fan-out, of a residual block and inside a nested, shared module, and gradients upstream are those that PyTorch gives for that. */
import { readFileSync } from 'node:fs'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import type { TestNode } from '../src/graph/document/test-graph'
import { expect, test, type Editor } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { expectSeen, type SeenNumbers } from './shown'
import { expectParameter, strip } from './tensors'
import { walk } from './walk'

interface Run {
  seen: Record<'branch' | 'straight' | 'sum', SeenNumbers>
  gradients: Record<string, SavedNumbers>
}
/** Made by `reference/hand_changes.py`. */
const PYTORCH = JSON.parse(
  readFileSync(new URL('reference/hand-changes.json', import.meta.url), 'utf8'),
) as Record<'residual' | 'nested', { plain: Run; halved: Run }>

const document = (modules: Parameters<typeof netFile>[0]): Buffer =>
  bytesOf(
    netFile(modules, {
      optimizer: { type: 'SGD', params: { lr: 0.1 } },
      batch_size: 4,
      epochs: 10,
      seed: 3,
    }),
  )
const DATA: TestNode = ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }]
const HEAD: TestNode[] = [['head: Linear', { out_features: 2 }], ['loss: CrossEntropyLoss']]
const ADD: TestNode = ['add: Add', {}, { call: 'functional' }]
const END = ['head → loss', 'data.y → loss.target']

const RESIDUAL = document({
  Net: [
    [
      DATA,
      ['fc1: Linear', { out_features: 4 }],
      ['relu: ReLU'],
      ['fc2: Linear', { out_features: 4 }],
      ADD,
      ...HEAD,
    ],
    ['data.x → fc1', 'fc1 → relu', 'relu → fc2', 'fc2 → add', 'fc1 → add.other', 'add → head', ...END],
  ],
})

const INPUT: TestNode = ['input: Input']
const OUTPUT: TestNode = ['output: Output']
const block = (id: string, module: string, more = {}): TestNode => [`${id}: Module`, { module }, more]
/** Both calls of the block are inside another module, and the second shares the weights of the first. */
const NESTED = document({
  Net: [
    [DATA, ['stem: Linear', { out_features: 4 }], block('body', 'Body'), ...HEAD],
    ['data.x → stem', 'stem → body', 'body → head', ...END],
  ],
  Body: [
    [INPUT, block('first', 'Block'), block('second', 'Block', { shared_with: 'first' }), OUTPUT],
    ['input → first', 'first → second', 'second → output'],
  ],
  Block: [
    [INPUT, ['fc: Linear', { out_features: 4 }], ['relu: ReLU'], ADD, OUTPUT],
    ['input → fc', 'fc → relu', 'relu → add', 'input → add.other', 'add → output'],
  ],
})

async function opened(editor: Editor, bytes: Buffer, node: string): Promise<void> {
  await editor.drop('net.json', bytes)
  await expect(editor.node(node)).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
}

/** Compares what flows back on the wire that is selected, or the sum at the output that it comes from. */
async function expectBack(
  editor: Editor,
  scope: 'This wire' | 'Sum of 2 wires',
  seen: SeenNumbers,
): Promise<void> {
  await editor.page.getByRole('tab', { name: 'Backward' }).click()
  await editor.page.getByRole('radio', { name: scope }).click()
  await expectSeen((key) => editor.number('Backward', key), seen)
}

/** Halves what flows back on the wire that is selected. */
async function halve({ page }: Editor): Promise<void> {
  await page.getByRole('tab', { name: 'Backward' }).click()
  const lane = page.getByRole('region', { name: 'Backward', exact: true })
  const change = lane.getByRole('button', { name: 'Change…' })
  if ((await change.getAttribute('aria-pressed')) !== 'true') await change.click()
  const form = lane.getByRole('group', { name: 'Change the tensor' })
  await form.getByRole('combobox', { name: 'How' }).click()
  await page.getByRole('option', { name: 'Scale' }).click()
  await form.getByRole('textbox', { name: 'Factor' }).fill('0.5')
  await form.getByRole('button', { name: 'Apply' }).click()
  const list = lane.getByRole('region', { name: 'Changed by hand' })
  await expect(list).toBeVisible()
  // Above the picture, which can be longer than the window.
  const tops = await Promise.all([list, lane.locator('canvas').last()].map((each) => each.boundingBox()))
  expect(tops[0]!.y).toBeLessThan(tops[1]!.y)
}

test('at the fan-out of a residual block one share is halved, and the rest follows from it as in PyTorch', async ({
  editor,
}) => {
  const { page } = editor
  const { plain, halved } = PYTORCH.residual
  await opened(editor, RESIDUAL, 'fc2')

  await test.step('it stops where both shares have come', async () => {
    await editor.node('fc1').click()
    await page.keyboard.press('Shift+F9')
    await page.keyboard.press('Control+Enter')
    await expect(strip(editor)).toContainText('Stopped at fc1, backward, step 1.')
  })

  await test.step('both shares are read, and their sum', async () => {
    await editor.selectWire('fc1', 'relu')
    await expectBack(editor, 'This wire', plain.seen.branch)
    await editor.selectWire('fc1', 'add')
    await expectBack(editor, 'This wire', plain.seen.straight)
    await expectBack(editor, 'Sum of 2 wires', plain.seen.sum)
  })

  await test.step('one is halved, which the sum, the wire and the list say', async () => {
    await page.getByRole('radio', { name: 'This wire' }).click()
    await halve(editor)
    await expect(page.locator('.wire-changed')).toHaveCount(1)
    await expect(page.getByText('Scale gradient of fc1 → add by 0.5').first()).toBeVisible()
    await expectBack(editor, 'Sum of 2 wires', halved.seen.sum)
  })

  await test.step('it is put back, and halved again', async () => {
    await page.keyboard.press('Control+z')
    await expect(page.locator('.wire-changed')).toHaveCount(0)
    await expectBack(editor, 'Sum of 2 wires', plain.seen.sum)
    await page.getByRole('radio', { name: 'This wire' }).click()
    await halve(editor)
  })

  await test.step('in a small window the list of all changes is behind a button, and the keyboard comes to it', async () => {
    await page.setViewportSize({ width: 1024, height: 700 })
    await page.keyboard.press('Control+Alt+p')
    await expect(page.getByRole('tabpanel', { name: 'Parameters' })).toBeFocused()
    await walk(editor, 'Tab', editor.button('1 change by hand'))
    await page.keyboard.press('Enter')
    const list = page.getByRole('dialog', { name: 'Changed by hand' })
    await expect(list.getByText('Scale gradient of fc1 → add by 0.5')).toBeInViewport({ ratio: 1 })
    await expect(list.getByRole('button', { name: /^Put back/ })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(list).toBeHidden()
    await expect(page.getByRole('searchbox', { name: 'Filter by name' })).toBeFocused()
    await expect(page.locator('.wire-changed')).toHaveCount(0)
    await page.setViewportSize({ width: 1440, height: 900 })
    await halve(editor)
  })

  await test.step('what follows is what PyTorch gives for that', async () => {
    await page.keyboard.press('Shift+F8')
    await expect(strip(editor)).toContainText("Stopped before the optimiser's step, step 1.")
    for (const key of ['fc1.bias', 'fc1.weight', 'fc2.bias'])
      await expectParameter(editor, key, 'Gradient', halved.gradients[key]!)
    expect(halved.gradients['fc1.bias']).not.toEqual(plain.gradients['fc1.bias'])
  })
})

test('inside a nested module whose weights are shared, the second call’s straight share is halved, and all before it follows as in PyTorch', async ({
  editor,
}) => {
  const { page } = editor
  const { plain, halved } = PYTORCH.nested
  await opened(editor, NESTED, 'body')

  await test.step('a breakpoint at the fan-out of the block, for its second call alone', async () => {
    await editor.node('body').dblclick()
    await editor.node('second').dblclick()
    await expect(editor.node('fc')).toBeVisible()
    await editor.node('input').click()
    await page.keyboard.press('Shift+F9')
    await page.keyboard.press('Control+F9')
    await page.getByRole('combobox', { name: 'Instances of the breakpoint' }).click()
    await page.getByRole('option', { name: 'body.second', exact: true }).click()
    await page.keyboard.press('Control+Enter')
    await expect(strip(editor)).toContainText('Stopped at body.second.input, backward, step 1.')
    await expect(page.getByRole('navigation', { name: 'Modules' })).toContainText('second')
  })

  await test.step('both shares are read, and their sum', async () => {
    await editor.selectWire('input', 'fc')
    await expectBack(editor, 'This wire', plain.seen.branch)
    await editor.selectWire('input', 'add')
    await expectBack(editor, 'This wire', plain.seen.straight)
    await expectBack(editor, 'Sum of 2 wires', plain.seen.sum)
  })

  await test.step('one is halved, which the sum follows', async () => {
    await page.getByRole('radio', { name: 'This wire' }).click()
    await halve(editor)
    await expect(page.getByText('Scale gradient of body.second.input → add by 0.5').first()).toBeVisible()
    await expectBack(editor, 'Sum of 2 wires', halved.seen.sum)
  })

  await test.step('the gradients of all parameters are what PyTorch gives for that', async () => {
    await page.keyboard.press('Shift+F8')
    await expect(strip(editor)).toContainText("Stopped before the optimiser's step, step 1.")
    for (const [key, name] of [
      ['stem.weight', 'stem.weight'],
      ['stem.bias', 'stem.bias'],
      ['body.first.fc.bias', 'fc.bias'],
      ['head.bias', 'head.bias'],
    ] as const)
      await expectParameter(editor, key, 'Gradient', halved.gradients[name]!)
    for (const name of ['stem.bias', 'fc.bias'])
      expect(halved.gradients[name]).not.toEqual(plain.gradients[name])
  })
})
