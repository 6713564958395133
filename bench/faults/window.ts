/** The built program as a person has it: a host, a browser, and the editor in it. */
import { chromium, type Browser, type Page } from '@playwright/test'
import { Editor } from '../../e2e/fixtures'
import { startHost, type RunningHost } from '../../e2e/host'
import config from '../../playwright.config'
import { cacheFolder } from '../../src/engine/backend/library-folders.mjs'
import type { PageIdentity } from './raw-page'

/** A host whose person is another one, but has TensorFlow where set-up put it. - `kept`: the folder of a host that was killed */
export function startFaultyHost(kept?: string): Promise<RunningHost> {
  return startHost({ GRADWIRE_CACHE: cacheFolder() }, [], kept)
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch(config.use?.launchOptions)
}

/** The editor in a new window, its engine ready. */
export async function openEditor(browser: Browser, host: Pick<RunningHost, 'address'>): Promise<Editor> {
  const page = await browser.newPage({ viewport: config.use?.viewport })
  await page.goto(await host.address())
  const editor = new Editor(page)
  await editor.engineIsReady()
  return editor
}

/** Opens a graph of the person's folder. */
export async function openFile({ page }: Editor, name: string): Promise<void> {
  await page.keyboard.press('Control+o')
  const dialog = page.getByRole('dialog', { name: 'Open a graph' })
  await dialog.getByRole('button', { name }).click()
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

export const IDENTITY = `({ session: sessionStorage.getItem('gradwire.session'), secret: sessionStorage.getItem('gradwire.secret') })`

export function identityOf(page: Page): Promise<PageIdentity> {
  return page.evaluate<PageIdentity>(IDENTITY)
}
