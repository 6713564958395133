import { expect, test } from './fixtures'

test('a sample is picked with the arrow keys, and “Look here” leads to its wires, also inside its blocks', async ({
  editor,
}) => {
  const { page } = editor

  await test.step('the arrow keys go from sample to sample, Enter opens one', async () => {
    await editor.command('Open sample')
    const sample = (title: string) =>
      page.getByRole('dialog', { name: 'Samples' }).getByRole('button', { name: new RegExp(`^${title}`) })
    await expect(sample('Linear regression')).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(sample('Logistic regression')).toBeFocused()
    await page.keyboard.press('End')
    await page.keyboard.press('Home')
    await expect(sample('Linear regression')).toBeFocused()
    await sample('VGG, small').focus()
    await page.keyboard.press('ArrowRight')
    await expect(sample('ResNet, small')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(editor.node('block1')).toBeVisible()
  })

  const look = (name: string) => page.getByRole('region', { name: 'Document' }).getByRole('button', { name })

  await test.step('a wire of the list is selected, also in a block', async () => {
    await look('relu to block1').click()
    await expect(page.getByRole('heading', { name: /^relu.*block1/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await look('bn2 to add in BasicBlock16').click()
    await expect(
      page.getByRole('navigation', { name: 'Modules' }).getByText('block1', { exact: true }),
    ).toBeVisible()
    await expect(page.getByRole('heading', { name: /^bn2.*add/ })).toBeVisible()
  })

  await test.step('a wire is taken off the list, and undo brings it back', async () => {
    const mark = editor.button('List under “Look here”')
    await expect(mark).toHaveAttribute('aria-pressed', 'true')
    await mark.click()
    await expect(mark).toHaveAttribute('aria-pressed', 'false')
    await page.keyboard.press('Control+z')
    await expect(mark).toHaveAttribute('aria-pressed', 'true')
  })
})
