/** The debugger, hooks, parameters and a sample by hand, with no hand on a pointer. */
import { expect, test } from './fixtures'
import { strip } from './tensors'
import { walk } from './walk'

test('a step is stopped, looked into and changed, hooks and parameters are seen to, and a sample is fed, with the keyboard alone', async ({
  editor,
}) => {
  const { page } = editor
  const { keyboard } = page
  const panel = (name: RegExp) => page.getByRole('tabpanel', { name })

  await test.step('a breakpoint is set, given a condition, and switched off and on', async () => {
    await editor.command('Go to fc1')
    await expect(editor.node('fc1')).toBeFocused()
    await keyboard.press('Shift+F9')
    await keyboard.press('Control+F9')
    await expect(panel(/^Breakpoints/)).toBeFocused()
    const list = page.getByRole('list', { name: 'Breakpoints' })
    const condition = list.getByRole('textbox', { name: 'Condition of the breakpoint on fc1, backward' })
    await walk(editor, 'Tab', condition)
    await keyboard.press('Control+a')
    await keyboard.type('norm > 0')
    await keyboard.press('Enter')
    const on = list.getByRole('switch', { name: /^Switch the breakpoint on fc1/ })
    await walk(editor, 'Shift+Tab', on)
    await keyboard.press('Space')
    await expect(on).not.toBeChecked()
    await keyboard.press('Space')
    await expect(on).toBeChecked()
  })

  await test.step('training stops there, and the step is gone through', async () => {
    await keyboard.press('Control+Enter')
    await expect(strip(editor)).toContainText('Stopped at fc1, backward, step 1.')
    await expect(strip(editor)).toContainText('Breakpoint: norm > 0')
    await keyboard.press('F10')
    await expect(strip(editor)).toContainText('Stopped before fc1, backward, step 1.')
  })

  await test.step('a number of a gradient is changed, and put back', async () => {
    await editor.command('Go to fc1')
    await expect(editor.node('fc1')).toBeFocused()
    await walk(editor, 'Shift+Tab', editor.wire('fc1', 'relu3'))
    await keyboard.press('Enter')
    await walk(editor, 'Tab', page.getByRole('tab', { name: 'Forward' }))
    await keyboard.press('ArrowRight')
    await expect(page.getByRole('tab', { name: 'Backward' })).toBeFocused()
    const lane = page.getByRole('region', { name: 'Backward', exact: true })
    const views = lane.getByRole('radiogroup', { name: 'View' })
    await walk(editor, 'Tab', views.getByRole('radio', { checked: true }))
    await keyboard.press('ArrowRight')
    // A key that is let go at once moves the focus without choosing.
    await expect(views.getByRole('radio', { name: 'Table' })).toBeFocused()
    await keyboard.press('Space')
    await expect(views.getByRole('radio', { name: 'Table' })).toBeChecked()
    const cell = lane.getByRole('gridcell').first()
    await walk(editor, 'Tab', cell)
    await expect(cell).toHaveAttribute('title', /\d/)
    await keyboard.type('0.5')
    await expect(page.getByRole('textbox', { name: 'Element [0, 0]' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(lane.getByText('Set an element of gradient of fc1 → relu3')).toBeVisible()
    await expect(cell).toHaveAttribute('title', '0.5')
    await expect(cell).toBeFocused()
    await keyboard.press('Control+z')
    const changed = lane.getByRole('region', { name: 'Changed by hand' })
    await expect(changed).toBeHidden()
    await expect(cell).not.toHaveAttribute('title', '0.5')
    const before = await cell.getAttribute('title')

    // One digit is a number, and so is one that is left for another place.
    await keyboard.type('5')
    await keyboard.press('Enter')
    await expect(cell).toHaveAttribute('title', '5')
    await keyboard.type('7')
    await keyboard.press('Tab')
    await expect(cell).toHaveAttribute('title', '7')
    await expect(changed.getByRole('listitem')).toHaveCount(2)

    // What is put back takes what came after it along, says so, and is one step of Undo.
    const back = changed.getByRole('button', { name: /^Put back: Set/ }).first()
    await walk(editor, 'Shift+Tab', back)
    // The hint of the button before may still be going.
    const hint = page.getByRole('tooltip', { name: /and the change of the same tensor after it/ })
    await expect(hint).toBeVisible()
    await keyboard.press('Enter')
    await expect(changed).toBeHidden()
    await expect(lane.getByRole('button', { name: 'Change…' })).toBeFocused()
    await expect(cell).toHaveAttribute('title', before!)
    for (const title of ['7', '5', before!]) {
      await keyboard.press('Control+z')
      await expect(cell).toHaveAttribute('title', title)
    }
  })

  await test.step('the step is given up, and the breakpoint taken out', async () => {
    await keyboard.press('Shift+F5')
    await expect(strip(editor)).toBeHidden()
    await keyboard.press('Control+Shift+F9')
    await keyboard.press('Control+F9')
    await expect(page.getByText('No breakpoints')).toBeVisible()
  })

  await test.step('parameters are sorted, frozen, and lead to their node', async () => {
    await keyboard.press('Control+Alt+p')
    await expect(panel(/^Parameters/)).toBeFocused()
    const norm = page.getByRole('columnheader', { name: 'Norm', exact: true })
    await walk(editor, 'Tab', norm.getByRole('button'))
    await keyboard.press('Enter')
    await expect(norm).toHaveAttribute('aria-sort', 'descending')
    await walk(editor, 'Tab', page.locator('[role=row][data-row="0"]'))
    await keyboard.press('ArrowDown')
    const row = page.locator('[role=row][data-row="1"]')
    await expect(row).toBeFocused()
    const [name, part] = (await row.getAttribute('aria-label'))!.split('.') as [string, string]
    await keyboard.press('Space')
    await expect(row.getByRole('switch')).not.toBeChecked()
    const frozen = editor.node(name).getByRole('img', { name: `Frozen: ${part}` })
    await expect(frozen).toBeVisible()
    await keyboard.press('Space')
    await expect(row.getByRole('switch')).toBeChecked()
    await expect(frozen).toBeHidden()
    await keyboard.press('Enter')
    await expect(editor.node(name)).toBeFocused()
    await expect(page.getByRole('region', { name: `Node ${name}` })).toBeVisible()
  })

  await test.step('hooks are added, ordered, switched and deleted', async () => {
    await editor.command('Go to conv2')
    await expect(editor.node('conv2')).toBeFocused()
    for (const [key, type, value] of [
      ['h', 'scale backward', '0.5'],
      ['Control+k', 'clip_value backward', '2'],
    ] as const) {
      await keyboard.press(key)
      if (key !== 'h') {
        await keyboard.type('Add a hook')
        await keyboard.press('Enter')
      }
      await expect(page.getByPlaceholder('Type a place…')).toBeFocused()
      await keyboard.type('conv2.output')
      await keyboard.press('Enter')
      await expect(page.getByPlaceholder('Type a kind of hook…')).toBeFocused()
      await keyboard.type(type)
      await keyboard.press('Enter')
      await expect(page.getByRole('textbox', { name: /^(factor|max)$/ }).last()).toBeFocused()
      await keyboard.press('Control+a')
      await keyboard.type(value)
      await keyboard.press('Enter')
    }
    const hooks = page.getByRole('list', { name: /^Hooks on conv2.output/ }).getByRole('listitem')
    await expect(hooks).toHaveText([/^scale\(factor=0\.5\)/, /^clip_value\(max=2\)/])
    await walk(editor, 'Shift+Tab', page.getByRole('button', { name: /^Move clip_value/ }))
    await keyboard.press('Alt+ArrowUp')
    await expect(hooks).toHaveText([/^clip_value\(max=2\)/, /^scale\(factor=0\.5\)/])
    const on = page.getByRole('switch', { name: 'clip_value(max=2): on' })
    await walk(editor, 'Tab', on)
    await keyboard.press('Space')
    await expect(on).not.toBeChecked()
    await walk(editor, 'Tab', hooks.first().getByRole('button', { name: 'Delete' }))
    await keyboard.press('Enter')
    await expect(hooks).toHaveCount(1)
  })

  await test.step('one sample is fed by hand', async () => {
    await editor.command('Feed by hand')
    await expect(panel(/^By hand/)).toBeFocused()
    await walk(editor, 'Tab', editor.button('Run forward'))
    await keyboard.press('Enter')
    const numbers = page.getByRole('region', { name: 'What the net gives' }).locator('[data-value=call]')
    await expect(numbers).toHaveCount(10)
    const noise = await numbers.allTextContents()
    await walk(editor, 'Tab', page.getByRole('combobox', { name: 'What data.x is given' }))
    await keyboard.press('Enter')
    await expect(page.getByRole('option', { name: 'torch.randn, seed' })).toBeFocused()
    await keyboard.press('ArrowDown')
    await expect(page.getByRole('option', { name: 'Zeros' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByText('torch.zeros(1, 1, 28, 28)')).toBeVisible()
    await walk(editor, 'Shift+Tab', editor.button('Run forward'))
    await keyboard.press('Enter')
    await expect.poll(() => numbers.allTextContents()).not.toEqual(noise)
    await walk(editor, 'Tab', editor.button('Show the run'))
    await keyboard.press('Enter')
    await expect(editor.button('Show the run')).toBeHidden()
  })
})
