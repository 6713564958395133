/** Kills the host, and the next one while a window of it restores: the one after it has all but the last seconds. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { gradwire, type Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import config from '../../playwright.config'
import { forgetDrafts, isShown } from './killing'
import { MOST_LOST, outcomeOf, type Outcome } from './outcome'
import { SteadyEdits } from './steady-edits'
import { openEditor, startFaultyHost } from './window'

/** While one edits without a rest; the next host offers what was not saved. - `row`: how many are killed one after another */
export async function hostKills(browser: Browser, count: number, row: number): Promise<Outcome> {
  const ages: (number | null)[] = []
  let offered = 0
  let host = await startFaultyHost()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    const edits = new SteadyEdits(editor)
    edits.start()
    await pause(4000 + Math.random() * 4000)
    await host.kill()
    const died = Date.now()
    await Promise.all([edits.stop(), editor.page.close()])
    host = await startFaultyHost(host.home)
    for (let more = 1; more < row; more++) host = await killedWhileRestoring(browser, host)
    ages.push(edits.lostAt(died, host.home))
    if (await takesTheDraft(browser, host)) offered++
    forgetDrafts(host)
  }
  await host.stop()
  const what = row === 1 ? 'host, while editing' : 'host, while editing, and the next one while it restores'
  return outcomeOf(what, ages, `${offered} of ${count} drafts offered and restored by the last host`)
}

/** Ends a host while a window of it is being opened, or takes a draft over. → the next one */
async function killedWhileRestoring(browser: Browser, host: RunningHost): Promise<RunningHost> {
  const page = await browser.newPage({ viewport: config.use?.viewport })
  const opening = page
    .goto(await host.address())
    .then(() => page.getByRole('button', { name: 'Show…' }).click())
    .then(() => page.getByRole('dialog').getByRole('button', { name: 'Restore' }).first().click())
    .catch(() => undefined)
  await pause(Math.random() * 3000)
  await host.kill()
  await page.close()
  await opening
  return startFaultyHost(host.home)
}

async function takesTheDraft(browser: Browser, host: RunningHost): Promise<boolean> {
  const { page, ...rest } = await openEditor(browser, host)
  const editor = { page, ...rest } as Editor
  try {
    if (!(await isShown(editor, 'Unsaved work on'))) return false
    await page.getByRole('button', { name: 'Show…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).first().click()
    return await isShown(editor, 'Your unsaved work on')
  } finally {
    await page.close()
  }
}

/** While it hands on an import: what the window had shown for some seconds is offered by the last host, whole. */
export async function hostImports(browser: Browser, count: number, row: number): Promise<Outcome> {
  let lost = 0
  let late = 0
  let host = await startFaultyHost()
  const file = join(host.home, 'net.onnx')
  gradwire('export', join(ROOT, 'resources/samples/resnet-small.json'), '--to', 'onnx', '--out', file)
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    await editor.drop('net.onnx', readFileSync(file))
    let shown = Infinity
    const report = editor.page.getByRole('dialog', { name: 'Imported net.onnx' })
    const waiting = report.waitFor().then(
      () => (shown = Date.now()),
      () => undefined,
    )
    await pause(Math.random() * 8000)
    await host.kill()
    const since = Date.now() - shown
    await editor.page.close()
    await waiting
    host = await startFaultyHost(host.home)
    for (let more = 1; more < row; more++) host = await killedWhileRestoring(browser, host)
    if (since > MOST_LOST) late++
    if (since > MOST_LOST && !(await takesTheDraft(browser, host))) lost++
    forgetDrafts(host)
  }
  await host.stop()
  const what =
    row === 1 ? 'host, while importing' : 'host, while importing, and the next one while it restores'
  return { what, kills: count, lost, note: `${late - lost} of ${late} that were shown for 3 s restored` }
}
