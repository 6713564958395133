/** The screens of the debugger, of hooks, parameters, a sample by hand and the code: axe finds no fault in them, light and dark. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { divided } from './divided'
import { expect, test, type Editor } from './fixtures'
import { card, pickHook } from './hook-cards'
import { parameterView, strip } from './tensors'

/** https://github.com/dequelabs/axe-core */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** WCAG 2.1, levels A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** The palette, the canvas and the bar above them. */
const SAME = ['[aria-label=Palette]', '.react-flow', 'header[aria-label="Top bar"]']

interface Axe {
  run: (
    where: object,
    how: object,
  ) => Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[]
  }>
}

/**
 * Asks axe about the page; in the dark only about contrast, as all else is the same.
 *
 * - `also`: places that are the same from screen to screen, to be looked at once
 */
async function expectClean({ page }: Editor, where: string, also = false): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    const found = await page.evaluate(
      async ([runOnly, exclude]) => {
        // Colours that are changing have no contrast yet.
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
        const { axe } = globalThis as unknown as { axe: Axe }
        const { violations } = await axe.run(
          { exclude },
          {
            runOnly,
            resultTypes: ['violations'],
            // It takes the value of a combobox for its label.
            rules: { 'label-content-name-mismatch': { enabled: false } },
          },
        )
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
        )
      },
      [colorScheme === 'light' ? TAGS : ['color-contrast'], also ? [] : SAME] as const,
    )
    expect.soft(found, `${where}, ${colorScheme}`).toEqual([])
  }
}

test('axe finds no fault in the debugger, breakpoints, hooks, parameters, a sample by hand and the code', async ({
  editor,
}) => {
  const { page } = editor
  const { keyboard } = page

  await test.step('a step that stands still, and the list of breakpoints', async () => {
    await editor.node('fc1').click()
    await keyboard.press('F9')
    await keyboard.press('Shift+F9')
    await keyboard.press('Control+F9')
    const list = page.getByRole('list', { name: 'Breakpoints' })
    await expect(list.getByRole('listitem')).toHaveCount(2)
    await list.getByRole('switch').first().click()
    await keyboard.press('Control+Enter')
    await expect(strip(editor)).toContainText('Stopped at fc1, backward')
    await list.getByRole('textbox').last().fill('nrom > 1')
    await expect(list.getByRole('alert')).toBeVisible()
    await expectClean(editor, 'a stop with its breakpoints', true)
  })

  await test.step('a tensor that is changed by hand', async () => {
    await editor.selectWire('fc1', 'relu3')
    await page.getByRole('tab', { name: 'Backward' }).click()
    const lane = page.getByRole('region', { name: 'Backward', exact: true })
    await lane.getByRole('radio', { name: 'Table' }).click()
    await lane.getByRole('button', { name: 'Change…' }).click()
    await lane.getByRole('textbox', { name: 'Value', exact: true }).fill('1')
    await lane.getByRole('button', { name: 'Apply' }).click()
    await expect(lane.getByRole('region', { name: 'Changed by hand' })).toBeVisible()
    await expect(lane.getByRole('button', { name: 'Change…' })).toBeEnabled()
    await expectClean(editor, 'a changed tensor')
    await page.setViewportSize({ width: 1024, height: 700 })
    await keyboard.press('Control+Alt+p')
    await editor.button('1 change by hand').click()
    await expect(page.getByRole('dialog', { name: 'Changed by hand' })).toBeVisible()
    await expectClean(editor, 'what was changed by hand, in a small window')
    await keyboard.press('Escape')
    await page.setViewportSize({ width: 1440, height: 900 })
    await keyboard.press('Shift+F5')
    await expect(strip(editor)).toBeHidden()
    // One that is hit would show its own place in what follows.
    await keyboard.press('Control+Shift+F9')
  })

  await test.step('hooks, the dialog that adds them, and what they print', async () => {
    await editor.node('conv2').click()
    for (const [type, place] of [
      ['print forward', 'call of conv2'],
      ['expression forward', 'conv2.output'],
    ] as const) {
      await editor.button('Add a hook').first().click()
      await pickHook(editor, type, place)
    }
    await keyboard.type('2 * x')
    await keyboard.press('Enter')
    await expect(card(editor, 'x → 2 * x, forward')).toBeVisible()
    await editor.button('Step').click()
    await page.getByRole('tab', { name: 'Console' }).click()
    await expect(page.getByRole('log')).toContainText('Inside Conv2d forward')
    await expect(page.locator('[data-side=after][data-number=norm]')).toHaveText(/\d/)
    await expectClean(editor, 'hooks and the console')
    await keyboard.press('Control+k')
    await keyboard.type('Add a hook')
    await keyboard.press('Enter')
    await expect(page.getByPlaceholder('Type a place…')).toBeFocused()
    await expectClean(editor, 'the places of a hook')
    await keyboard.press('Enter')
    await expect(page.getByPlaceholder('Type a kind of hook…')).toBeFocused()
    await expectClean(editor, 'the types of a hook')
    await keyboard.press('Escape')
  })

  await test.step('a sample by hand, with hooks and without', async () => {
    await editor.command('Feed by hand')
    await editor.button('Run forward').click()
    await expect(page.locator('[data-value=bare]')).toHaveCount(10)
    await expectClean(editor, 'a sample by hand')
  })

  await test.step('the parameters of the net, and one of them', async () => {
    const view = await parameterView(editor, 'conv1.weight', 'Value')
    await expect(view.getByRole('button', { name: 'Change…' })).toBeVisible()
    await expectClean(editor, 'parameters')
  })

  await test.step('the code beside the canvas', async () => {
    await keyboard.press('Control+e')
    const code = page.getByRole('region', { name: 'Code', exact: true })
    await code.getByRole('tab', { name: 'model.py' }).click()
    await expect(code.getByText('class Net(nn.Module):')).toBeVisible()
    await expectClean(editor, 'the code')
    await keyboard.press('Control+e')
  })
})

test('axe finds no fault in what is said of a run that meets NaN', async ({ editor }) => {
  await editor.drop('divided.json', divided)
  await expect(editor.node('share')).toBeVisible()
  await editor.button('Train').click()
  await expect(editor.page.getByRole('alert').filter({ hasText: 'the first to give NaN' })).toBeVisible()
  await expectClean(editor, 'a run with NaN')
})
