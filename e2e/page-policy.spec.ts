/** The page's policy: what a person does asks for nothing that it refuses (the fixture looks at that in every spec), and what got into the page could not go on. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

test('threads, lists and dialogs work under it', async ({ editor }) => {
  const { page } = editor
  await test.step('a list holds the page still without an element of style', async () => {
    const list = page.getByRole('listbox')
    const overflow = () => page.evaluate(() => getComputedStyle(document.body).overflow)
    const before = await overflow()
    await page.getByRole('combobox').first().click()
    await expect(list).toBeVisible()
    expect(await overflow()).toBe('hidden')
    const bar = list.locator('[data-radix-select-viewport]')
    await expect(bar).toHaveCSS('scrollbar-width', 'none')
    await page.keyboard.press('Escape')
    await expect(list).toBeHidden()
    await expect.poll(overflow).toBe(before)
  })
  await test.step('a thread reads a file, another writes its code, a third arranges it', async () => {
    await editor.drop('net.py', Buffer.from('import torch.nn as nn\nnet = nn.Linear(4, 8)\n'))
    await page.getByRole('dialog', { name: 'Imported net.py' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+e')
    await expect(page.getByRole('region', { name: 'Code', exact: true })).toContainText('in_features=4')
    await editor.command('Arrange')
    await expect(editor.button('Undo')).toBeEnabled()
  })
})

const TRIES: readonly [what: string, code: string][] = [
  ['HTML', `document.body.innerHTML = '<img src="x" onerror="ran = true">'`],
  ['HTML of a library’s kind', `document.createElement('style').innerHTML = '* { display: none }'`],
  ['a document', `new DOMParser().parseFromString('<p>', 'text/html')`],
  ['a fragment', `document.createRange().createContextualFragment('<p>')`],
  ['a frame’s text', `document.createElement('iframe').srcdoc = '<script>parent.ran = true</script>'`],
  ['a script’s text', `document.createElement('script').text = 'ran = true'`],
  ['a script’s address', `document.createElement('script').src = 'data:text/javascript,ran=true'`],
  ['a handler', `document.body.setAttribute('onclick', 'ran = true')`],
  ['a thread of a text', `new Worker('data:text/javascript,0')`],
  ['a thread made here', `new Worker(URL.createObjectURL(new Blob(['0'])))`],
  ['a thread of another file', `new Worker('/icon.svg')`],
  ['rules of its own', `trustedTypes.createPolicy('other', { createHTML: (text) => text })`],
  ['rules instead', `trustedTypes.createPolicy('default', { createHTML: (text) => text })`],
]

test('a script that got into the page cannot put in another, nor a style', async ({ editor, policy }) => {
  const { page } = editor
  for (const [what, code] of TRIES) expect.soft(await thrown(page, code), what).toBe('TypeError')
  // These are not thrown, and not done.
  await page.evaluate(() => {
    const style = document.createElement('style')
    style.textContent = '#root { display: none }'
    document.body.append(style)
    document.body.setAttribute('style', 'display: none')
  })
  await expect(page.locator('#root')).toBeVisible()
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
  expect(policy.splice(0)).toHaveLength(TRIES.length + 2)
})

/** The name of what a statement throws that stands in the page. */
function thrown(page: Page, code: string): Promise<string> {
  return page.evaluate((text) => {
    try {
      // The browser lets a tool do this; a page it does not.
      // oxlint-disable-next-line no-eval
      eval(text)
      return 'nothing'
    } catch (error) {
      return (error as Error).name
    }
  }, code)
}
