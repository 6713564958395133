/** Kills the host, and the next one while a window of it restores: the one after it has all but the last seconds. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { gradwire, type Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import config from '../../playwright.config'
import { parseDocument } from '../../src/graph/file/parse'
import { saveWeightsToo, trainFor } from './engine-edits'
import { forgetDrafts, isShown } from './killing'
import { MOST_LOST, outcomeOf, type Outcome } from './outcome'
import { SteadyEdits } from './steady-edits'
import { endless, hadBy, TrainedAlike, type Had } from './trained-weights'
import { identityOf, openEditor, openFile, startFaultyHost } from './window'

const AND_NEXT = ', and the next one while it restores'

/**
 * While one edits without a rest; the next host offers what was not saved.
 *
 * - `row`: how many are killed one after another; `saving`: it is saved all the time besides
 */
export async function hostKills(
  browser: Browser,
  count: number,
  row: number,
  saving = false,
): Promise<Outcome> {
  const ages: (number | null)[] = []
  let [offered, drafts, torn] = [0, 0, 0]
  let host = await startFaultyHost()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    if (saving) await editor.saveAs(`saved-${kill}`)
    const file = saving ? join(host.home, `saved-${kill}.json`) : undefined
    const edits = new SteadyEdits(editor, saving)
    edits.start()
    await pause(4000 + Math.random() * 4000)
    await host.kill()
    const died = Date.now()
    await Promise.all([edits.stop(), editor.page.close()])
    host = await startFaultyHost(host.home)
    for (let more = 1; more < row; more++) host = await killedWhileRestoring(browser, host)
    ages.push(edits.lostAt(died, host.home, file))
    if (file !== undefined && parseDocument(readFileSync(file, 'utf8')).document === null) torn++
    // What is saved is in no draft any more.
    const isDrafted = !saving || edits.lostAt(died, host.home) !== null
    if (isDrafted) drafts++
    if (isDrafted && (await takesTheDraft(browser, host))) offered++
    forgetDrafts(host)
  }
  await host.stop()
  const what = `host, while ${saving ? 'saving' : 'editing'}${row > 1 ? AND_NEXT : ''}`
  const more = saving ? `; ${torn} files torn` : ''
  const note = `${offered} of ${drafts} drafts offered and restored by the last host${more}`
  return outcomeOf(what, ages, note, drafts - offered + torn)
}

/**
 * While it trains. What the last host restores has the edit that was not saved, and the weights of the last saving, which was at a step that another
 * engine is trained to; those since then went with the host.
 */
export async function trainingHosts(browser: Browser, count: number, row: number): Promise<Outcome> {
  let lost = 0
  const found = new Map<string, number>()
  let host = await startFaultyHost()
  const { name, document } = endless('xor-mlp', host.home)
  const alike = new TrainedAlike(document)
  for (let kill = 0; kill < count; kill++) {
    endless('xor-mlp', host.home)
    rmSync(join(host.home, name.replace('.json', '.safetensors')), { force: true })
    const editor = await openEditor(browser, host)
    await openFile(editor, name)
    await trainFor(editor, 1000)
    const step = Number(await editor.page.getByRole('progressbar').getAttribute('aria-valuenow'))
    await saveWeightsToo(editor)
    await editor.page.keyboard.press('Control+s')
    if (!(await isShown(editor, 'With its weights in'))) throw new Error('Its weights were not saved.')
    await editor.setting('Epochs', String(EDITED + kill))
    await editor.button('Resume').click()
    await editor.button('Pause').waitFor()
    await pause(MOST_LOST + Math.random() * 3000)
    await host.kill()
    await editor.page.close()
    host = await startFaultyHost(host.home)
    for (let more = 1; more < row; more++) host = await killedWhileRestoring(browser, host)
    const had = await restored(browser, host, String(EDITED + kill))
    const weights = had === null ? 'NOT RESTORED' : await alike.judge({ step, weights: had.weights })
    found.set(weights, (found.get(weights) ?? 0) + 1)
    if (weights !== 'same') lost++
    forgetDrafts(host)
  }
  alike.close()
  await host.stop()
  const which = [...found].map(([weights, times]) => `weights ${weights}: ${times}`).join(', ')
  const note = `the edit was restored, with the weights of the last saving; ${which}`
  return { what: `host, while training${row > 1 ? AND_NEXT : ''}`, kills: count, lost, note }
}

const EDITED = 900_001

/** The weights of a window that restores the draft of the host before; null: it does not, or not with that edit. */
async function restored(browser: Browser, host: RunningHost, epochs: string): Promise<Had | null> {
  const editor = await openEditor(browser, host)
  if (!(await restores(editor)) || !(await isShown(editor, 'Loaded the weights of'))) return null
  const isEdited = (await editor.settings.getByRole('textbox', { name: 'Epochs' }).inputValue()) === epochs
  const identity = await identityOf(editor.page)
  await editor.page.close()
  const had = await hadBy(host, identity)
  return isEdited ? had : null
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
  const editor = await openEditor(browser, host)
  try {
    return await restores(editor)
  } finally {
    await editor.page.close()
  }
}

async function restores(editor: Editor): Promise<boolean> {
  const { page } = editor
  if (!(await isShown(editor, 'Unsaved work on'))) return false
  await page.getByRole('button', { name: 'Show…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).first().click()
  return isShown(editor, 'Your unsaved work on')
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
  const what = `host, while importing${row > 1 ? AND_NEXT : ''}`
  return { what, kills: count, lost, note: `${late - lost} of ${late} that were shown for 3 s restored` }
}
