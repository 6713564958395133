/** The app as a person meets it: a running host, and a page at its first screen. */
import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, expect, type Locator, type Page } from '@playwright/test'
import { ROOT, startHost, type RunningHost } from './host'
import type { HostRequest } from '../src/main/contract'
import { t } from '../src/words/words'
import { readNumber } from './shown'
import { test as base, type Windows } from './windows'

const IN_ELECTRON = process.env.GRADWIRE_E2E_HOST === 'electron'

interface Fixtures {
  /** The person's folder. */
  home: string
  /** What the page did or tried against its policy, as the browser said it; a test that tries it takes it out. */
  policy: string[]
  /** The editor with its first sample, the engine ready. */
  editor: Editor
}

/** How Chromium tells of what a policy does not allow. */
const AGAINST_POLICY = /Content Security Policy|requires 'Trusted|TrustedTypePolicy/

export const test = base.extend<Fixtures, { host: RunningHost }>({
  host: [
    // Playwright reads a fixture's dependencies from this pattern, also where there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const host = await startHost()
      await provide(host)
      await host.stop()
    },
    { scope: 'worker' },
  ],
  home: async ({ host }, provide) => provide(host.home),
  // oxlint-disable-next-line no-empty-pattern
  policy: ({}, provide) => provide([]),
  editor: async ({ host, windows, policy }, provide) => {
    // The unsaved work of the window of the test before would be told of here.
    const drafts = join(host.home, 'data', 'drafts')
    await rm(drafts, { recursive: true, force: true, maxRetries: 10 })
    const { page, close, listsDrafts } = IN_ELECTRON
      ? await electronPage(host.home)
      : await browserPage(await host.address(), windows)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      if (AGAINST_POLICY.test(message.text())) policy.push(message.text())
    })
    const editor = new Editor(page)
    await editor.engineIsReady()
    // The first sample may come after the engine: what a test does before would be undone by it.
    await expect(editor.node('conv1')).toBeVisible()
    // The host may have been writing it still, and what it tells would be in the way of the test.
    if (await listsDrafts) {
      const toast = page.getByRole('listitem').filter({ hasText: t('drafts.show') })
      await toast.getByRole('button', { name: t('common.close') }).click()
      await expect(toast).toBeHidden()
    }
    await provide(editor)
    await close()
    expect(errors, 'errors that the page threw').toEqual([])
    expect(policy, 'what the page did against its policy').toEqual([])
  },
})

async function browserPage(url: string, windows: Windows) {
  const page = await windows.open(url)
  const listsDrafts = isToldOfDrafts(page)
  await page.goto(url)
  return { page, close: () => page.close(), listsDrafts }
}

/** Whether the host has unsaved work for the page, which asks for it once, as it starts. */
async function isToldOfDrafts(page: Page): Promise<boolean> {
  const socket = await page.waitForEvent('websocket')
  let asked: number | undefined
  return new Promise((resolve) => {
    socket.on('framesent', ({ payload }) => {
      const { id, method } = read(payload) as Partial<HostRequest>
      if (method === 'listDrafts') asked = id
    })
    socket.on('framereceived', ({ payload }) => {
      const { id, result } = read(payload) as { id?: number; result?: unknown }
      if (asked !== undefined && id === asked) resolve(Array.isArray(result) && result.length > 0)
    })
  })
}

/** A message of the page's socket; an empty one where it is a frame of bytes. */
function read(payload: string | Buffer): object {
  return typeof payload === 'string' ? (JSON.parse(payload) as object) : {}
}

async function electronPage(home: string) {
  const app = await _electron.launch({
    args: process.getuid?.() === 0 ? ['--no-sandbox', ROOT] : [ROOT],
    env: { ...(process.env as Record<string, string>), HOME: home, GRADWIRE_DATA: join(home, 'data') },
  })
  return { page: await app.firstWindow(), close: () => app.close(), listsDrafts: Promise.resolve(false) }
}

/** What a person does in the editor, by the names they see. */
export class Editor {
  constructor(readonly page: Page) {}

  async engineIsReady(): Promise<void> {
    await expect(this.page.getByRole('status', { name: /^Engine: (tensorflow|wasm)/ })).toBeVisible({
      timeout: 60_000,
    })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Drops a file on the window. */
  async drop(name: string, bytes: Uint8Array): Promise<void> {
    await this.dropAll([[name, bytes]])
  }

  async dropAll(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      (given) => {
        const data = new DataTransfer()
        for (const { name, base64 } of given) {
          const own = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))
          data.items.add(new File([own], name))
        }
        return data
      },
      // A list of numbers takes Playwright an object a number: gigabytes for a megabyte.
      files.map(([name, bytes]) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
    )
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  }

  /** The settings in the run bar; the inspector has them too. */
  get settings(): Locator {
    return this.page.getByRole('group', { name: 'Training settings' })
  }

  /** Types into a field of the training settings. */
  async setting(name: string, value: string): Promise<void> {
    const field = this.settings.getByRole('textbox', { name, exact: true })
    await field.fill(value)
    await field.press('Enter')
  }

  /** Runs a command through the command palette. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press('Control+k')
    const search = this.page.getByPlaceholder('Type a command, a layer or a node…')
    await search.fill(name)
    await search.press('Enter')
  }

  node(name: string): Locator {
    return this.page.getByRole('group', { name: new RegExp(`^${name}, `) })
  }

  /** The wire from one node to another, by their names. */
  wire(source: string, target: string): Locator {
    return this.page.getByRole('group', { name: new RegExp(`^${source} → ${target}(,|$)`) })
  }

  async selectWire(source: string, target: string): Promise<void> {
    // A level wire has a box without height, so the point is taken from the path itself.
    const { x, y } = await this.wire(source, target)
      .locator('.react-flow__edge-interaction')
      .evaluate((path: SVGPathElement) => {
        const point = path.getPointAtLength(path.getTotalLength() * 0.35)
        const { x: left, y: top } = point.matrixTransform(path.getScreenCTM()!)
        return { x: left, y: top }
      })
    await this.page.mouse.click(x, y)
    await expect(this.page.getByRole('region', { name: 'Wire' })).toBeVisible()
  }

  /** Turns the wire inspector to a direction and reads one of its numbers. */
  async number(direction: 'Forward' | 'Backward', key: string): Promise<number> {
    const tab = this.page.getByRole('tab', { name: direction })
    if (await tab.isVisible()) await tab.click()
    const cell = this.page
      .getByRole('region', { name: direction, exact: true })
      .locator(`[data-number=${key}]`)
    await expect(cell).not.toBeEmpty()
    return readNumber(await cell.textContent())
  }

  async saveAs(name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+s')
    const dialog = this.page.getByRole('dialog', { name: 'Save the graph' })
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(this.page.getByRole('heading', { name: `${name}.json`, exact: true })).toBeVisible()
  }
}

/** Runs the built command line. */
export function gradwire(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/gradwire.mjs'), ...args], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  return stdout
}

export { expect }
