/** Kills the page's process, and in a row the next ones while they restore: loaded again, the window has its work, its run and its weights. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { gradwire, type Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import { parseDocument } from '../../src/graph/file/parse'
import { sameValues } from './engine-kills'
import { becomes, crash, devtoolsOf, evaluate, forgetDrafts, tells, type Devtools } from './killing'
import { MOST_LOST, outcomeOf, type Outcome } from './outcome'
import type { PageIdentity } from './raw-page'
import { SteadyEdits } from './steady-edits'
import { endless, hadBy, TrainedAlike, valuesIn } from './trained-weights'
import { IDENTITY, openEditor, openFile, startFaultyHost } from './window'

const AND_NEXT = ', and the next one while it restores'
const READY = `document.querySelector('[aria-label^="Engine: tensorflow"], [aria-label^="Engine: wasm"]') !== null`

/** Ends it so often, each time while the one before is being loaded; then it may come. */
async function killed(editor: Editor, devtools: Devtools, row: number): Promise<void> {
  await crash(devtools, editor)
  for (let more = 1; more < row; more++) {
    await devtools.send('Page.reload')
    await pause(Math.random() * 2000)
    await crash(devtools, null)
  }
}

/** - `saving`: it is saved all the time besides */
export async function pageKills(
  browser: Browser,
  count: number,
  row: number,
  saving = false,
): Promise<Outcome> {
  const ages: (number | null)[] = []
  let back = 0
  let torn = 0
  const host = await startFaultyHost()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    const file = join(host.home, `saved-${kill}.json`)
    if (saving) await editor.saveAs(`saved-${kill}`)
    const edits = new SteadyEdits(editor, saving)
    const devtools = await devtoolsOf(editor)
    edits.start()
    await pause(4000 + Math.random() * 4000)
    edits.expectEnd()
    await killed(editor, devtools, row)
    const died = edits.ended
    const stopped = edits.stop()
    await devtools.send('Page.reload')
    if (!saving) {
      ages.push(edits.lostAt(died, host.home))
      if (await tells(devtools, 'Your unsaved work on')) back++
    } else {
      if (parseDocument(readFileSync(file, 'utf8')).document === null) torn++
      // What is saved is in no draft any more.
      if (await becomes(devtools, READY)) back++
      await pause(1000)
      ages.push(edits.lostWith(died, Number(await evaluate(devtools, EPOCHS))))
    }
    await stopped
    await devtools.send('Page.close').catch(() => undefined)
    forgetDrafts(host)
  }
  await host.stop()
  const what = `page, while ${saving ? 'saving' : 'editing'}${row > 1 ? AND_NEXT : ''}`
  const more = saving ? `; ${torn} files torn` : ''
  return outcomeOf(what, ages, `${back} of ${count} came back with it${more}`, count - back + torn)
}

const EPOCHS = `[...document.querySelectorAll('input')].find((each) => each.labels?.[0]?.textContent.trim().toLowerCase() === 'epochs')?.value`

/** While it trains, which goes on without it. */
export async function trainingPages(browser: Browser, count: number, row: number): Promise<Outcome> {
  let lost = 0
  const host = await startFaultyHost()
  const { name, document } = endless('xor-mlp', host.home)
  const alike = new TrainedAlike(document)
  const found = new Map<string, number>()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    await openFile(editor, name)
    await editor.button('Train').click()
    await editor.button('Pause').waitFor()
    const devtools = await devtoolsOf(editor)
    await pause(2000 + Math.random() * 2000)
    const before = Number(await evaluate(devtools, STEP))
    await killed(editor, devtools, row)
    await devtools.send('Page.reload')
    const back = await becomes(devtools, `${STEP} > ${before} && ${HEADING} === '${name}'`)
    const identity = (await evaluate(devtools, IDENTITY)) as PageIdentity
    await devtools.send('Page.close').catch(() => undefined)
    const weights = await alike.judge(await hadBy(host, identity))
    found.set(weights, (found.get(weights) ?? 0) + 1)
    if (!back || weights !== 'same') lost++
    forgetDrafts(host)
  }
  alike.close()
  await host.stop()
  const which = [...found].map(([weights, times]) => `weights ${weights}: ${times}`).join(', ')
  const what = `page, while training${row > 1 ? AND_NEXT : ''}`
  return { what, kills: count, lost, note: `the run went on; ${which}` }
}

const STEP = `Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') ?? 0)`
const HEADING = `document.querySelector('h1')?.firstChild?.textContent`

/** While it imports: afterwards it shows the net before or the imported one, whole; its weights, or that they are to be imported again. */
export async function importingPages(browser: Browser, count: number, row: number): Promise<Outcome> {
  let lost = 0
  const host = await startFaultyHost()
  const { file, first } = importedNet(host)
  const found = new Map<string, number>()
  for (let kill = 0; kill < count; kill++) {
    const editor = await openEditor(browser, host)
    const devtools = await devtoolsOf(editor)
    await editor.drop('net.onnx', readFileSync(file))
    let shown = Infinity
    const report = editor.page.getByRole('dialog', { name: 'Imported net.onnx' })
    const waiting = report.waitFor().then(
      () => (shown = Date.now()),
      () => undefined,
    )
    await pause(Math.random() * 4000)
    await killed(editor, devtools, row)
    const since = Date.now() - shown
    await devtools.send('Page.reload')
    const ready = await becomes(devtools, READY)
    await pause(2000)
    const heading = String(await evaluate(devtools, HEADING))
    const told = (await evaluate(devtools, TOLD)) === true
    const identity = (await evaluate(devtools, IDENTITY)) as PageIdentity
    await devtools.send('Page.close').catch(() => undefined)
    await waiting
    const { weights } = await hadBy(host, identity)
    const imported = heading.startsWith('net.json')
    const which = !imported ? 'the net before' : sameValues(weights, first) ? 'its weights' : told ? 'told that its weights are missing' : 'OTHER WEIGHTS' // prettier-ignore
    found.set(which, (found.get(which) ?? 0) + 1)
    if (!ready || which === 'OTHER WEIGHTS' || (!imported && since > MOST_LOST)) lost++
    forgetDrafts(host)
  }
  await host.stop()
  const what = `page, while importing${row > 1 ? AND_NEXT : ''}`
  return { what, kills: count, lost, note: [...found].map(([each, times]) => `${each}: ${times}`).join(', ') }
}

const TOLD = `document.body.innerText.includes('import it again')`

function importedNet({ home }: RunningHost) {
  const file = join(home, 'net.onnx')
  const sample = join(ROOT, 'resources/samples/resnet-small.json')
  const written = join(home, 'weights.safetensors')
  gradwire('export', sample, '--to', 'onnx', '--out', file)
  gradwire('export', sample, '--to', 'safetensors', '--out', written)
  return { file, first: valuesIn(readFileSync(written)) }
}
