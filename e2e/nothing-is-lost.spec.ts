import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, gradwire, test, type Editor } from './fixtures'
import { hasKeyboard } from './keyboard'

/** The engine's process, as its badge names it. */
async function enginePid({ page }: Editor): Promise<number> {
  const badge = page.getByRole('status', { name: /^Engine: / })
  await badge.hover()
  const hint = page.getByRole('tooltip')
  await expect(hint).toContainText(/Process \d+/)
  return Number(/Process (\d+)/.exec((await hint.textContent()) ?? '')?.[1])
}

test('kill -9 of the engine while it trains leaves the document whole, and training starts again', async ({
  editor,
}) => {
  const { page } = editor
  await editor.node('conv1').click()
  const channels = page.getByRole('textbox', { name: 'out_channels', exact: true })
  await channels.fill('24')
  await channels.press('Enter')
  await editor.setting('Epochs', '100')
  await editor.button('Train').click()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)

  const pid = await enginePid(editor)
  execFileSync('kill', ['-9', String(pid)])
  await expect(page.getByRole('tab', { name: 'Console' })).toBeVisible()
  await page.getByRole('tab', { name: 'Console' }).click()
  await expect(page.getByText(/stopped unexpectedly/)).toBeVisible()
  await editor.engineIsReady()
  expect(await enginePid(editor)).not.toBe(pid)
  await expect(editor.wire('conv1', 'relu1')).toHaveAccessibleName(/N×24×28×28/)

  await page.getByRole('button', { name: /^(Train|Resume)$/ }).click()
  await expect(editor.button('Pause')).toBeVisible()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)
  await editor.button('Stop').click()
})

test('while the engine takes long to build the net, the run bar says so and nothing in it moves', async ({
  editor,
}) => {
  const { page } = editor
  const pid = await enginePid(editor)
  const channels = page.getByRole('textbox', { name: 'out_channels', exact: true })
  await editor.node('conv1').click()
  await channels.fill('24')
  await channels.press('Enter')
  await expect(page.getByText('Ready to train')).toBeVisible()
  const places = () =>
    page
      .getByRole('group', { name: 'Training', exact: true })
      .or(page.getByRole('status', { name: /^Engine: / }))
      .evaluateAll((parts) => parts.map((part) => JSON.stringify(part.getBoundingClientRect())))
  /** Changes the net while the engine's process stands still. */
  const slowly = async (count: string, look: () => Promise<void>) => {
    process.kill(pid, 'SIGSTOP')
    try {
      await channels.fill(count)
      await channels.press('Enter')
      await look()
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }

  const before = await places()
  await slowly('20', async () => {
    await expect(page.getByText('The engine is building the network.')).toBeVisible()
    expect(await places()).toEqual(before)
  })
  await expect(page.getByText('Ready to train')).toBeVisible()
  expect(await places()).toEqual(before)

  await editor.button('Step').click()
  const progress = page.getByRole('progressbar', { name: 'Training progress' })
  await expect(progress).toHaveAttribute('aria-valuetext', /Paused$/)
  await slowly('16', () => expect(progress).toHaveAttribute('aria-valuetext', /Building…$/))
  await expect(progress).toHaveAttribute('aria-valuetext', /Paused$/)

  await test.step('a breakpoint that is hit leaves what one is writing about', async () => {
    await editor.node('relu3').click()
    await page.keyboard.press('F9')
    await editor.node('conv1').click()
    process.kill(pid, 'SIGSTOP')
    try {
      await editor.button('Resume').click()
      await channels.fill('12')
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await expect(page.getByRole('region', { name: 'Debugger' })).toContainText('Stopped at relu3, forward')
    await expect(channels).toBeFocused()
    await expect(channels).toHaveValue('12')
  })
})

test('a graph is saved, opened again, and comes back equal; what cannot be opened leaves it', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await editor.saveAs('first')
  const text = readFileSync(join(home, 'first.json'), 'utf8')
  await editor.node('fc1').click()
  const features = page.getByRole('textbox', { name: 'out_features', exact: true })
  await features.fill('64')
  await features.press('Enter')
  await editor.saveAs('second')
  expect(readFileSync(join(home, 'second.json'), 'utf8')).toBe(
    text.replace('"out_features": 128', '"out_features": 64'),
  )
  // What stands in a field is saved, too, though the keyboard is still in it.
  await features.fill('32')
  await page.keyboard.press('Control+s')
  await expect
    .poll(() => readFileSync(join(home, 'second.json'), 'utf8'))
    .toBe(text.replace('"out_features": 128', '"out_features": 32'))
  await expect(features).toBeFocused()

  await test.step('nor is it lost where its panel gives way with the keyboard in it', async () => {
    await features.blur()
    await page.keyboard.press('Control+e')
    await expect(page.getByRole('region', { name: 'Code', exact: true })).toBeVisible()
    await features.fill('48')
    await page.setViewportSize({ width: 720, height: 900 })
    await expect(features).toBeHidden()
    await page.setViewportSize({ width: 1440, height: 900 })
    await expect(features).toHaveValue('48')
    await page.keyboard.press('Control+s')
    await expect
      .poll(() => readFileSync(join(home, 'second.json'), 'utf8'))
      .toBe(text.replace('"out_features": 128', '"out_features": 48'))
  })

  await page.keyboard.press('Control+o')
  const dialog = page.getByRole('dialog', { name: 'Open a graph' })
  await dialog.getByRole('button', { name: /^first\.json/ }).click()
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(editor.wire('fc1', 'relu3')).toHaveAccessibleName(/N×128/)

  await test.step('a wrong file is refused with the place and the remedy, and the graph stays', async () => {
    writeFileSync(join(home, 'broken.json'), '{ "format": "gradwire.graph",\n  "version": 1,,\n}')
    await page.keyboard.press('Control+o')
    await dialog.getByRole('button', { name: /^broken\.json/ }).click()
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    const wrong = page.getByRole('dialog', { name: 'broken.json cannot be opened' })
    await expect(wrong).toContainText('line 2, column 16')
    await hasKeyboard(wrong)
    await page.keyboard.press('Escape')
    await expect(editor.node('conv1')).toBeVisible()
  })
})

test('trained weights are saved beside the graph, come back with it, and are missed where they are not there', async ({
  editor,
  home,
}) => {
  const { page } = editor
  const weights = join(home, 'trained.safetensors')
  const open = async (name: string) => {
    await page.keyboard.press('Control+o')
    const dialog = page.getByRole('dialog', { name: 'Open a graph' })
    await dialog.getByRole('button', { name: new RegExp(`^${name}\\.json`) }).click()
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(page.getByRole('heading', { name: `${name}.json`, exact: true })).toBeVisible()
  }
  await editor.saveAs('plain')
  expect(existsSync(join(home, 'plain.safetensors'))).toBe(false)
  await editor.button('Step').click()
  const progress = page.getByRole('progressbar', { name: 'Training progress' })
  await expect(progress).toHaveAttribute('aria-valuetext', /Paused$/)
  await editor.saveAs('trained')
  await expect(page.getByText('Its trained weights are not in it.', { exact: true })).toBeVisible()
  const offered = page.getByRole('button', { name: 'Save them beside it' })

  await test.step('what is offered for a graph goes with it, and writes no other one into its file', async () => {
    const text = readFileSync(join(home, 'trained.json'), 'utf8')
    await expect(offered).toBeVisible()
    // Time stands still for what the pointer is on.
    await offered.hover()
    await page.keyboard.press('Control+Alt+n')
    await expect(page.getByText('Wire your first network')).toBeVisible()
    await expect(offered).toHaveCount(0)
    expect(readFileSync(join(home, 'trained.json'), 'utf8')).toBe(text)
    await open('plain')
    await editor.button('Step').click()
    await expect(progress).toHaveAttribute('aria-valuetext', /Paused$/)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Saved plain.json', { exact: true })).toBeVisible()
    await editor.saveAs('under-another-name')
    // Of the graph under its other name alone.
    await expect(offered).toHaveCount(1)
    rmSync(join(home, 'under-another-name.json'))
    rmSync(join(home, 'trained.json'))
    await editor.saveAs('trained')
  })
  await offered.click()
  await expect(page.getByText('With its weights in trained.safetensors.', { exact: true })).toBeVisible()
  const saved = readFileSync(weights)
  expect(readFileSync(join(home, 'trained.json'), 'utf8')).toContain('"weights": "trained.safetensors"')

  await open('plain')
  await open('trained')
  await expect(page.getByText('Loaded the weights of trained.safetensors', { exact: true })).toBeVisible()
  rmSync(weights)
  await page.keyboard.press('Control+s')
  await expect.poll(() => existsSync(weights) && readFileSync(weights).equals(saved)).toBe(true)

  await test.step('without their file the net starts untrained, which is said', async () => {
    rmSync(weights)
    await open('plain')
    await open('trained')
    await expect(
      page.getByText('The weights in trained.safetensors could not be loaded.', { exact: true }),
    ).toBeVisible()
    await expect(page.getByText(/^Cannot read .* The net starts untrained\.$/)).toBeVisible()
  })

  await test.step('what the command line trained is read, with its curve', async () => {
    gradwire('train', join(home, 'plain.json'), '--steps', '1', '--out', join(home, 'command.safetensors'))
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitem', { name: 'Import weights…' }).click()
    const chooser = page.getByRole('dialog', { name: 'Import weights' })
    await chooser.getByRole('button', { name: /^command\.safetensors/ }).dblclick()
    await expect(page.getByText('Loaded the weights of command.safetensors', { exact: true })).toBeVisible()
  })

  await test.step('a person may want no weights saved', async () => {
    await page.getByRole('button', { name: 'Main menu' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Save weights with the graph' }).click()
    await page.keyboard.press('Escape')
    await editor.saveAs('again')
    await expect(page.getByText('Saved again.json', { exact: true })).toBeVisible()
    expect(existsSync(join(home, 'again.safetensors'))).toBe(false)
  })
})

test('what is dropped and cannot be opened is named, and nobody is asked to save for it', async ({
  editor,
}) => {
  const { page } = editor
  const bytes = (text: string) => new TextEncoder().encode(text)
  await editor.node('fc1').click()
  await page.keyboard.press('Control+d')
  await expect(page.getByText('Not saved', { exact: true })).toBeAttached()
  const asked = page.getByRole('dialog', { name: /^Save / })

  for (const [name, said] of [
    ['points.csv', 'points.csv is a table'],
    ['digits.zip', 'digits.zip is an archive'],
    ['notes.pdf', 'What notes.pdf holds is not known'],
  ] as const) {
    await editor.drop(name, bytes('anything'))
    await expect(page.getByText(said, { exact: true })).toBeVisible()
    await editor.button('Close').click()
    await expect(asked).toHaveCount(0)
  }

  await editor.drop('broken.json', bytes('{ "format": '))
  await expect(page.getByRole('dialog', { name: 'broken.json cannot be opened' })).toBeVisible()
  await expect(asked).toHaveCount(0)
  await page.keyboard.press('Escape')

  await test.step('a sample is offered to the net', async () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 28, 28), }".padEnd(117) + '\n'
    const start = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0)
    const file = [...start, ...bytes(header), ...new Uint8Array(28 * 28 * 4)]
    await editor.drop('digit.npy', Uint8Array.from(file))
    await editor.button('Feed it by hand').click()
    await expect(page.getByRole('tabpanel', { name: 'By hand' })).toContainText('digit.npy')
  })

  await test.step('a graph that can be opened asks first', async () => {
    const graph = {
      format: 'gradwire.graph',
      version: 1,
      main: 'Net',
      modules: { Net: { nodes: [], edges: [] } },
    }
    await editor.drop('empty.json', bytes(JSON.stringify(graph)))
    await expect(asked).toBeVisible()
    await asked.getByRole('button', { name: "Don't save" }).click()
    await expect(page.getByRole('banner').getByRole('heading', { name: 'empty.json' })).toBeVisible()
  })
})

test('Enter after the name of a file counts, though the folder has not been read yet', async ({
  editor,
  home,
}) => {
  const { page } = editor
  let read = (): void => undefined
  await page.routeWebSocket(/socket/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (message.toString().includes('listFolder')) read = () => server.send(message)
      else server.send(message)
    })
  })
  // The way to the host is this one from the next page on.
  await page.reload()
  await editor.engineIsReady()
  await expect(editor.node('conv1')).toBeVisible()
  await page.keyboard.press('Control+Shift+s')
  const dialog = page.getByRole('dialog', { name: 'Save the graph' })
  await dialog.getByLabel('Name').fill('early')
  await dialog.getByLabel('Name').press('Enter')
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  read()
  await expect(page.getByRole('heading', { name: 'early.json', exact: true })).toBeVisible()
  expect(existsSync(join(home, 'early.json'))).toBe(true)
})

test('unsaved work survives a reload of the page', async ({ editor }) => {
  const { page } = editor
  page.on('dialog', (dialog) => void dialog.accept())
  await editReloadAndLook(editor, 77)

  await test.step('also where no draft of it reaches the host', async () => {
    await page.routeWebSocket(/socket/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        if (!message.toString().includes('writeDraft')) server.send(message)
      })
    })
    // The way to the host is this one from the next page on.
    await page.reload()
    await editor.engineIsReady()
    await expect(editor.node('fc1')).toBeVisible()
    await editReloadAndLook(editor, 78)
  })
})

async function editReloadAndLook(editor: Editor, count: number): Promise<void> {
  const { page } = editor
  await editor.node('fc1').click()
  const features = page.getByRole('textbox', { name: 'out_features', exact: true })
  await features.fill(String(count))
  await features.press('Enter')
  await expect(editor.wire('fc1', 'relu3')).toHaveAccessibleName(new RegExp(`N×${count}`))
  await page.reload()
  await editor.engineIsReady()
  await expect(editor.wire('fc1', 'relu3')).toHaveAccessibleName(new RegExp(`N×${count}`))
}
