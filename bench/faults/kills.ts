/**
 * Kills engine, host and page while one edits, saves, trains and imports: npm run bench:faults -- kills [--kills 20 --saves 50 --only saves,host,page,engine,twice,import]
 *
 * Nothing may be lost but edits of the last three seconds.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser, Locator } from '@playwright/test'
import { gradwire, type Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import { rowOf, type Outcome } from './outcome'
import { childrenOf } from './processes'
import { SteadyEdits } from './steady-edits'
import { tornSaves } from './torn-saves'
import { openEditor, startBrowser, startFaultyHost } from './window'

/** Of edits, what may be lost, in milliseconds. */
const MOST_LOST = 3000

export async function kills(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '20' },
      saves: { type: 'string', default: '50' },
      only: { type: 'string' },
      json: { type: 'string', default: join(ROOT, 'out/bench/kills.json') },
    },
  })
  const count = Number(options.kills)
  const browser = await startBrowser()
  const outcomes: Outcome[] = []
  const note = (outcome: Outcome): void => {
    outcomes.push(outcome)
    console.log(rowOf(outcome))
  }
  const parts: [string, () => Promise<Outcome>][] = [
    ['saves', () => tornSaves(Number(options.saves))],
    ['host', () => hostKills(browser, count)],
    ['page', () => pageKills(browser, count)],
    ['engine', () => engineKills(browser, 'engine, while training', count, 1, train)],
    ['twice', () => engineKills(browser, 'engine, while training, and the next one', count, 2, train)],
    ['import', () => engineKills(browser, 'engine, while importing', count, 1, dropImport, closeReport)],
  ]
  const wanted = options.only?.split(',')
  try {
    for (const [name, part] of parts) if (wanted?.includes(name) ?? true) note(await part())
  } finally {
    await browser.close()
    mkdirSync(dirname(options.json), { recursive: true })
    writeFileSync(options.json, `${JSON.stringify({ date: new Date().toISOString(), outcomes }, null, 2)}\n`)
  }
}

/** While one edits without a rest; the next host offers what was not saved. */
async function hostKills(browser: Browser, count: number): Promise<Outcome> {
  const ages: (number | null)[] = []
  let offered = 0
  let host = await startFaultyHost()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    const edits = new SteadyEdits(editor)
    edits.start()
    await pause(4000 + Math.random() * 4000)
    await host.kill()
    ages.push(edits.lostAt(Date.now(), host.home))
    await Promise.all([edits.stop(), editor.page.close()])
    host = await startFaultyHost(host.home)
    const next = await openEditor(browser, host)
    if (await isShown(next, 'Unsaved work on')) offered++
    await next.page.close()
    forgetDrafts(host)
  }
  await host.stop()
  return outcomeOf('host, while editing', ages, `${offered} of ${count} drafts offered by the next host`)
}

/** The page's process ends while one edits; loaded again, the window has its work. */
async function pageKills(browser: Browser, count: number): Promise<Outcome> {
  const ages: (number | null)[] = []
  let back = 0
  const host = await startFaultyHost()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    const edits = new SteadyEdits(editor)
    const devtools = await editor.page.context().newCDPSession(editor.page)
    edits.start()
    await pause(4000 + Math.random() * 4000)
    const crashed = editor.page.waitForEvent('crash')
    void devtools.send('Page.crash').catch(() => undefined)
    await crashed
    ages.push(edits.lostAt(Date.now(), host.home))
    const stopped = edits.stop()
    // Playwright gives a crashed page up; the browser does not.
    await devtools.send('Page.reload')
    if (await tells(devtools, 'Your unsaved work on')) back++
    await stopped
    await devtools.send('Page.close').catch(() => undefined)
    forgetDrafts(host)
  }
  await host.stop()
  return outcomeOf('page, while editing', ages, `${back} of ${count} came back with it`)
}

type Devtools = Awaited<ReturnType<ReturnType<Editor['page']['context']>['newCDPSession']>>

async function tells(devtools: Devtools, text: string): Promise<boolean> {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(200)) {
    const expression = `document.body.innerText.includes(${JSON.stringify(text)})`
    const { result } = await devtools
      .send('Runtime.evaluate', { expression })
      .catch(() => ({ result: { value: false } }))
    if (result.value === true) return true
  }
  return false
}

/** Kills the engine, and in a row those that follow; the document stays, and an engine is there again. */
async function engineKills(
  browser: Browser,
  what: string,
  count: number,
  row: number,
  begin: (editor: Editor, host: RunningHost) => Promise<void>,
  end: (editor: Editor) => Promise<void> = async () => {},
): Promise<Outcome> {
  let lost = 0
  let slowest = 0
  const host = await startFaultyHost()
  for (let kill = 0; kill < count; kill++) {
    // The window before may come back for a while, and so keeps its engine.
    const others = childrenOf(host.pid)
    const editor = await openEditor(browser, host)
    await begin(editor, host)
    for (let killed = 0; killed < row; killed++) {
      const pid = await engineOf(host, others)
      await pause(Math.random() * 1000)
      process.kill(pid, 'SIGKILL')
      others.push(pid)
    }
    const from = performance.now()
    await end(editor)
    const back = await isBack(editor, await engineOf(host, others))
    slowest = Math.max(slowest, performance.now() - from)
    if (!back || (await editor.page.locator('.react-flow__node').count()) === 0) lost++
    await editor.page.close()
    forgetDrafts(host)
  }
  await host.stop()
  return { what, kills: count, lost, note: `at most ${(slowest / 1000).toFixed(1)} s to the next one` }
}

/** Whether the window comes to say that this process is its engine. */
async function isBack({ page }: Editor, pid: number): Promise<boolean> {
  const badge = page.getByRole('status', { name: /^Engine: (tensorflow|wasm)/ })
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(100)) {
    await page.mouse.move(0, 0)
    await badge.hover({ timeout: 60_000 }).catch(() => undefined)
    const said = page.getByRole('tooltip').filter({ hasText: `Process ${pid}` })
    if (await says(said)) return true
  }
  return false
}

function says(said: Locator): Promise<boolean> {
  return said.waitFor({ timeout: 1000 }).then(
    () => true,
    () => false,
  )
}

/** But for what a window that is closing still writes. */
function forgetDrafts({ home }: RunningHost): void {
  const folder = join(home, 'data', 'drafts')
  if (existsSync(folder)) for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true })
}

/** The newest that is none of the others; one that is just being started is waited for. */
async function engineOf(host: RunningHost, others: readonly number[]): Promise<number> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(20)) {
    const pid = childrenOf(host.pid).findLast((child) => !others.includes(child))
    if (pid !== undefined) return pid
  }
  throw new Error('No engine was started within a minute.')
}

async function train(editor: Editor): Promise<void> {
  await editor.setting('Epochs', '1000')
  await editor.button('Train').click()
  await editor.button('Pause').waitFor()
}

async function dropImport(editor: Editor, { home }: RunningHost): Promise<void> {
  const file = join(home, 'net.onnx')
  gradwire('export', join(ROOT, 'resources/samples/resnet-small.json'), '--to', 'onnx', '--out', file)
  await editor.drop('net.onnx', readFileSync(file))
}

/** What was imported is told in a dialog over the window. */
async function closeReport({ page }: Editor): Promise<void> {
  await page.getByRole('dialog', { name: 'Imported net.onnx' }).waitFor()
  await page.keyboard.press('Escape')
}

async function isShown(editor: Editor, text: string): Promise<boolean> {
  return editor.page
    .getByText(text)
    .first()
    .waitFor({ timeout: 30_000 })
    .then(
      () => true,
      () => false,
    )
}

function outcomeOf(what: string, ages: readonly (number | null)[], more: string): Outcome {
  const worst = Math.max(...ages.map((age) => age ?? Infinity))
  const lost = ages.filter((age) => age === null || age > MOST_LOST).length
  return { what, kills: ages.length, lost, note: `at most ${(worst / 1000).toFixed(1)} s of edits, ${more}` }
}
