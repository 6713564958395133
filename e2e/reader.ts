/** The page in the language that marks every message, and a person who reads all of it. */
import type { Locator, Page } from '@playwright/test'
import { actionText } from '../src/actions/actions'
import type { ActionId } from '../src/actions/actions'
import { setLanguage } from '../src/words/language'
import { t } from '../src/words/words'
import { Editor, expect } from './fixtures'
import { startHost } from './host'
import type { RunningHost } from './host'
import { hasKeyboard } from './keyboard'
import { readable, unkeyed, watchCanvases } from './readable'
import { test as base } from './windows'

const LANGUAGE = 'en-XA'

/** A host that speaks it. */
export function startMarked(): Promise<RunningHost> {
  return startHost({ GRADWIRE_LANG: LANGUAGE })
}

interface Fixtures {
  /** At the first screen. */
  reader: Reader
}

export const test = base.extend<Fixtures, { host: RunningHost }>({
  host: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's dependencies from this pattern
    async ({}, provide) => {
      setLanguage(LANGUAGE)
      const host = await startMarked()
      await provide(host)
      await host.stop()
    },
    { scope: 'worker' },
  ],
  reader: async ({ host, windows }, provide) => {
    const page = await windows.open(host.url)
    await provide(await firstScreen(page, host))
    await page.close()
  },
})

/** A person who reads everything, and knows the page by the words of that language. */
export class Reader extends Editor {
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
    await hasKeyboard(shown.last())
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

  override async selectWire(source: string, target: string): Promise<void> {
    await this.wire(source, target).locator('.react-flow__edge-interaction').dispatchEvent('click')
    await expect(this.page.getByRole('region', { name: t('live.wire.label') })).toBeVisible()
  }

  async openSample(title: string): Promise<void> {
    await this.run('file.samples')
    await this.dialog()
      .getByRole('button', { name: new RegExp(`^${title}`) })
      .click()
    await expect(this.page.getByRole('heading', { name: title }).first()).toBeVisible()
  }
}

/** Opens the page in the language. */
export async function firstScreen(page: Page, host: RunningHost): Promise<Reader> {
  await watchCanvases(page)
  const { hash } = new URL(await host.address())
  await page.goto(new URL(`/?lang=${LANGUAGE}${hash}`, host.url).href)
  const reader = new Reader(page)
  await expect(reader.node('conv1')).toBeVisible()
  await expect(page.getByRole('status', { name: /tensorflow|wasm/ })).toBeVisible({ timeout: 60_000 })
  return reader
}
