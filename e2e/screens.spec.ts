/** What can be seen and reached at once, in windows as people have them. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Editor } from './fixtures'

/** Of a node that is seen whole; the browser's own sum may be a millionth less. */
const WHOLE = 0.9999

async function openSample(editor: Editor, title: string): Promise<void> {
  await editor.command('Open sample')
  const samples = editor.page.getByRole('dialog', { name: 'Samples' })
  await samples.getByRole('button', { name: new RegExp(`^${title}`) }).click()
  await expect(samples).toBeHidden()
}

test('a long lesson leaves room for what comes after it, and is read on demand', async ({ editor }) => {
  const { page } = editor
  await openSample(editor, 'U-Net')
  const panel = page.getByRole('region', { name: 'Document' })
  const lesson = panel.getByText(/^A net that answers for every pixel/)
  const short = (await lesson.boundingBox())!.height
  await expect(panel.getByRole('button', { name: 'inc to up2' })).toBeInViewport()
  await expect(panel.getByRole('textbox', { name: 'Batch size' })).toBeInViewport()
  await panel.getByRole('button', { name: 'Read on' }).click()
  await expect(panel.getByRole('button', { name: 'Show less' })).toBeVisible()
  expect((await lesson.boundingBox())!.height).toBeGreaterThan(2 * short)
})

test('around the first sample: the schedule of the rate, a loss of the list, commands, folders, and a cost', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const schedule = { name: 'Rate schedule', exact: true }
  const inspector = page.getByRole('region', { name: 'Document' })

  for (const [width, type] of [
    [1700, 'StepLR'],
    [1440, 'ExponentialLR'],
    [1024, 'LinearLR'],
  ] as const)
    await test.step(`the schedule of the learning rate is at hand in a window ${width} wide`, async () => {
      await page.setViewportSize({ width, height: 800 })
      const more = editor.button('Training settings')
      const bar = editor.settings.getByRole('combobox', schedule)
      const narrow = page.getByRole('dialog', { name: 'Training settings' }).getByRole('combobox', schedule)
      // The bar may be about to fold what has no room in it any more.
      await expect(async () => {
        if (!(await bar.or(narrow).first().isVisible())) await more.click({ timeout: 2000 })
        await bar.or(narrow).first().click({ timeout: 2000 })
      }).toPass({ timeout: 20_000 })
      await page.getByRole('option', { name: type, exact: true }).click()
      await expect(inspector.getByRole('combobox', schedule)).toHaveText(type)
    })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('Escape')

  await test.step('in the command palette all names begin at one line, whatever is found', async () => {
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Type a command, a layer or a node…').fill('re')
    const options = page.getByRole('option')
    for (const name of ['Add ReLU', /^Go to relu1/, 'Reset weights'])
      await expect(options.filter({ hasText: name }).first()).toBeVisible()
    const starts = await options.evaluateAll((found) =>
      found.map((option) => option.querySelector('.truncate')!.getBoundingClientRect().left),
    )
    expect(new Set(starts).size).toBe(1)
    await expect(options.first()).toHaveText('Add ReLU')
    await page.keyboard.press('Escape')
  })

  await test.step('sgd is the optimiser, in the command palette and among the layers, not Sigmoid', async () => {
    await editor.command('adagrad')
    await expect(inspector.getByRole('combobox', { name: 'Optimiser', exact: true })).toHaveText('Adagrad')
    const layers = page.getByRole('region', { name: 'Palette' })
    await page.getByRole('searchbox', { name: 'Search layers' }).fill('sgd')
    await expect(layers.getByRole('button', { name: 'Sigmoid' })).toBeHidden()
    await layers.getByRole('button', { name: 'Set optimiser to SGD' }).click()
    await expect(inspector.getByRole('combobox', { name: 'Optimiser', exact: true })).toHaveText('SGD')
    await page.getByRole('searchbox', { name: 'Search layers' }).fill('')
  })

  await test.step('every sample shows its graph', async () => {
    await editor.command('Open sample')
    const samples = page.getByRole('dialog', { name: 'Samples' })
    const cnn = samples.getByRole('button', { name: /^MNIST-style CNN 8/ })
    await expect(cnn.locator('svg rect')).toHaveCount(11)
    await page.keyboard.press('Escape')
    await expect(samples).toBeHidden()
  })

  await test.step('a loss without target is offered data.y, and a hovered input says what becomes of its wire', async () => {
    await editor.selectWire('data', 'loss')
    await page.keyboard.press('Delete')
    await editor.node('loss').click()
    await page
      .getByRole('region', { name: 'loss' })
      .getByRole('button', { name: 'Wire data.y to target' })
      .click()
    await expect(editor.wire('data', 'loss')).toBeAttached()
    const port = (node: string, name: string) => editor.node(node).getByRole('img', { name, exact: true })
    await port('relu1', 'Output output').hover()
    await page.mouse.down()
    await port('pool', 'Input input').hover()
    await expect(page.getByText('Takes the place of the wire from relu2.')).toBeVisible()
    const colour = (node: string, name: string) =>
      port(node, name).evaluate((element) => getComputedStyle(element).backgroundColor)
    // Green, and where the loss would get four dimensions the colour of a warning.
    await expect.poll(() => colour('pool', 'Input input')).toBe('rgb(27, 127, 75)')
    await port('fc2', 'Input input').hover()
    await expect(page.getByText('Takes the place of the wire from relu3.')).toBeVisible()
    await expect.poll(() => colour('fc2', 'Input input')).toBe('rgb(143, 95, 0)')
    await page.mouse.up()
    await expect(editor.wire('relu1', 'fc2')).toBeAttached()
    await page.keyboard.press('Control+z')
    await expect(editor.wire('relu3', 'fc2')).toBeAttached()
    await page.keyboard.press('Escape')
    await expect(inspector).toBeVisible()
  })

  await test.step('picking a loss from the list brings the keyboard to its node', async () => {
    const entry = page.getByRole('region', { name: 'Document' }).getByRole('button', { name: /^loss/ })
    await entry.focus()
    await page.keyboard.press('Enter')
    await expect(editor.node('loss')).toBeFocused()
  })

  await test.step('the command palette understands PyTorch’s words', async () => {
    await editor.node('conv1').click()
    await page.keyboard.press('Control+k')
    for (const [words, name] of [
      ['net.parameters()', 'Show parameters'],
      ['requires_grad', 'Freeze parameters'],
      ['register_forward_hook', 'Add a hook…'],
      ['net(x)', 'Feed by hand'],
      ['console', 'Show console'],
    ] as const) {
      await page.getByPlaceholder('Type a command, a layer or a node…').fill(words)
      await expect(page.getByRole('option').filter({ hasText: name })).toBeVisible()
    }
    await page.keyboard.press('Escape')
  })

  await test.step('who chooses a folder reads of folders', async () => {
    const empty = join(home, 'empty')
    mkdirSync(empty, { recursive: true })
    await editor.command('Export as PyTorch')
    await page.getByRole('button', { name: 'Choose where…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Choose a folder' })
    const folder = dialog.getByRole('textbox', { name: 'Folder' })
    await folder.fill(empty)
    await folder.press('Enter')
    await expect(dialog.getByText('There is no folder in this one.')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('a node of which nothing can be computed says no cost', async () => {
    await editor.node('conv2').click()
    const cost = page.getByRole('term').filter({ hasText: 'multiply-adds' }).locator('xpath=following-sibling::dd') // prettier-ignore
    await expect(cost).toHaveText(/^[\d.,]+ ?M?$/)
    const channels = page.getByRole('textbox', { name: 'in_channels', exact: true })
    await channels.fill('31')
    await channels.press('Enter')
    await expect(cost).toHaveText('not known yet')
  })

  await test.step('what says nothing of a node is not shown: no cost of ReLU, no length of a picture', async () => {
    await expect(editor.node('relu1')).toContainText('F.relu')
    await editor.node('relu1').click()
    await expect(page.getByRole('region', { name: 'relu1' }).getByRole('term').first()).toBeVisible()
    await expect(page.getByRole('term').filter({ hasText: 'multiply-adds' })).toBeHidden()
    await editor.node('data').click()
    const data = page.getByRole('region', { name: 'data' })
    await expect(data.getByRole('combobox', { name: 'target', exact: true })).toBeVisible()
    await expect(data.getByText('length', { exact: true })).toBeHidden()
    await data.getByRole('combobox', { name: 'source', exact: true }).click()
    await page.getByRole('option', { name: 'reversal', exact: true }).click()
    await expect(data.getByRole('combobox', { name: 'target', exact: true })).toBeHidden()
    await page.keyboard.press('Control+z')
  })

  await test.step('all training settings are at hand while a node is selected, under the same names', async () => {
    await editor.node('conv1').click()
    await editor.button('Training settings').click()
    const settings = page.getByRole('dialog', { name: 'Training settings' })
    const rate = settings.getByRole('textbox', { name: 'Learning rate', exact: true })
    await rate.fill('0.02')
    await rate.press('Enter')
    await settings.getByRole('textbox', { name: 'momentum', exact: true }).fill('0.8')
    await settings.getByRole('textbox', { name: 'momentum', exact: true }).press('Enter')
    await page.keyboard.press('Escape')
    await expect(settings).toBeHidden()
    await expect(page.getByRole('region', { name: 'conv1' })).toBeVisible()
    await editor.command('learning rate')
    for (const [name, value] of [
      ['Learning rate', '0.02'],
      ['momentum', '0.8'],
    ] as const)
      // prettier-ignore
      await expect(inspector.getByRole('textbox', { name, exact: true })).toHaveValue(value)
  })
})

test('the interface is enlarged as a whole, by keys and menu, for a projector and for large text, and is usable small', async ({
  editor,
}) => {
  const { page } = editor
  const train = editor.button('Train')
  const field = page.getByRole('region', { name: 'Document' }).getByRole('textbox', { name: 'Batch size' })
  const measured = (place: typeof train) =>
    place.evaluate((element) => {
      const { fontSize, lineHeight, paddingLeft } = getComputedStyle(element)
      return [fontSize, lineHeight, paddingLeft, `${element.getBoundingClientRect().height}`].map(parseFloat)
    })
  const name = () => editor.node('conv1').getByText('conv1', { exact: true })
  const nameHeight = async () => (await name().boundingBox())!.height
  const before = { train: await measured(train), field: await measured(field), name: await nameHeight() }
  const isTimes = async (factor: number) => {
    for (const [place, sizes] of [
      [train, before.train],
      [field, before.field],
    ] as const)
      // prettier-ignore
      await expect.poll(() => measured(place)).toEqual(sizes.map((size) => expect.closeTo(size * factor, 1)))
    await expect.poll(nameHeight).toBeCloseTo(before.name * factor, 0)
  }
  await page.setViewportSize({ width: 1280, height: 720 })
  await expect(editor.node('conv1')).toBeInViewport()

  await test.step('Ctrl and +, − and 0 change all of it, words on nodes too; + and − alone the canvas', async () => {
    before.name = await nameHeight()
    for (const times of [1.1, 1.25, 1.5]) {
      await page.keyboard.press('Control+=')
      await isTimes(times)
    }
    await page.keyboard.press('Control+-')
    await isTimes(1.25)
    // A text field has no other use for them.
    await field.focus()
    await page.keyboard.press('Control+0')
    await isTimes(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('+')
    await expect.poll(nameHeight).toBeGreaterThan(before.name * 1.1)
    expect(await measured(train)).toEqual(before.train)
  })

  await test.step('in a room with a projector every word of the net can be read, also after a reload', async () => {
    await editor.button('Main menu').click()
    await page.getByRole('menuitem', { name: 'View', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Interface size' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'For a projector, 150 %' }).click()
    await expect
      .poll(() => measured(train))
      .toEqual(before.train.map((size) => expect.closeTo(size * 1.5, 1)))
    await page.reload()
    await editor.engineIsReady()
    const zoom = () => page.locator('.react-flow__viewport').evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a) // prettier-ignore
    // The smallest words on a node have 11 pixels of the canvas.
    await expect.poll(async () => 11 * (await zoom())).toBeGreaterThanOrEqual(13)
    await expect(editor.node('data')).toBeInViewport()
    await page.keyboard.press('Control+0')
  })

  await test.step('in a small window, or with large text, everything that is there can be reached', async () => {
    const reachable = async () => {
      const outside = await page.evaluate(() => {
        const { clientWidth: width, clientHeight: height } = document.documentElement
        const shown = [...document.querySelectorAll('header button, [role="toolbar"] button, dialog button')]
        return shown
          .filter((element) => element.checkVisibility())
          .filter((element) => {
            const box = element.getBoundingClientRect()
            return box.left < 0 || box.top < 0 || box.right > width || box.bottom > height
          })
          .map((element) => element.getAttribute('aria-label'))
      })
      expect(outside).toEqual([])
    }
    await page.setViewportSize({ width: 640, height: 360 })
    await expect(page.getByRole('toolbar', { name: 'Canvas tools' })).toBeInViewport({ ratio: 1 })
    await reachable()
    const { width } = (await page.getByRole('main').boundingBox())!
    expect(width).toBeGreaterThan(240)
    await page.keyboard.press('Control+Shift+o')
    const samples = page.getByRole('dialog', { name: 'Samples' })
    const last = samples.locator('[data-sample]').last()
    await expect(async () => {
      await last.scrollIntoViewIfNeeded()
      await expect(last).toBeInViewport({ ratio: 1, timeout: 1000 })
    }).toPass({ timeout: 20_000 })
    await page.keyboard.press('Escape')

    // The text size that a person has chosen for all pages in the browser.
    await page.setViewportSize({ width: 1280, height: 720 })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32 } })
    await page.reload()
    await editor.engineIsReady()
    for (const [place, sizes] of [
      [train, before.train],
      [field, before.field],
    ] as const)
      // prettier-ignore
      await expect.poll(() => measured(place)).toEqual(sizes.map((size) => expect.closeTo(size * 2, 1)))
    await reachable()
  })
})

test('nobody is lost: a way back to the net, what is new comes into view, and the mouse is explained', async ({
  editor,
}) => {
  const { page } = editor
  const canvas = page.getByRole('main')

  await test.step('who scrolls into emptiness gets back by a button, or by F', async () => {
    const { x, y, width, height } = (await canvas.boundingBox())!
    await page.mouse.move(x + width / 2, y + height / 2)
    const back = page.getByRole('button', { name: 'Back to the net' })
    for (const way of ['button', 'key']) {
      await page.mouse.wheel(0, 6000)
      await expect(back).toBeVisible()
      await expect(page.getByText('No node is in view.')).toBeVisible()
      if (way === 'button') await back.click()
      else await page.keyboard.press('f')
      await expect(editor.node('conv1')).toBeInViewport({ ratio: WHOLE })
      await expect(back).toBeHidden()
    }
  })

  await test.step('what is duplicated at the edge comes into view', async () => {
    await editor.node('loss').click()
    await page.keyboard.press('Control+1')
    await page.keyboard.press('Control+d')
    await expect(editor.node('loss1')).toBeInViewport({ ratio: WHOLE })
    await page.keyboard.press('Control+z')
    await page.keyboard.press('f')
  })

  await test.step('a group covers nothing that stays outside', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+g')
    const block = editor.node('block1')
    await expect(block).toBeVisible()
    const boxes = await Promise.all(
      [block, editor.node('data'), editor.node('loss')].map((each) => each.boundingBox()),
    )
    const [instance, ...others] = boxes.map((box) => box!)
    for (const other of others)
      expect(
        instance!.x < other.x + other.width &&
          other.x < instance!.x + instance!.width &&
          instance!.y < other.y + other.height &&
          other.y < instance!.y + instance!.height,
      ).toBe(false)
    await page.keyboard.press('Control+z')
  })

  await test.step('the list of shortcuts has the mouse too', async () => {
    await page.keyboard.press('?')
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(list.getByRole('heading', { name: 'Mouse on the canvas' })).toBeAttached()
    await expect(list.getByText('Ctrl and wheel, or pinch')).toBeAttached()
  })
})
