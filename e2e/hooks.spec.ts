/** Hooks set by hand, and what they do compared with PyTorch's own (e2e/reference/hooks.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { difference } from '../src/engine/reference/tolerance'
import { readSafetensors } from '../src/graph/formats/safetensors'
import { expect, test, type Editor } from './fixtures'
import { card, closeCards, expectSides, pickHook, side } from './hook-cards'
import { saved, writeNet } from './hooks-net'
import type { SavedStep } from './hooks-net'
import { expectShown } from './shown'

/** Opens the net of the script, with its weights. */
async function openNet(editor: Editor, home: string): Promise<void> {
  const { page } = editor
  await editor.drop('residual.json', Buffer.from(JSON.stringify(writeNet(home))))
  await expect(editor.node('add')).toBeVisible()
  await editor.engineIsReady()
  await editor.command('Import weights')
  const chooser = page.getByRole('dialog', { name: 'Import weights' })
  await chooser.getByLabel('Folder', { exact: true }).fill(home)
  await chooser.getByLabel('Folder', { exact: true }).press('Enter')
  await chooser.getByRole('button', { name: /start\.safetensors/ }).dblclick()
  await expect(page.getByText('Loaded the weights of start.safetensors', { exact: true })).toBeVisible()
}

/** Writes the weights to a file by the menu, and compares them with PyTorch's after the same step. */
async function expectWeights(editor: Editor, home: string, name: string, step: SavedStep): Promise<void> {
  const { page } = editor
  await editor.command('Export weights')
  const dialog = page.getByRole('dialog', { name: 'Export the graph' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`${name}.safetensors`)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(`Exported to ${name}.safetensors`, { exact: true })).toBeVisible()
  const tensors = readSafetensors(readFileSync(join(home, `${name}.safetensors`)))
  for (const [key, expected] of Object.entries(step.final))
    expect(difference(tensors.get(key)?.values, expected), `${key} after the step`).toBeNull()
}

test('the two hooks of the lesson print and change what passes a Conv2d, as in PyTorch', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await openNet(editor, home)

  await test.step('a forward hook that prints, and one that changes the output', async () => {
    await editor.node('conv2').click({ button: 'right', position: { x: 60, y: 18 } })
    await page.getByRole('menuitem', { name: 'Add a hook…' }).click()
    await pickHook(editor, 'print register_forward_hook', 'call of conv2')
    await expect(card(editor, 'print, forward')).toBeVisible()
    await editor.button('Add a hook').click()
    await pickHook(editor, 'expression forward', 'call of conv2')
    const formula = page.getByRole('combobox', { name: 'expr' })
    await expect(formula).toBeFocused()
    await page.keyboard.type('0.5 * x + 0.1')
    await page.keyboard.press('Enter')
    await expect(card(editor, 'x → 0.5 * x + 0.1, forward')).toBeVisible()
  })

  await test.step('the same on the way back', async () => {
    await editor.button('Add a hook').click()
    await pickHook(editor, 'print backward', 'call of conv2')
    await editor.button('Add a hook').click()
    await pickHook(editor, 'expression backward', 'call of conv2')
    await expect(page.getByRole('combobox', { name: 'expr' }).last()).toBeFocused()
    await page.keyboard.type('2 * x')
    await page.keyboard.press('Enter')
    await expect(card(editor, 'x → 2 * x, backward')).toBeVisible()
    await expect(page.locator('.react-flow__node[data-id=conv2] [data-hook-mark=backward]')).toBeVisible()
  })

  await test.step('one step prints what PyTorch prints', async () => {
    await editor.button('Step').click()
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')
    await page.getByRole('tab', { name: 'Console' }).click()
    const log = page.getByRole('log')
    await expect(log).toContainText('Inside Conv2d backward')
    const text = await log.innerText()
    const lines = text.split('\n').map((line) => line.trim())
    const printed = lines.slice(lines.findIndex((line) => line.includes('Inside Conv2d forward')))
    for (const [index, line] of saved.lesson.printed!.entries())
      expect(
        printed.filter((each) => each.includes(line)),
        `line ${index}: ${line}`,
      ).not.toEqual([])
    await log.getByRole('button', { name: 'Show the call of conv2' }).first().click()
    await expect(page.getByRole('region', { name: 'Node conv2' })).toBeVisible()
  })

  await test.step('before and after are those of PyTorch, in both passes', async () => {
    const { seen } = saved.lesson
    await closeCards(editor)
    const forward = card(editor, 'x → 0.5 * x + 0.1, forward')
    await forward.click()
    await expectSides(editor, seen['forward before']!, seen['forward after']!)
    await forward.click()
    await card(editor, 'x → 2 * x, backward').click()
    await expectSides(editor, seen['backward before']!, seen['backward after']!)
  })

  await test.step('and so are all weights after the step', () =>
    expectWeights(editor, home, 'lesson', saved.lesson))
})

test('a share of the gradient is halved at the fan-out of a residual block, and what learns before it changes as in PyTorch', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await openNet(editor, home)
  await editor.selectWire('relu1', 'add')

  await test.step('the hook is added by key, set, and seen on the wire', async () => {
    await page.keyboard.press('h')
    await pickHook(editor, 'scale backward')
    const factor = page.getByRole('textbox', { name: 'factor' })
    await expect(factor).toBeFocused()
    await page.keyboard.type('0.5')
    await page.keyboard.press('Enter')
    await expect(editor.wire('relu1', 'add')).toHaveAccessibleName(/hook backward: scale\(factor=0\.5\)$/)
    await expect(page.locator('.react-flow__edge[data-id=e4] [data-hook-mark=backward]')).toBeVisible()
  })

  await test.step('both sides of it are PyTorch’s after one step', async () => {
    await editor.button('Step').click()
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')
    await expectSides(editor, saved.share.seen['before']!, saved.share.seen['after']!)
  })

  await test.step('the weights before the fan-out have moved as PyTorch moves them', async () => {
    expect(saved.share.final['conv1.weight']).not.toEqual(saved.plain.final['conv1.weight'])
    await expectWeights(editor, home, 'share', saved.share)
  })

  await test.step('it is switched off, copied, ordered and deleted, and undo says what it takes back', async () => {
    await page.getByRole('switch', { name: 'scale(factor=0.5): on' }).click()
    await expect(page.locator('.react-flow__edge[data-id=e4] [data-hook-mark][data-off]')).toBeVisible()
    await editor.button('Duplicate').click()
    const hooks = page.getByRole('list', { name: /^Hooks on/ }).getByRole('listitem')
    await expect(hooks).toHaveCount(2)
    await expectDragged(editor, hooks)
    await editor.button('Delete').first().click()
    await expect(hooks).toHaveCount(1)
    const undo = async (what: string) => {
      await page.getByRole('button', { name: 'Main menu' }).click()
      await page.getByRole('menuitem', { name: 'Edit', exact: true }).click()
      await page.getByRole('menuitem', { name: `Undo: ${what}` }).click()
    }
    await undo('Delete scale on the wire from relu1 to add')
    await undo('Duplicate scale on the wire from relu1 to add')
    await undo('Switch scale off: the wire from relu1 to add')
    await undo('Set factor of scale to 0.5 on the wire from relu1 to add')
    await undo('Add scale on the wire from relu1 to add')
    await expect(page.locator('[data-hook-mark]')).toHaveCount(0)
  })
})

/** Drags the second of two hooks before the first: Escape gives it up, and undo takes it back. */
async function expectDragged({ page }: Editor, hooks: Locator): Promise<void> {
  const order = () => hooks.evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['hook']))
  const before = await order()
  for (const end of ['Escape', 'drop'] as const) {
    await hooks.nth(1).getByRole('button', { name: /^Move/ }).hover()
    await page.mouse.down()
    const { x, y } = (await hooks.nth(0).boundingBox())!
    await page.mouse.move(x + 20, y + 6, { steps: 3 })
    if (end === 'Escape') await page.keyboard.press('Escape')
    await page.mouse.move(x + 20, y + 8)
    await page.mouse.up()
    await expect.poll(order).toEqual(end === 'Escape' ? before : before.toReversed())
  }
  await page.keyboard.press('Control+z')
  await expect.poll(order).toEqual(before)
}

test('the clip of the sample “Character LSTM” is seen on its wire, and taken out; a hook without a wire is a problem', async ({
  editor,
  home,
}) => {
  const { page } = editor
  await editor.command('Open sample')
  await page
    .getByRole('dialog', { name: 'Samples' })
    .getByRole('button', { name: /^Character LSTM/ })
    .click()
  await expect(editor.wire('lstm', 'fc')).toHaveAccessibleName(/hook backward: clip_norm\(max_norm=0\.02\)$/)
  const mark = page.locator('[data-hook-mark=backward]')
  await expect(mark).toBeVisible()
  await mark.click()
  await card(editor, 'clip_norm(max_norm=0.02), backward').click()
  await expect(page.getByText(/^x · min\(1, max_norm \/ ‖x‖₂\), over the whole tensor/)).toBeVisible()
  // Nothing was trained yet: what flows back from the first batch.
  await expectShown(() => side(editor, 'after', 'norm'), 0.02)
  expect(await side(editor, 'before', 'norm')).toBeGreaterThan(0.02)
  await editor.button('Delete').click()
  await expect(mark).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(mark).toBeVisible()

  await test.step('a hook whose wire is gone is a problem with a remedy', async () => {
    const document = writeNet(home) as { modules: { Net: object } }
    const hooks = [
      { id: 'h0', edge: 'e99', pass: 'backward', type: 'zero' },
      { id: 'h1', node: 'conv2', pass: 'forward', type: 'expression', params: { expr: 'x + y' } },
    ]
    const broken = { ...document, modules: { Net: { ...document.modules.Net, hooks } } }
    await editor.drop('broken.json', Buffer.from(JSON.stringify(broken)))
    await expect(editor.node('add')).toBeVisible()
    const problems = page.getByRole('region', { name: 'Document' }).getByRole('list', { name: 'Problems' })
    await expect(problems).toContainText("A hook sits on a wire 'e99' that does not exist.")
    const one = problems.getByRole('listitem').filter({ hasText: "'e99'" })
    await one.getByRole('button', { name: 'Take the hook out', exact: true }).click()
    await expect(problems).not.toContainText('e99')
  })

  await test.step('one that is there says before it is opened that something is wrong with it', async () => {
    await editor.node('conv2').click()
    const wrong = card(editor, 'x → x + y, forward')
    await expect(wrong).toHaveAccessibleDescription(/There is no 'y'/)
    await expect(wrong.locator('[data-problem]')).toBeVisible()
    await expect(editor.button('Train')).toBeDisabled()
    await wrong.focus()
    await page.keyboard.press('Delete')
    await expect(editor.button('Train')).toBeEnabled()
  })
})

test('a formula is typed with what is offered, a type that does not fit says why, and a module says what is inside', async ({
  editor,
}) => {
  const { page } = editor
  await test.step('what is wrong in a formula is said at its column', async () => {
    await editor.selectWire('conv1', 'relu1')
    await editor.button('Add a hook').click()
    await pickHook(editor, 'expression forward')
    const formula = page.getByRole('combobox', { name: 'expr' })
    await page.keyboard.type('cla')
    await expect(page.getByRole('option', { name: 'clamp(x, lo, hi)' })).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(formula).toHaveValue('clamp()')
    await page.keyboard.type('x, 0, 1')
    await page.keyboard.press('End')
    await page.keyboard.type(' + y')
    await expect(formula).toHaveAccessibleDescription(/There is no 'y', at column 18/)
    await expect(page.locator('[data-column="18"]')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(card(editor, 'expression, forward')).toBeVisible()
    await page.keyboard.press('Backspace')
    await page.keyboard.type('step')
    await page.keyboard.press('Enter')
    await expect(card(editor, 'x → clamp(x, 0, 1) + step, forward')).toBeVisible()
  })

  await page.keyboard.press('Escape')
  await test.step('a type that does not fit says why, and hooks inside a module are marked on it from outside', async () => {
    await editor.selectWire('data', 'loss')
    await editor.button('Add a hook').click()
    const scale = page.getByRole('option', { name: /^scale/ })
    await expect(scale).toContainText('whole numbers (int64)')
    await scale.click()
    await expect(page.getByPlaceholder('Type a kind of hook…')).toBeVisible()
    await page.keyboard.press('Escape')

    await editor.node('conv2').click()
    await editor.button('Add a hook').click()
    await pickHook(editor, 'scale after', 'conv2.weight')
    await editor.node('conv2').click()
    await page.keyboard.press('Control+g')
    const inside = page.locator('[data-hook-mark=inside]')
    await expect(inside).toBeVisible()
    await expect(inside).toHaveAttribute('title', '1 hook inside: scale')
  })
})

test('hooks are added, ordered, switched and deleted with the keyboard alone, while it trains', async ({
  editor,
}) => {
  const { page } = editor
  const { keyboard } = page
  // So long that it does not end meanwhile.
  await editor.setting('Epochs', '500')
  await editor.command('Go to conv2')
  await expect(editor.node('conv2')).toBeFocused()

  await test.step('on an output, by place and type', async () => {
    await keyboard.press('h')
    await expect(page.getByPlaceholder('Type a place…')).toBeFocused()
    await keyboard.type('conv2.output')
    await keyboard.press('Enter')
    await expect(page.getByPlaceholder('Type a kind of hook…')).toBeFocused()
    await keyboard.type('clip_value backward')
    await keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'max' })).toBeFocused()
    await keyboard.type('0.001')
    await keyboard.press('Enter')
    await expect(page.locator('.react-flow__node[data-id] [data-hook-mark=backward]')).toBeVisible()
  })

  await test.step('while it trains it takes effect with the next step, and weights stay', async () => {
    await keyboard.press('Escape')
    await keyboard.press('Control+Enter')
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)
    await editor.command('Add a hook')
    await pickHook(editor, 'scale backward', 'conv2.output')
    await expect(page.getByRole('textbox', { name: 'factor' })).toBeFocused()
    await keyboard.type('0')
    await keyboard.press('Enter')
    const log = page.getByRole('tab', { name: 'Console' })
    await log.focus()
    await keyboard.press('Enter')
    await expect(page.getByRole('log')).toContainText('Graph changed: all weights kept.')
    const cell = page.locator('[data-side=after][data-number=max]').last()
    await expect(cell).toHaveText('0')
  })

  await test.step('the order changes by Alt and an arrow key, and is said', async () => {
    const grip = page.getByRole('button', { name: /^Move scale/ })
    await grip.focus()
    await keyboard.press('Alt+ArrowUp')
    await expect(page.getByRole('status').filter({ hasText: 'scale is number 1 of 2' })).toBeAttached()
    await expect(grip).toBeFocused()
    await expect(
      page
        .getByRole('list', { name: /^Hooks on/ })
        .getByRole('listitem')
        .first(),
    ).toContainText('scale')
  })

  const heads = page.locator('[data-hook-head]')
  await test.step('Delete on a hook takes it out, and not its node', async () => {
    await heads.first().focus()
    await keyboard.press('Delete')
    await expect(heads).toHaveCount(1)
    await expect(heads).toBeFocused()
    await expect(editor.node('conv2')).toBeVisible()
    await keyboard.press('Control+z')
    await expect(heads).toHaveCount(2)
  })

  await test.step('the button that deletes one leaves the keyboard at the next, and then where one is added', async () => {
    await heads.first().click()
    await editor.button('Delete').first().click()
    await expect(heads).toHaveCount(1)
    await expect(heads).toBeFocused()
    if ((await heads.getAttribute('aria-expanded')) !== 'true') await keyboard.press('Enter')
    await editor.button('Delete').click()
    await expect(editor.button('Add a hook').last()).toBeFocused()
    for (const key of ['Delete', 'Backspace', 'Control+x']) await keyboard.press(key)
    await expect(editor.node('conv2')).toBeVisible()
    await keyboard.press('Control+z')
    await keyboard.press('Control+z')
    await expect(heads).toHaveCount(2)
  })

  await test.step('all of them are switched off and deleted by the command palette', async () => {
    await editor.command('Switch hooks on or off')
    await expect(page.locator('.react-flow__node [data-hook-mark]:not([data-off])')).toHaveCount(0)
    await editor.command('Delete hooks')
    await expect(page.locator('.react-flow__node [data-hook-mark]')).toHaveCount(0)
  })
})
