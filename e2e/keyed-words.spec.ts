/** In the language that marks every message, nothing of what the page says stands unmarked but names, numbers and quotations. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { actionText } from '../src/actions/actions'
import type { ActionId } from '../src/actions/actions'
import { menuBar, menuTitle } from '../src/actions/menus'
import { setLanguage } from '../src/words/language'
import { t } from '../src/words/words'
import { Editor, expect, test } from './fixtures'
import { startHost } from './host'
import type { RunningHost } from './host'
import { readable, unkeyed } from './readable'

const LANGUAGE = 'en-XA'
const IMPORTED = new URL('../src/engine/reference/imported/', import.meta.url)

let host: RunningHost
test.beforeAll(async () => {
  setLanguage(LANGUAGE)
  host = await startHost({ GRADWIRE_LANG: LANGUAGE })
})
test.afterAll(() => host.stop())

/** A person who reads everything, and knows the page by the words of that language. */
class Reader extends Editor {
  private readonly known = new Set<string>()

  constructor(
    page: Page,
    readonly inspector = page.getByRole('complementary', { name: t('inspector.title') }),
  ) {
    super(page)
  }

  /** Reads what has not been read yet. */
  async read(where: string): Promise<void> {
    const fresh = (await readable(this.page)).filter((text) => !this.known.has(text))
    for (const text of fresh) this.known.add(text)
    const found = fresh.flatMap((text) => {
      const words = unkeyed(text)
      return words.length === 0 ? [] : [`${words.join(' | ')}, in: ${text}`]
    })
    expect.soft(found, `without a key in ${where}`).toEqual([])
  }

  async run(id: ActionId): Promise<void> {
    await this.page.keyboard.press('Control+k')
    const search = this.page.getByPlaceholder(t('commands.search'))
    await search.fill(t(actionText(id)))
    await search.press('Enter')
  }

  /** Reads what a command, a key or a click brings up, and puts it away. */
  async readDialog(where: string, shown: Locator, ready?: Locator): Promise<void> {
    await expect(ready ?? shown.first()).toBeVisible()
    await this.read(where)
    await this.page.keyboard.press('Escape')
    await expect(shown).toHaveCount(0)
  }

  dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  /** Folds out what is folded away in the inspector. */
  async unfold(): Promise<void> {
    // A menu that a button opens is none.
    const folded = this.inspector
      .getByRole('button', { expanded: false })
      .and(this.page.locator(':not([aria-haspopup])'))
    // Of some, such as parameters, only one is open at a time.
    const seen = new Set<string>()
    for (;;) {
      const texts = await folded.allTextContents()
      const next = texts.findIndex((text) => !seen.has(text))
      if (next === -1) return
      seen.add(texts[next]!)
      await folded.nth(next).click()
    }
  }

  /** Reads the inspector of a node. */
  async inspect(name: string): Promise<void> {
    await this.node(name).click()
    await expect(this.page.getByRole('region', { name: t('inspector.node', { name }) })).toBeVisible()
    await this.unfold()
    await this.read(`the inspector of ${name}`)
  }

  async openSample(title: string): Promise<void> {
    await this.run('file.samples')
    await this.dialog()
      .getByRole('button', { name: new RegExp(`^${title}`) })
      .click()
    await expect(this.page.getByRole('heading', { name: title }).first()).toBeVisible()
  }
}

async function firstScreen(page: Page): Promise<Reader> {
  // The first address has the token, which the page after it no longer needs.
  await page.goto(host.url)
  await page.goto(new URL(`/?lang=${LANGUAGE}`, host.url).href)
  const reader = new Reader(page)
  await expect(reader.node('conv1')).toBeVisible()
  await expect(page.getByRole('status', { name: /tensorflow|wasm/ })).toBeVisible({ timeout: 60_000 })
  return reader
}

test('menus, dialogs and hints have keys', async ({ page }) => {
  const reader = await firstScreen(page)
  await reader.read('the first screen')

  await test.step('menus', async () => {
    for (const { menu } of menuBar.filter(({ spread }) => spread !== true)) {
      await reader.button(t('menu.main')).click()
      await page.getByRole('menuitem', { name: t(menuTitle(menu)), exact: true }).hover()
      await expect(page.getByRole('menu')).toHaveCount(2)
      await reader.read(`the menu ${menu}`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('menu')).toHaveCount(0)
    }
    for (const target of [reader.node('conv1'), page.locator('.react-flow__pane')]) {
      await target.click({ button: 'right', position: { x: 30, y: 20 } })
      await reader.readDialog('a right click', page.getByRole('menu'))
    }
  })

  await test.step('what commands open', async () => {
    const open = async (id: ActionId, ready?: Locator) => {
      await reader.run(id)
      await reader.readDialog(id, reader.dialog(), ready)
    }
    await open('file.samples', reader.dialog().locator('[data-sample]').first())
    for (const id of ['help.shortcuts', 'help.about', 'edit.addLayer'] as const) await open(id)
    const folder = page.getByRole('list', { name: t('fileDialog.entries') })
    for (const id of ['file.open', 'file.import', 'file.importWeights', 'file.saveAs'] as const)
      await open(id, folder)
    for (const id of ['export.pytorch', 'export.onnx'] as const) await open(id, folder)
    await page.keyboard.press('Control+k')
    await reader.read('the command palette')
    await page.getByPlaceholder(t('commands.search')).fill('qqqqqq')
    await reader.readDialog('an empty command palette', reader.dialog())
    await reader.node('conv1').click()
    await page.keyboard.press('c')
    await reader.readDialog('the dialog that connects', reader.dialog())
    await reader.node('conv1').click()
    await page.keyboard.press('h')
    await expect(page.getByPlaceholder(t('hookPanel.searchPlace'))).toBeVisible()
    await reader.read('the places of a hook')
    await page.keyboard.press('Enter')
    await reader.readDialog(
      'the types of a hook',
      reader.dialog(),
      page.getByPlaceholder(t('hookPanel.search')),
    )
  })

  await test.step('hints at the pointer', async () => {
    const hint = page.getByRole('tooltip')
    for (const button of await page.getByRole('banner').getByRole('button', { disabled: false }).all()) {
      await button.hover({ force: true })
      if ((await button.getAttribute('aria-label')) !== t('menu.main')) await expect(hint).toBeVisible()
      await reader.read('a hint')
      await page.mouse.move(700, 500, { steps: 3 })
      await expect(hint).toHaveCount(0)
    }
  })

  await test.step('a file that is saved, and saved again', async () => {
    for (const text of [
      t('file.saved', { name: 'words.json' }),
      t('file.exists.title', { name: 'words.json' }),
    ]) {
      await reader.run('file.saveAs')
      const name = reader.dialog().getByLabel(t('fileDialog.name'))
      await name.fill('words')
      await name.press('Enter')
      await expect(page.getByText(text, { exact: true })).toBeVisible()
      await reader.read('saving')
    }
  })
})

test('inspectors, problems and modules have keys', async ({ page }) => {
  const reader = await firstScreen(page)

  await test.step('of the document, and of nodes', async () => {
    await reader.unfold()
    await reader.read('the inspector of the document')
    for (const box of await reader.inspector.getByRole('combobox').all()) {
      await box.click()
      await reader.readDialog('a list of choices', page.getByRole('listbox'))
    }
    for (const name of ['data', 'conv1', 'relu1', 'pool', 'fc1', 'loss']) await reader.inspect(name)
    await page.keyboard.press('Control+a')
    await expect(page.getByRole('region', { name: t('inspector.several') })).toBeVisible()
    await reader.read('the inspector of several nodes')
    await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
  })

  await test.step('what is wrong, at its field, its node and in the list', async () => {
    await reader.inspect('conv2')
    const channels = page.getByRole('textbox', { name: 'in_channels', exact: true })
    await channels.fill('many')
    await channels.press('Enter')
    await reader.read('a field with a wrong value')
    await channels.fill('31')
    await channels.press('Enter')
    await page.getByRole('button', { name: t('node.showProblem', { name: 'conv2' }) }).click()
    await reader.readDialog('the problem of a node', reader.dialog())
    await page.keyboard.press('Escape')
    await reader.button(t('problems.errors', { count: 1 })).click()
    await reader.readDialog('the list of problems', reader.dialog())
    await reader.node('data').click()
    await page.keyboard.press('Delete')
    await reader.read('a net without data')
    await reader.run('edit.undo')
    await reader.run('edit.undo')
  })

  await test.step('a module', async () => {
    await page.keyboard.press('Escape')
    await reader.node('conv1').click()
    await reader.node('relu1').click({ modifiers: ['Shift'] })
    await reader.run('module.group')
    await expect(reader.node('block1')).toBeVisible()
    await reader.unfold()
    await reader.read('an instance')
    await reader.run('module.open')
    await expect(reader.node('conv1')).toBeVisible()
    await reader.read('a module')
  })

  await test.step('a new graph, and what was not saved', async () => {
    await reader.run('file.new')
    await expect(reader.button(t('file.unsaved.discard'))).toBeVisible()
    await reader.read('the question whether to save')
    await reader.button(t('file.unsaved.discard')).click()
    await expect(page.getByRole('heading', { name: t('canvas.empty.title') })).toBeVisible()
    await reader.read('an empty graph')
  })
})

test('what is said of files has keys', async ({ page }) => {
  const reader = await firstScreen(page)
  const wrong: Record<string, string> = {
    'cut.json': '{ "format": "gradwire.graph", "version": 1,,',
    'wrong.json': JSON.stringify({
      format: 'gradwire.graph',
      version: 1,
      main: 'Net',
      modules: { Net: { nodes: [{ id: 'a' }], edges: [{}] } },
    }),
    'none.py': 'x = 1',
    'none.onnx': 'nothing',
    'none.pt': 'nothing',
    'none.safetensors': 'nothing',
  }
  for (const [name, text] of Object.entries(wrong)) {
    await reader.drop(name, new TextEncoder().encode(text))
    await reader.readDialog(name, reader.dialog())
  }
  await reader.drop('tutorial.pt', readFileSync(new URL('tutorial.pt', IMPORTED)))
  await reader.readDialog('weights of which some fit', reader.dialog())
  await reader.drop('unet.pt', readFileSync(new URL('unet.pt', IMPORTED)))
  await reader.readDialog('weights of which none fits', reader.dialog())
  await reader.drop('alexnet.py', readFileSync(new URL('nets/alexnet.py', IMPORTED)))
  await reader.readDialog('an imported net', reader.dialog())
})

test('a run, what flows, and an engine that ends have keys', async ({ page }) => {
  const reader = await firstScreen(page)
  const progress = page.getByRole('progressbar')

  await test.step('training, and a wire both ways', async () => {
    await reader.button(t('live.run.train')).click()
    await expect(progress).toHaveAttribute('aria-valuenow', /[1-9]/)
    await reader.read('a run')
    await reader.wire('conv1', 'relu1').locator('.react-flow__edge-interaction').dispatchEvent('click')
    for (const direction of ['forward', 'backward'] as const) {
      await page.getByRole('tab', { name: t(`live.wire.${direction}`) }).click()
      const lane = page.getByRole('region', { name: t(`live.wire.${direction}`), exact: true })
      await expect(lane.locator('[data-number=std]')).not.toBeEmpty()
      await reader.read(`a wire, ${direction}`)
    }
    await reader.button(t('live.run.pause')).click()
    await expect(reader.button(t('live.run.resume'))).toBeVisible()
    await reader.read('a paused run')
  })

  await test.step('a fit, its curves and the console', async () => {
    await reader.openSample('Linear regression')
    await expect(reader.button(t('live.run.train'))).toBeEnabled()
    await reader.button(t('live.run.train')).click()
    await expect(progress).toHaveAttribute('aria-valuetext', new RegExp(t('live.run.done')), {
      timeout: 60_000,
    })
    for (const tab of ['fit', 'curves', 'console'] as const) {
      await page.getByRole('tab', { name: t(`live.panel.${tab}`) }).click()
      await reader.read(`the panel ${tab}`)
    }
  })

  await test.step('the engine ends', async () => {
    const badge = page.getByRole('status', { name: /tensorflow|wasm/ })
    await badge.hover()
    const hint = page.getByRole('tooltip')
    await expect(hint).toContainText(/\d+⟧/)
    process.kill(Number(/(\d+)⟧+$/.exec((await hint.textContent()) ?? '')?.[1]), 'SIGKILL')
    await expect(page.getByText(t('live.banner.untouched'))).toBeVisible()
    await reader.read('an engine that ended')
    await expect(badge).toBeVisible({ timeout: 60_000 })
    await reader.read('an engine that is there again')
  })
})
