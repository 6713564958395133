/**
 * Whether memory stays flat while a net trains and a person works on it: npm run bench:faults -- leaks [--sample mnist-cnn --minutes 15]
 *
 * The sample trains all the time. Four times a minute something is done that a person does: nodes and wires are looked at, the code is opened, a node is
 * moved, an edit is made and undone. What engine, host and page hold is noted after each; a slope is that of the straight line through all after the first
 * third of the time. The page's heap is measured after its garbage is gone; the processes as the system sees them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser } from '@playwright/test'
import type { Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import { slopeAnHour } from '../soak/memory'
import type { Held } from '../soak/memory'
import { childrenOf, heldBy } from './processes'
import { openEditor, openFile, startBrowser, startFaultyHost } from './window'

const MIB = 2 ** 20
const EVERY_MS = 15_000

type Measure = () => Promise<Record<string, number>>

export async function leaks(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      sample: { type: 'string', default: 'mnist-cnn' },
      minutes: { type: 'string', default: '15' },
      json: { type: 'string' },
    },
  })
  const { sample } = options
  const json = options.json ?? join(ROOT, `out/bench/leaks-${sample}.json`)
  const host = await startFaultyHost()
  const file = join(host.home, `${sample}.json`)
  writeFileSync(file, endless(sample))
  const browser = await startBrowser()
  try {
    const editor = await openEditor(browser, host)
    await openFile(editor, `${sample}.json`)
    await editor.button('Train').click()
    const held = await watch(editor, await measureOf(host, browser, editor), Number(options.minutes))
    const slopes = slopesOf(held)
    for (const [what, slope] of Object.entries(slopes))
      console.log(`${sample}, ${what}: ${slope.toFixed(1)} more an hour`)
    mkdirSync(dirname(json), { recursive: true })
    const result = { date: new Date().toISOString(), sample, minutes: Number(options.minutes), slopes, held }
    writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`)
  } finally {
    await browser.close()
    await host.stop()
  }
}

/** A sample that does not stop training by itself. */
function endless(sample: string): string {
  const text = readFileSync(join(ROOT, `resources/samples/${sample}.json`), 'utf8')
  const document = JSON.parse(text) as { training?: object }
  return JSON.stringify({ ...document, training: { ...document.training, epochs: 1e6 } })
}

/** What to ask engine, host and page; of the page's processes, the one that holds most shows it. */
async function measureOf(host: RunningHost, browser: Browser, { page }: Editor): Promise<Measure> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const processes = await browser.newBrowserCDPSession()
  return async () => {
    await devtools.send('HeapProfiler.collectGarbage')
    const { metrics } = await devtools.send('Performance.getMetrics')
    const { processInfo } = await processes.send('SystemInfo.getProcessInfo')
    const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => heldBy(id))
    const figure = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0
    return {
      'engine, MiB': Math.max(...childrenOf(host.pid).map(heldBy)) / MIB,
      'host, MiB': heldBy(host.pid) / MIB,
      'page, MiB': Math.max(...pages) / MIB,
      'heap of the page, MiB': figure('JSHeapUsedSize') / MIB,
      'elements of the page': figure('Nodes'),
      'listeners of the page': figure('JSEventListeners'),
    }
  }
}

async function watch(
  editor: Editor,
  measure: Measure,
  minutes: number,
): Promise<ReadonlyMap<string, Held[]>> {
  const started = performance.now()
  const since = (): number => (performance.now() - started) / 60_000
  const held = new Map<string, Held[]>()
  for (let turn = 0; since() < minutes; turn++) {
    // On a machine that does much else a node may be too slow to take a key: the next turn is soon enough.
    await TURNS[turn % TURNS.length]!(editor, turn).catch((error: unknown) => console.log(String(error)))
    const figures = Object.entries(await measure())
    for (const [what, amount] of figures)
      held.set(what, [...(held.get(what) ?? []), { minutes: since(), amount }])
    console.log(
      `${since().toFixed(1)} min: ${figures.map(([what, amount]) => `${what} ${amount.toFixed(1)}`).join('; ')}`,
    )
    await pause(Math.max(0, (turn + 1) * EVERY_MS - since() * 60_000))
  }
  return held
}

/** What a person does, in turns. */
const TURNS: readonly ((editor: Editor, turn: number) => Promise<void>)[] = [
  async ({ page }, turn) => {
    const nodes = page.locator('.react-flow__node')
    await nodes.nth(turn % (await nodes.count())).press('Enter')
  },
  async ({ page }, turn) => {
    const wires = page.locator('.react-flow__edge')
    await wires.nth(turn % (await wires.count())).press('Enter')
  },
  async ({ page }) => {
    await page.keyboard.press('Control+e')
    await pause(2000)
    await page.keyboard.press('Control+e')
  },
  async ({ page }, turn) => {
    const nodes = page.locator('.react-flow__node')
    const node = nodes.nth(turn % (await nodes.count()))
    await node.press('Enter')
    await node.press('ArrowRight')
    await node.press('ArrowLeft')
  },
  async ({ page }, turn) => {
    const nodes = page.locator('.react-flow__node')
    const node = nodes.nth(turn % (await nodes.count()))
    await node.press('Enter')
    await node.press('Control+d')
    await pause(1000)
    await page.keyboard.press('Control+z')
  },
]

/** Of what was held after the first third. */
function slopesOf(held: ReadonlyMap<string, Held[]>): Record<string, number> {
  return Object.fromEntries(
    [...held].map(([what, list]) => {
      const end = list.at(-1)?.minutes ?? 0
      return [what, slopeAnHour(list.filter(({ minutes }) => minutes > end / 3))]
    }),
  )
}
