/** The lesson that people come from (nn.Linear, a step, print(net), hooks, `__call__`, nn.ReLU), by hands alone from an empty canvas. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SavedNumbers } from '../src/engine/reference/tolerance'
import { addLayer, choose, connect } from './by-mouse'
import { expect, test, type Editor } from './fixtures'
import { card, closeCards, expectPrinted, expectSides, pickHook } from './hook-cards'
import { writeNet } from './hooks-net'
import { expectSeen, expectShown, readNumber, type SeenNumbers } from './shown'
import { expectGiven, expectParameter, parameterNumbers, strip } from './tensors'

/** What PyTorch gives: made by `reference/lesson.py`. */
const PYTORCH = JSON.parse(readFileSync(new URL('reference/lesson.json', import.meta.url), 'utf8')) as {
  regression: Record<'gradient' | 'end', Record<'weight' | 'bias', SavedNumbers>> & {
    start: Record<'weight' | 'bias', number[]>
    seen: { prediction: SeenNumbers }
    loss: { all: SavedNumbers }
  }
  print: string
  'print function': string
  parameters: [string, number[]][]
  bare: SavedNumbers
  hooked: Record<'call' | 'forward', SavedNumbers> & {
    printed: string[]
    seen: Record<string, SeenNumbers>
    gradient: Record<string, SavedNumbers>
  }
  relu: string[]
}

async function emptyCanvas(editor: Editor): Promise<void> {
  const { page } = editor
  await editor.button('Main menu').click()
  await page.getByRole('menuitem', { name: 'New graph' }).click()
  await expect(page.getByText('Wire your first network')).toBeVisible()
}

async function standsAt(editor: Editor, sentence: string): Promise<void> {
  await expect(strip(editor)).toContainText(sentence)
}

test('linear regression: wired by hand, its parameters read, and one step gone through by phases', async ({
  editor,
}) => {
  const { page } = editor
  const { start, gradient, end, seen, loss } = PYTORCH.regression
  const names = ['weight', 'bias'] as const
  const next = () => strip(editor).getByRole('button', { name: 'To the next phase' }).click()

  const expectStart = async (name: (typeof names)[number]) => {
    const read = await parameterNumbers(editor, `fc1.${name}`, 'Value')
    await expect.poll(async () => (await read()).map(Math.fround)).toEqual(start[name].map(Math.fround))
  }

  await test.step('nn.Linear(1, 1) on the houses, with a loss and the rate of the lesson', async () => {
    await emptyCanvas(editor)
    await addLayer(editor, 'Dataset', [100, 120])
    await choose(editor, 'source', 'house-prices')
    await addLayer(editor, 'Linear', [330, 60], { out_features: '1' })
    await addLayer(editor, 'MSELoss', [560, 120])
    await connect(editor, 'data', 'x', 'fc1', 'input')
    await connect(editor, 'fc1', 'output', 'loss', 'input')
    await connect(editor, 'data', 'y', 'loss', 'target')
    await editor.setting('Learning rate', '0.00004')
    await editor.setting('Batch size', '30')
  })

  await test.step('net.parameters(): two tensors, two numbers, those that PyTorch draws', async () => {
    await page.getByRole('tab', { name: 'Parameters' }).click()
    await expect(page.getByText('2 tensors, 2 numbers')).toBeVisible()
    for (const name of names) await expectStart(name)
  })

  await test.step('zero_grad: no gradient is there', async () => {
    await editor.button('Debug').click()
    await standsAt(editor, 'Stopped before zero_grad, step 1.')
    // How far the run is can be read whole beside the buttons.
    const steps = page.getByText('Step 0 / 1', { exact: true }).locator('..')
    await expect(steps).toBeVisible()
    expect(await steps.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0)
    const phases = strip(editor).getByRole('list', { name: 'Parts of the step' }).getByRole('listitem')
    await expect(phases).toHaveText([/^zero_grad/, /^forward/, /^loss/, /^backward/, /^step/])
    await next()
    await standsAt(editor, 'Stopped before the forward pass, step 1.')
    await page.getByRole('radio', { name: 'Gradient' }).click()
    await expect(page.getByText('No gradient yet')).toBeVisible()
  })

  await test.step('forward and loss: what PyTorch computes', async () => {
    await next()
    await standsAt(editor, 'Stopped before the loss, step 1.')
    await editor.selectWire('fc1', 'loss')
    await expectSeen((key) => editor.number('Forward', key), seen.prediction)
    await expect(editor.node('loss')).toContainText('scalar')
    await next()
    await standsAt(editor, 'Stopped before the backward pass, step 1.')
    const number = editor.node('loss').locator('[data-output-number]')
    await expectShown(async () => readNumber(await number.textContent()), loss.all.values[0]!)
  })

  await test.step('backward: the gradient of weight and bias', async () => {
    await next()
    await standsAt(editor, "Stopped before the optimiser's step, step 1.")
    for (const name of names) await expectParameter(editor, `fc1.${name}`, 'Gradient', gradient[name])
    for (const name of names) await expectStart(name)
  })

  await test.step('the optimiser’s step: weights have moved as in PyTorch', async () => {
    await next()
    await standsAt(editor, 'Step 1 is over: the optimiser has changed the parameters.')
    await standsAt(editor, 'It was the last one of this run.')
    await editor.button('Close the debugger').click()
    await expect(strip(editor)).toBeHidden()
    for (const name of names) await expectParameter(editor, `fc1.${name}`, 'Value', end[name])
    // The line through the points came meanwhile, and left the list of parameters open.
    await expect(page.getByRole('tab', { name: 'Fit' })).toHaveAttribute('aria-selected', 'false')
    await page.getByRole('tab', { name: 'Loss & accuracy' }).click()
    const summary = page.getByText(/Loss \S+ at step 1\./)
    const shown = async () => readNumber(/Loss (\S+) at/.exec((await summary.textContent())!)![1]!)
    await expectShown(shown, loss.all.values[0]!)
  })
})

/** A layer of the palette, where it is dropped on the canvas, and what is typed into its form. */
const LAYERS: [type: string, at: [number, number], params?: Record<string, string>][] = [
  ['Dataset', [450, 400]],
  ['Conv2d', [130, 60], { out_channels: '32', kernel_size: '3', padding: '1' }],
  ['ReLU', [400, 60]],
  ['Conv2d', [670, 60], { out_channels: '32', kernel_size: '3', padding: '1' }],
  ['ReLU', [130, 200]],
  ['MaxPool2d', [400, 200], { kernel_size: '2' }],
  ['Flatten', [670, 200]],
  ['Linear', [130, 560], { out_features: '128' }],
  ['ReLU', [400, 560]],
  ['Linear', [670, 560], { out_features: '10' }],
  ['CrossEntropyLoss', [670, 700]],
]
const CHAIN = ['data', 'conv1', 'relu1', 'conv2', 'relu2', 'pool1', 'flatten', 'fc1', 'relu3', 'fc2', 'loss']

async function wireCnn(editor: Editor, images: string): Promise<void> {
  await emptyCanvas(editor)
  await editor.button('Bottom panel').click()
  for (const layer of LAYERS) await addLayer(editor, ...layer)
  for (const [at, target] of CHAIN.slice(1).entries())
    await connect(editor, CHAIN[at]!, at === 0 ? 'x' : 'output', target, 'input')
  await connect(editor, 'data', 'y', 'loss', 'target')
  await editor.node('data').click()
  await expect(editor.page.getByRole('region', { name: 'Node data' })).toBeVisible()
  await choose(editor, 'source', 'mnist-idx')
  const folder = editor.page.getByRole('textbox', { name: 'folder', exact: true })
  await folder.fill(images)
  await folder.press('Enter')
  await editor.setting('Batch size', '8')
  await editor.button('Bottom panel').click()
}

/** The text of the view that is open in the code panel. */
async function printed({ page }: Editor): Promise<string> {
  const lines = page.getByRole('region', { name: 'print(net)', exact: true }).locator('code')
  await expect(lines.first()).toBeAttached()
  const texts = await lines.evaluateAll((found) => found.map((each) => each.textContent?.replace(/\n$/, '')))
  return texts.join('\n')
}

/** Adds a hook on the call of a node by a right click. */
async function hookCall(editor: Editor, node: string, words: string): Promise<void> {
  await editor.node(node).click({ button: 'right', position: { x: 60, y: 18 } })
  await editor.page.getByRole('menuitem', { name: 'Add a hook…' }).click()
  await pickHook(editor, words, `call of ${node}`)
}

test('the CNN: print(net), randn by hand, hooks that print and modify, __call__ and forward, nn.ReLU and F.relu', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const { hooked } = PYTORCH
  writeNet(home)
  await wireCnn(editor, join(home, 'images'))

  await test.step('print(net) and len(list(net.parameters()))', async () => {
    await page.keyboard.press('Control+e')
    await expect.poll(() => printed(editor)).toBe(PYTORCH.print)
    await page.getByRole('tab', { name: 'Parameters' }).click()
    expect(PYTORCH.parameters).toHaveLength(8)
    await expect(page.getByText('8 tensors, 813,802 numbers')).toBeVisible()
  })

  await test.step('net(torch.randn(1, 1, 28, 28))', async () => {
    await page.getByRole('tab', { name: 'By hand' }).click()
    await expect(page.getByText('torch.randn(1, 1, 28, 28)')).toBeVisible()
    const seed = page.getByRole('textbox', { name: 'Seed for data.x' })
    await seed.fill('7')
    await seed.press('Enter')
    await editor.button('Run forward').click()
    await expectGiven(editor, 'call', PYTORCH.bare)
  })

  await test.step('a forward and a backward hook on conv2, each printing and modifying', async () => {
    await page.keyboard.press('Control+e')
    await hookCall(editor, 'conv2', 'print forward')
    await hookCall(editor, 'conv2', 'expression forward')
    await expect(page.getByRole('combobox', { name: 'expr' })).toBeFocused()
    await page.keyboard.type('0.5 * x + 0.1')
    await page.keyboard.press('Enter')
    await hookCall(editor, 'conv2', 'print backward')
    await hookCall(editor, 'conv2', 'expression backward')
    await expect(page.getByRole('combobox', { name: 'expr' }).last()).toBeFocused()
    await page.keyboard.type('2 * x')
    await page.keyboard.press('Enter')
    await expect(card(editor, 'x → 2 * x, backward')).toBeVisible()
  })

  await test.step('net(x), net.forward(x), which leaves the hooks of conv2 to it, and none, side by side', async () => {
    await editor.button('Run forward').click()
    await expectGiven(editor, 'bare', PYTORCH.bare)
    await expectGiven(editor, 'call', hooked.call)
    await expectGiven(editor, 'forward', hooked.forward)
    expect(hooked.forward.values).toEqual(hooked.call.values)
    expect(hooked.call.values).not.toEqual(PYTORCH.bare.values)
  })

  await test.step('one step: what both print, and what passes before and after them', async () => {
    await editor.button('Step').click()
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')
    await page.getByRole('tab', { name: 'Console' }).click()
    await expectPrinted(editor, hooked.printed)
    await closeCards(editor)
    for (const [pass, name] of [
      ['forward', 'x → 0.5 * x + 0.1, forward'],
      ['backward', 'x → 2 * x, backward'],
    ] as const) {
      await card(editor, name).click()
      await expectSides(editor, hooked.seen[`${pass} before`]!, hooked.seen[`${pass} after`]!)
      await card(editor, name).click()
    }
  })

  await test.step('and the gradients that come of it', async () => {
    for (const key of ['conv1.bias', 'fc2.bias']) {
      const { values, magnitudes } = hooked.gradient[key]!
      const seen = { values: values.slice(0, 10), magnitudes: magnitudes?.slice(0, 10) }
      await expectParameter(editor, key, 'Gradient', seen)
    }
  })

  await test.step('a hook fires on nn.ReLU, and F.relu has none', async () => {
    await hookCall(editor, 'relu2', 'print forward')
    await hookCall(editor, 'relu1', 'print forward')
    await page.getByRole('tab', { name: 'By hand' }).click()
    await editor.button('Run forward').click()
    await page.getByRole('tab', { name: 'Console' }).click()
    const log = page.getByRole('log')
    await expect(log.getByRole('button', { name: 'Show the call of relu1' })).toHaveCount(1)
    await expect(log.getByRole('button', { name: 'Show the call of relu2' })).toHaveCount(1)

    await editor.node('relu2').click()
    await expect(page.getByRole('region', { name: 'Node relu2' })).toBeVisible()
    await page.getByRole('combobox', { name: 'call', exact: true }).click()
    await page.getByRole('option', { name: 'Functional (F.)' }).click()
    await expect(
      page.getByText(/^relu2 has the hook 'h\d+' \(print\) on its call, which would be gone/),
    ).toBeVisible()
    await card(editor, 'print, forward').click()
    await editor.button('Delete').click()
    await choose(editor, 'call', 'Functional (F.)')
    await page.getByRole('tab', { name: 'By hand' }).click()
    await editor.button('Run forward').click()
    await page.getByRole('tab', { name: 'Console' }).click()
    await expect(log.getByRole('button', { name: 'Show the call of relu1' })).toHaveCount(2)
    expect((await log.innerText()).match(/Inside ReLU forward/g)).toHaveLength(3)
    expect(PYTORCH.relu).toEqual(['relu1 ReLU', 'relu3 ReLU'])
    await page.keyboard.press('Control+e')
    await expect.poll(() => printed(editor)).toBe(PYTORCH['print function'])
  })
})
