/** A source with several nets is asked which one; files that belong together are dropped together; checkpoints as scripts write them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from './fixtures'

const CHECKPOINTS = new URL('../src/graph/import/pytorch-file/found/', import.meta.url)
const HEAD = 'import torch.nn as nn\n'

function classOf(name: string, out: number, inner = `nn.Linear(4, ${out})`): string {
  return `class ${name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = ${inner}\n    def forward(self, x):\n        return self.fc(x)\n\n`
}

const bytes = (text: string) => Buffer.from(text)

test('of several nets the person says which, in a file and in pasted text', async ({ editor }) => {
  const { page } = editor
  const source = HEAD + classOf('Generator', 3) + classOf('Discriminator', 1)
  const choice = page.getByRole('dialog', { name: 'Which net of gan.py is it?' })

  await test.step('the one that is taken by itself is chosen; Cancel changes nothing', async () => {
    await editor.drop('gan.py', bytes(source))
    await expect(choice.getByRole('radio', { name: 'Discriminator' })).toBeChecked()
    const before = await page.locator('.react-flow__node').count()
    await choice.getByRole('button', { name: 'Cancel' }).click()
    await expect(choice).toBeHidden()
    await expect(page.locator('.react-flow__node')).toHaveCount(before)
  })

  await test.step('another one is chosen by the keyboard', async () => {
    await editor.drop('gan.py', bytes(source))
    await expect(choice.getByRole('radio', { name: 'Discriminator' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(choice.getByRole('radio', { name: 'Generator' })).toBeChecked()
    await choice.getByRole('button', { name: 'Import' }).click()
    const report = page.getByRole('dialog', { name: 'Imported gan.py' })
    await report.getByRole('button', { name: 'Close' }).last().click()
    await editor.node('fc').click()
    await expect(page.getByLabel('out_features')).toHaveValue('3')
  })

  await test.step('of pasted text too', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate((text) => navigator.clipboard.writeText(text), source)
    const before = await page.locator('.react-flow__node').count()
    const pasted = page.getByRole('dialog', { name: /^Which net of .* is it\?$/ })
    await page.locator('.react-flow__pane').click({ position: { x: 40, y: 500 } })
    await page.keyboard.press('Control+v')
    await pasted.getByRole('button', { name: 'Cancel' }).click()
    await expect(pasted).toBeHidden()
    await expect(page.locator('.react-flow__node')).toHaveCount(before)

    await page.keyboard.press('Control+v')
    await pasted.getByRole('radio', { name: 'Generator' }).click()
    await pasted.getByRole('button', { name: 'Import' }).click()
    const report = page.getByRole('dialog', { name: 'The pasted net is in the graph' })
    await report.getByRole('button', { name: 'Close' }).last().click()
    const added = page.locator('.react-flow__node.selected')
    await expect(added.filter({ hasText: 'Linear' })).toContainText('3')
    await page.keyboard.press('Control+z')
    await expect(page.locator('.react-flow__node')).toHaveCount(before)
  })
})

test('a net comes with what it imports and with its weights; each kind of checkpoint is loaded', async ({
  editor,
}) => {
  const { page } = editor
  const parts = HEAD + classOf('Part', 1, 'nn.Linear(2, 1)').replace('self.fc(x)', 'self.fc(x) * 2')
  const main = `${HEAD}from parts import Part\nclass Net(Part):\n    pass\n\nnet = Net()\n`
  const names = readdirSync(CHECKPOINTS).filter((name) => name !== 'evil.pt')
  const checkpoint = (name: string) => readFileSync(new URL(name, CHECKPOINTS))

  await test.step('dropped together', async () => {
    await editor.dropAll([
      ['parts.py', bytes(parts)],
      ['model.pth.tar', checkpoint('model.pt')],
      ['model.py', bytes(main)],
      ['notes.md', bytes('# Notes')],
    ])
    const report = page.getByRole('dialog', { name: 'Imported model.py' })
    await expect(page.getByText('Left out: notes.md', { exact: true })).toBeVisible()
    await expect(page.getByText('Loaded the weights of model.pth.tar', { exact: true })).toBeVisible()
    await report.getByRole('button', { name: 'Close' }).last().click()
    await expect(editor.node('fc')).toBeVisible()
    await expect(editor.node('mul1')).toBeVisible()
  })

  await test.step('one after the other', async () => {
    for (const name of names) {
      const shown = name.replace('.pt', '.ckpt')
      await editor.drop(shown, checkpoint(name))
      await expect(page.getByText(`Loaded the weights of ${shown}`, { exact: true })).toBeVisible()
    }
    await editor.drop('evil.pt', checkpoint('evil.pt'))
    await expect(page.getByRole('dialog', { name: 'evil.pt cannot be opened' })).toContainText('system')
  })
})

test('of files that do not import each other one is chosen', async ({ editor }) => {
  const { page } = editor
  await editor.dropAll([
    ['a.py', bytes(HEAD + classOf('A', 2))],
    ['b.py', bytes(HEAD + classOf('B', 3))],
  ])
  const choice = page.getByRole('dialog', { name: 'In which file is the net?' })
  await choice.getByRole('radio', { name: 'b.py' }).click()
  await choice.getByRole('button', { name: 'Import' }).click()
  const report = page.getByRole('dialog', { name: 'Imported b.py' })
  await report.getByRole('button', { name: 'Close' }).last().click()
  await expect(editor.node('fc')).toBeVisible()
})

/** A package of sources in a folder of the person. */
function packageIn(folder: string): void {
  const files: Record<string, string> = {
    'model.py': `${HEAD}from .parts import Part\nfrom .parts.head import Head\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.part, self.head = Part(), Head()\n    def forward(self, x):\n        return self.head(self.part(x))\n`,
    'parts/__init__.py': 'from .part import Part\n',
    'parts/part.py': HEAD + classOf('Part', 5),
    'parts/head.py': HEAD + classOf('Head', 3, 'nn.Linear(5, 3)'),
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

test('a source that is chosen in the menu brings what it imports from its folder', async ({
  editor,
  home,
}) => {
  const { page } = editor
  packageIn(join(home, 'nets'))
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitem', { name: 'Import…' }).click()
  const chooser = page.getByRole('dialog', { name: 'Import a file' })
  await chooser.getByLabel('Folder', { exact: true }).fill(join(home, 'nets'))
  await chooser.getByLabel('Folder', { exact: true }).press('Enter')
  await chooser.getByRole('button', { name: /model\.py/ }).click()
  await chooser.getByRole('button', { name: 'Import', exact: true }).click()
  const report = page.getByRole('dialog', { name: 'Imported model.py' })
  await expect(report).toContainText('[4]')
  await report.getByRole('button', { name: 'Close' }).last().click()
  await expect(editor.node('part')).toBeVisible()
  await expect(editor.node('head')).toBeVisible()
})

test('a folder that is dropped is read as what it is: a package', async ({ editor, home }) => {
  const { page } = editor
  packageIn(join(home, 'nets'))
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [join(home, 'nets')], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data })
  const report = page.getByRole('dialog', { name: 'Imported model.py' })
  await expect(report).toContainText('[4]')
  await report.getByRole('button', { name: 'Close' }).last().click()
  await expect(editor.node('part')).toBeVisible()
  await expect(editor.node('head')).toBeVisible()
})
