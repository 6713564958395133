/**
 * The window with large nets: npm run bench:ui [-- --nodes 1000,5000 --rounds 2 --json out/bench/ui.json --screenshots out/bench/ui]
 *
 * A Chromium without a window, spoken to over its debugging socket, opens the built page through the built web host, and a plain
 * React Flow page with the same nodes. It tells what the main thread costs in each frame, in milliseconds of the processor's time, while all
 * nodes can be seen and one pans, zooms and drags; what an edit of every shape costs; how long opening takes; and `gradwire check`. Build first
 * (`npm run build`).
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startHost } from '../e2e/host'
import { startChromium } from './ui/chromium'
import type { Chromium, Page } from './ui/chromium'
import { click, command, drag, pan, press, zoom } from './ui/gestures'
import { grid, gridDocument } from './ui/grid'
import type { Grid } from './ui/grid'
import { openPage } from './ui/opened'
import { startPlainPage } from './ui/plain-page'
import { answered, framesOf } from './ui/trace'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const { values: options } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000,5000' },
    rounds: { type: 'string', default: '2' },
    plain: { type: 'boolean', default: true },
    json: { type: 'string', default: at('../out/bench/ui.json') },
    screenshots: { type: 'string' },
  },
  allowNegative: true,
})
const SIZE = { width: 1440, height: 900 }
const STEPS = 40
/** What follows a gesture or an edit has ended by then. */
const SETTLE_MS = 1200
const CHECKED_NODES = 3000
/** Where React Flow's camera stands, and where its pane lies. */
const CAMERA = `(() => {
  const [x, y, zoom] = document.querySelector('.react-flow__viewport').style.transform.match(/-?\\d+(\\.\\d+)?(e-\\d+)?/g).map(Number)
  const { left, top, width, height } = document.querySelector('.react-flow').getBoundingClientRect()
  return { x, y, zoom, left, top, width, height }
})()`

interface Camera {
  x: number
  y: number
  zoom: number
  left: number
  top: number
  width: number
  height: number
}

type Row = Record<string, number>
const results: Record<string, Row> = {}

/** The least of the rounds: what others do on the machine only adds. */
function note(what: string, figures: Row): void {
  const known = results[what]
  results[what] =
    known === undefined
      ? figures
      : Object.fromEntries(
          Object.entries(figures).map(([name, value]) => [name, Math.min(value, known[name]!)]),
        )
  console.log(what, JSON.stringify(rounded(results[what])))
}

function rounded(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Math.round(value * 10) / 10]))
}

function quantiles(frames: number[]): Row {
  const sorted = frames.toSorted((a, b) => a - b)
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { p50: quantile(0.5), p95: quantile(0.95), frames: sorted.length }
}

async function gestures(page: Page, label: string, net: Grid): Promise<void> {
  const seen = await page.value<Camera>(CAMERA)
  const middle = { x: seen.left + seen.width / 2, y: seen.top + seen.height / 2 }
  note(`${label}: seen`, { nodes: countSeen(net, seen), zoom: seen.zoom })
  note(`${label}: pan`, quantiles(await framesOf(page, () => pan(page, middle, STEPS))))
  note(`${label}: zoom`, quantiles(await framesOf(page, () => zoom(page, middle, STEPS))))
  await pause(SETTLE_MS)
  const camera = await page.value<Camera>(CAMERA)
  const from = nearest(net, camera, middle)
  note(`${label}: drag`, quantiles(await framesOf(page, () => drag(page, from, 2 * STEPS))))
  await pause(SETTLE_MS)
}

function countSeen({ nodes }: Grid, { x, y, zoom: scale, width, height }: Camera): number {
  return nodes.filter(({ position }) => {
    const [left, top] = [position.x * scale + x, position.y * scale + y]
    return left >= 0 && top >= 0 && left + 150 * scale <= width && top + 40 * scale <= height
  }).length
}

/** A point in the node that is nearest to a point of the window. */
function nearest({ nodes }: Grid, { x, y, zoom: scale, left, top }: Camera, to: { x: number; y: number }) {
  const points = nodes.map(({ position }) => ({
    x: left + x + (position.x + 70) * scale,
    y: top + y + (position.y + 18) * scale,
  }))
  const away = (point: { x: number; y: number }) => Math.hypot(point.x - to.x, point.y - to.y)
  return points.reduce((best, point) => (away(point) < away(best) ? point : best))
}

async function open(page: Page, url: string, label: string): Promise<void> {
  note(`${label}: open`, { ms: await openPage(page, url) })
  await pause(3 * SETTLE_MS)
}

async function edits(page: Page, label: string, net: Grid): Promise<void> {
  const camera = await page.value<Camera>(CAMERA)
  await click(page, nearest(net, camera, { x: 0, y: 0 }))
  await pause(SETTLE_MS)
  await page.value(`(() => {
    const field = [...document.querySelectorAll('[data-inspector] input')].find(({ value }) => value.includes('32'))
    field.focus()
    field.select()
  })()`)
  await page.call('Input.insertText', { text: '8, 28, 28' })
  await page.value(`document.activeElement.blur()`)
  await pause(SETTLE_MS)
  for (const key of ['z', 'Z', 'z', 'Z']) {
    const cost = await answered(page, async () => {
      await command(page, key)
      await pause(SETTLE_MS)
    })
    note(`${label}: ${key === 'z' ? 'undo' : 'redo'} of every shape`, { ...cost })
  }
}

async function ours(chromium: Chromium, nodes: number, folder: string): Promise<void> {
  const label = `Gradwire, ${nodes} nodes`
  const net = grid(nodes)
  const file = join(folder, `${nodes}.json`)
  writeFileSync(file, gridDocument(net))
  const host = await startHost({}, ['--file', file])
  const page = await chromium.page(SIZE)
  await open(page, host.url, label)
  await shot(page, `${nodes}-opened`)
  await edits(page, label, net)
  await press(page, 'f')
  await pause(SETTLE_MS)
  await shot(page, `${nodes}-fitted`)
  await gestures(page, label, net)
  await shot(page, `${nodes}-after`)
  await page.close()
  await host.stop()
}

async function plainly(chromium: Chromium, nodes: number, url: string): Promise<void> {
  const page = await chromium.page(SIZE)
  const label = `React Flow, ${nodes} nodes`
  await open(page, url, label)
  await gestures(page, label, grid(nodes))
  await page.close()
}

async function shot(page: Page, name: string): Promise<void> {
  if (options.screenshots === undefined) return
  mkdirSync(options.screenshots, { recursive: true })
  const { data } = await page.call('Page.captureScreenshot')
  writeFileSync(join(options.screenshots, `${name}.png`), Buffer.from(data as string, 'base64'))
}

function checked(folder: string): void {
  const file = join(folder, 'checked.json')
  writeFileSync(file, gridDocument(grid(CHECKED_NODES)))
  const start = performance.now()
  execFileSync(process.execPath, [at('../bin/gradwire.mjs'), 'check', file])
  note(`check, ${CHECKED_NODES} nodes`, { ms: performance.now() - start })
}

const folder = mkdtempSync(join(tmpdir(), 'gradwire-bench-ui-'))
const plain = options.plain ? await startPlainPage() : null
console.log(
  `load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
)
try {
  for (let round = 0; round < Number(options.rounds); round++) {
    const chromium = await startChromium()
    for (const nodes of options.nodes.split(',').map(Number)) {
      if (plain !== null) await plainly(chromium, nodes, plain.url(nodes))
      await ours(chromium, nodes, folder)
    }
    checked(folder)
    await chromium.stop()
  }
} finally {
  plain?.stop()
  rmSync(folder, { recursive: true, force: true })
}
console.log(
  `load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
)
mkdirSync(dirname(options.json), { recursive: true })
writeFileSync(options.json, JSON.stringify(results, null, 2))
