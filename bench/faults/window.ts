/** The built program as a person has it: a host, a browser, and the editor in it. */
import { chromium, type Browser } from '@playwright/test'
import { Editor } from '../../e2e/fixtures'
import { startHost, type RunningHost } from '../../e2e/host'
import config from '../../playwright.config'
import { cacheFolder } from '../../src/engine/backend/library-folders.mjs'

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
