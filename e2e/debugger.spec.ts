/** Standing inside a training step: phase by phase, node by node, and at breakpoints, by hand. */
import { readFileSync } from 'node:fs'
import { expectFits } from './fits'
import { expect, test, type Editor } from './fixtures'
import { bytesOf, netFile } from './net-file'
import { expectShown, readNumber } from './shown'
import { walk } from './walk'

interface Row {
  forward: { mean: number; norm: number }
  backward: { mean: number; norm: number }
  loss: number
}
/** What PyTorch computes: made by `reference/linear_regression.py`. */
const PYTORCH = JSON.parse(
  readFileSync(new URL('reference/linear-regression.json', import.meta.url), 'utf8'),
) as Record<'plain' | 'kept' | 'every2', Row[]>

async function openSample(editor: Editor, title: RegExp): Promise<void> {
  await editor.command('Open sample')
  const samples = editor.page.getByRole('dialog', { name: 'Samples' })
  await samples.getByRole('button', { name: title }).click()
  await expect(samples).toBeHidden()
}

const strip = ({ page }: Editor) => page.getByRole('region', { name: 'Debugger' })

async function standsAt(editor: Editor, sentence: string | RegExp): Promise<void> {
  await expect(strip(editor)).toContainText(sentence)
}

test('linear regression is gone through phase by phase, and its numbers are those of PyTorch', async ({
  editor,
}) => {
  const { page } = editor
  await openSample(editor, /Linear regression/i)
  await expect(editor.node('linear')).toBeVisible()
  await expect(editor.button('Debug')).toBeEnabled()
  await editor.selectWire('linear', 'loss')

  await editor.button('Debug').click()
  await standsAt(editor, 'Stopped before zero_grad, step 1.')
  await expect(page.getByRole('progressbar', { name: 'Training progress' })).toHaveAttribute(
    'aria-valuetext',
    /Stopped inside a step$/,
  )
  for (const direction of ['Forward', 'Backward'] as const) {
    await page.getByRole('tab', { name: direction }).click()
    await expect(page.getByRole('region', { name: direction, exact: true })).toContainText('Not yet')
  }

  const [first, second] = PYTORCH.plain as [Row, Row]
  await page.keyboard.press('F8')
  await standsAt(editor, 'Stopped before the forward pass, step 1.')
  await page.keyboard.press('F8')
  await standsAt(editor, 'Stopped before the loss, step 1.')
  await expectShown(() => editor.number('Forward', 'mean'), first.forward.mean)
  await expectShown(() => editor.number('Forward', 'norm'), first.forward.norm)
  await page.getByRole('tab', { name: 'Backward' }).click()
  await expect(page.getByRole('region', { name: 'Backward', exact: true })).toContainText('Not yet')

  await page.keyboard.press('F8')
  await standsAt(editor, 'Stopped before the backward pass, step 1.')
  await page.keyboard.press('F10')
  await standsAt(editor, 'Stopped before loss, backward, step 1.')
  await expect(editor.node('loss')).toContainText('stopped before it')
  await expect(editor.node('linear')).toContainText('not yet')
  await page.keyboard.press('F10')
  await standsAt(editor, 'Stopped after loss, backward, step 1.')
  await expectShown(() => editor.number('Backward', 'mean'), first.backward.mean)
  await expectShown(() => editor.number('Backward', 'norm'), first.backward.norm)
  await page.keyboard.press('Shift+F8')
  await standsAt(editor, "Stopped before the optimiser's step, step 1.")

  await page.keyboard.press('F8')
  await standsAt(editor, 'Step 1 is over: the optimiser has changed the parameters. Step 2 begins with F8')
  await expect(strip(editor).locator('[data-stand=done]')).toHaveCount(5)
  await expect(page.getByText('Step 1 / 200')).toBeVisible()
  // Nothing of the first step looks as if it were of the second.
  await page.keyboard.press('F10')
  await standsAt(editor, 'Stopped before zero_grad, step 2.')
  await expect(page.getByRole('region', { name: 'Backward', exact: true })).toContainText('Not yet')
  await page.keyboard.press('Shift+F8')
  await standsAt(editor, 'Stopped before the backward pass, step 2.')
  await expectShown(() => editor.number('Forward', 'mean'), second.forward.mean)
  await expectShown(() => editor.number('Forward', 'norm'), second.forward.norm)
})

test('without zero_grad gradients add up, and over batches, as in PyTorch', async ({ editor }) => {
  const { page } = editor
  await openSample(editor, /Linear regression/i)
  await expect(editor.node('linear')).toBeVisible()
  const settings = page.getByRole('region', { name: 'Document' })
  await settings.getByRole('switch', { name: 'zero_grad' }).click()
  await expect(settings).toContainText('Gradients are never set to zero')
  await expect(editor.button('Debug')).toBeEnabled()
  const losses = async (rows: Row[]) => {
    for (const [at, { loss }] of rows.entries()) {
      await editor.button('Step').click()
      await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', String(at + 1))
      // The fit of a regression comes before its losses as a run begins.
      await page.getByRole('tab', { name: 'Loss & accuracy' }).click()
      const summary = page.getByText(new RegExp(`Loss \\S+ at step ${at + 1}\\.`))
      await expect(summary).toBeAttached()
      const shown = async () => readNumber(/Loss (\S+) at/.exec((await summary.textContent())!)![1]!)
      await expectShown(shown, loss)
    }
  }
  await losses(PYTORCH.kept)
  await editor.button('Debug').click()
  await expect(strip(editor).getByRole('listitem').first()).toHaveAttribute('title', /switched off/)

  // What is told of the edit leaves the key, and the focus, to whoever goes on.
  await settings.getByRole('switch', { name: 'zero_grad' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'begins anew.' })).toBeVisible()
  await page.keyboard.press('F8')
  await expect(strip(editor)).toBeVisible()
  await expect(page.locator('ol:focus, ol :focus')).toHaveCount(0)

  await page.keyboard.press('Shift+F5')
  const batches = settings.getByRole('textbox', { name: 'Accumulate', exact: true })
  await batches.fill('2')
  await batches.press('Enter')
  await expect(settings).toContainText('Gradients of 2 batches add up')
  await editor.button('Reset').click()
  await losses(PYTORCH.every2)
})

test('a breakpoint on a wire of a shared module stops the way back where its condition holds, in each instance', async ({
  editor,
}) => {
  const { page } = editor
  await openSample(editor, /ResNet/i)
  await expect(editor.node('block2')).toBeVisible()
  await editor.node('block1').dblclick()
  await expect(editor.node('relu1')).toBeVisible()
  await editor.selectWire('conv1', 'bn1')

  await test.step('set where one looks, with its condition', async () => {
    const wire = page.getByRole('region', { name: 'Wire' })
    await wire.getByRole('button', { name: 'Breakpoint on conv1 → bn1, backward' }).click()
    const condition = wire.getByRole('textbox', { name: 'Condition of the breakpoint' })
    await condition.fill('nrom > 0')
    await expect(wire.getByRole('alert')).toContainText('at column 1')
    await condition.fill('norm > 0')
    await condition.press('Enter')
    await expect(wire.getByRole('alert')).toBeHidden()
  })

  await test.step('it is hit in the later instance first, which comes into view', async () => {
    await editor.command('Back to the module around')
    await expect(editor.node('block2')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await standsAt(editor, 'Stopped at block2.conv1 → bn1, backward, step 1.')
    await standsAt(editor, /Breakpoint: norm > 0; norm is \S+\. Hit 1 time in this run\./)
    await expect(page.getByRole('navigation', { name: 'Modules' }).getByText('block2')).toBeVisible()
    await expect(editor.wire('conv1', 'bn1')).toBeInViewport()
    // The value that stopped it is what one sees.
    await expect(page.getByRole('region', { name: 'Wire' })).toBeVisible()
    await expect(page.getByRole('tab', { name: 'Backward' })).toHaveAttribute('aria-selected', 'true')
    expect(await editor.number('Backward', 'norm')).toBeGreaterThan(0)
    // What the module gives waits for nothing: the gradient has come through it.
    await expect(editor.node('conv1').locator('[data-stand=notYet]')).toHaveCount(1)
    await expect(editor.node('y').locator('[data-stand]')).toHaveCount(0)
    await page.keyboard.press('F5')
    await standsAt(editor, 'Stopped at block1.conv1 → bn1, backward, step 1.')
    await standsAt(editor, 'Hit 2 times in this run.')
  })

  await test.step('for one instance alone, in the list, while the step stands still', async () => {
    await page.keyboard.press('Control+F9')
    const list = page.getByRole('list', { name: 'Breakpoints' })
    await expect(list.getByText('2 hits')).toBeVisible()
    await list.getByRole('combobox', { name: 'Instances of the breakpoint' }).click()
    await page.getByRole('option', { name: 'block1' }).click()
    await page.keyboard.press('F5')
    await standsAt(editor, 'Stopped at block1.conv1 → bn1, backward, step 2.')
    const hits = await list.getByText(/hits$/).textContent()
    await list.getByRole('switch', { name: /Switch the breakpoint/ }).click()
    await expect(strip(editor)).toContainText('Breakpoint: norm > 0; norm is')
    await page.keyboard.press('F10')
    await expect(list.getByText(hits!)).toBeVisible()
    await page.keyboard.press('F5')
    await expect(strip(editor)).toBeHidden()
    await editor.button('Pause').click()
  })

  await test.step('edits of breakpoints are undone and saved like others', async () => {
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('switch', { name: /Switch the breakpoint/ })).toBeChecked()
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('combobox', { name: 'Instances of the breakpoint' })).toHaveText(
      'all instances',
    )
  })
})

test('breakpoints and stepping by the keyboard alone, on a wire, a node and a parameter', async ({
  editor,
}) => {
  const { page } = editor
  const { keyboard } = page
  await editor.wire('conv1', 'relu1').focus()
  await keyboard.press('Enter')
  await keyboard.press('F9')
  await expect(page.locator('.breakpoint-circle')).toHaveCount(1)
  await editor.node('fc1').focus()
  await keyboard.press('Space')
  await keyboard.press('Shift+F9')
  await expect(editor.node('fc1')).toContainText('1 breakpoint')
  await keyboard.press('Control+F9')
  const list = page.getByRole('list', { name: 'Breakpoints' })
  await expect(list.getByRole('listitem')).toHaveCount(2)

  await keyboard.press('Control+Enter')
  await standsAt(editor, 'Stopped at conv1 → relu1, forward, step 1.')
  await keyboard.press('F5')
  await standsAt(editor, 'Stopped at fc1, backward, step 1.')
  const inspector = page.getByRole('region', { name: 'Node fc1' })
  await expect(inspector).toContainText('Stopped at the gradient of output')
  await expect(inspector.locator('[data-number=norm]')).toHaveText(/[1-9]/)
  await test.step('in a small window all of it is seen, and in a larger one a breakpoint takes one line', async () => {
    const row = list.getByRole('listitem').first()
    const below = async () => {
      const place = (await row.locator('[data-place]').boundingBox())!
      const condition = (await row.getByRole('textbox').boundingBox())!
      return condition.y >= place.y + place.height
    }
    await expect.poll(below).toBe(false)
    await page.setViewportSize({ width: 1024, height: 700 })
    await expect.poll(below).toBe(true)
    const phases = strip(editor).getByRole('list', { name: 'Parts of the step' }).getByRole('listitem')
    for (const phase of await phases.all()) await expect(phase).toBeInViewport({ ratio: 1 })
    await expectFits(strip(editor))
    await page.setViewportSize({ width: 1440, height: 900 })
  })
  await keyboard.press('F11')
  await standsAt(editor, 'Stopped before fc1, backward, step 1.')
  await keyboard.press('F11')
  await standsAt(editor, 'Stopped after fc1, backward, step 1.')
  await editor.node('relu1').focus()
  await keyboard.press('Space')
  await keyboard.press('Control+F10')
  await standsAt(editor, 'Stopped before relu1, backward, step 1. You wanted to come here.')

  await list.getByRole('button', { name: 'fc1', exact: true }).focus()
  await keyboard.press('Delete')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list.getByRole('button', { name: 'conv1 → relu1', exact: true })).toBeFocused()
  await keyboard.press('Delete')
  await expect(page.getByRole('tabpanel', { name: /^Breakpoints/ })).toBeFocused()
  await keyboard.press('Control+z')
  await keyboard.press('Control+Shift+F9')
  await expect(page.getByText('No breakpoints')).toBeVisible()
  await keyboard.press('Shift+F5')
  await expect(strip(editor)).toBeHidden()

  await test.step('after an edit nothing of the old net looks live', async () => {
    await editor.button('Step').click()
    await editor.selectWire('conv1', 'relu1')
    expect(await editor.number('Forward', 'norm')).toBeGreaterThan(0)
    await editor.node('relu1').click()
    await page.keyboard.press('Delete')
    await expect(editor.node('relu1')).toBeHidden()
    await expect(editor.button('Train').or(editor.button('Resume'))).toBeDisabled()
    await editor.selectWire('relu2', 'pool')
    await expect(page.getByRole('region', { name: 'Forward', exact: true })).toContainText(
      'Nothing has flowed yet',
    )
    await page.keyboard.press('Control+z')
    await expect(editor.node('relu1')).toBeVisible()
    await editor.selectWire('relu2', 'pool')
    expect(await editor.number('Forward', 'norm')).toBeGreaterThan(0)
  })
})

/** Sixty letters, as a path of modules has them. */
const long = (name: string) => name.padEnd(60, '_of_a_net_whose_names_go_on_and_on')
const LONG = {
  ...netFile(
    {
      Net: [
        [
          ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
          [`${long('body')}: Module`, { module: 'Body' }],
          [`${long('head')}: Linear`, { out_features: 2 }],
          ['loss: CrossEntropyLoss'],
        ],
        [`data.x → ${long('body')}`, `${long('body')} → ${long('head')}`, `${long('head')} → loss`, 'data.y → loss.target'], // prettier-ignore
      ],
      Body: [
        [['input: Input'], [`${long('fc')}: Linear`, { out_features: 4 }], [`${long('relu')}: ReLU`], ['output: Output']], // prettier-ignore
        [`input → ${long('fc')}`, `${long('fc')} → ${long('relu')}`, `${long('relu')} → output`],
      ],
    },
    { optimizer: { type: 'SGD', params: { lr: 0.1 } }, batch_size: 4, epochs: 1, seed: 0 },
  ),
  view: {
    breakpoints: [
      { id: 'b0', module: 'Body', node: long('fc'), pass: 'backward', condition: 'norm > 0' },
      { id: 'b1', module: 'Net', node: long('head'), pass: 'forward', condition: 'isnan' },
    ],
  },
}

test('in a small window a sentence of long names is read by the keyboard, and breakpoints stand in line', async ({
  editor,
}) => {
  const { page } = editor
  await editor.drop('long.json', bytesOf(LONG))
  await expect(editor.node(long('head'))).toBeVisible()
  await expect(editor.button('Train')).toBeEnabled()
  await page.setViewportSize({ width: 1024, height: 700 })
  await page.keyboard.press('Control+Enter')
  await standsAt(editor, `Stopped at ${long('body')}.${long('fc')}, backward, step 1.`)
  await standsAt(editor, 'Hit 1 time in this run.')
  const sentence = strip(editor).getByRole('paragraph')
  const isWhole = () => sentence.evaluate((text) => text.scrollHeight <= text.clientHeight)
  await expect.poll(isWhole).toBe(false)

  await strip(editor).getByRole('button', { name: 'Stop' }).focus()
  await walk(editor, 'Tab', editor.button('Show the whole sentence'))
  await page.keyboard.press('Enter')
  await expect(editor.button('Show two lines of the sentence')).toBeFocused()
  await expect.poll(isWhole).toBe(true)
  await expectFits(strip(editor))
  for (const part of [editor.button('Resume'), page.getByRole('toolbar', { name: 'Canvas tools' })])
    await expect(part).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await expect.poll(isWhole).toBe(false)

  await page.keyboard.press('Control+F9')
  const list = page.getByRole('list', { name: 'Breakpoints' })
  for (const [width, code] of [
    [1024, false],
    [1024, true],
    [1280, false],
  ] as const) {
    await page.setViewportSize({ width, height: 720 })
    if (code !== (await page.getByRole('region', { name: 'Code', exact: true }).isVisible()))
      await page.keyboard.press('Control+e')
    for (const part of [list.locator('[data-place]'), list.getByRole('textbox')]) {
      const starts = () =>
        part.evaluateAll((all) => new Set(all.map((each) => each.getBoundingClientRect().x)).size)
      await expect.poll(starts).toBe(1)
    }
    await expectFits(list)
  }
})
