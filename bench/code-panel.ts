/**
 * How long the page stands still for the code panel: npx tsx bench/code-panel.ts [--blocks 333 --edits 10]
 *
 * A net of three nodes a block is opened in headless Chromium. Without the panel, and then with it for each of its texts, an argument
 * of a layer in the middle is changed again and again; told are the longest and the median of the longest tasks of the page's thread
 * after each edit, as the browser counts them (those under 50 ms it does not), and how long the new text takes to stand there. Build
 * first (`npm run build`).
 */
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import type { Page } from '@playwright/test'
import { startHost } from '../e2e/host'
import { playwrightChromium, systemChromium } from '../scripts/setup/browser.mjs'
import { chain } from './chain'

const { values: options } = parseArgs({
  options: {
    blocks: { type: 'string', default: '333' },
    edits: { type: 'string', default: '10' },
  },
})
const EDITS = Number(options.edits)
/** In the middle of the net. */
const LAYER = `conv${Math.floor(Number(options.blocks) / 2)}`
/** Every task that an edit brings has ended by then. */
const SETTLED_MS = 2500

const host = await startHost()
const browser = await chromium.launch({
  executablePath: systemChromium() ?? playwrightChromium() ?? undefined,
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { longTasks: tasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask' })
  })
  await page.goto(host.url)
  await page.getByRole('status', { name: /^Engine: (tensorflow|wasm)/ }).waitFor()
  await page.getByRole('group', { name: /^conv1, / }).waitFor()
  await open(page)
  console.log(`${3 * Number(options.blocks) + 1} nodes, ${EDITS} edits of ${LAYER}; milliseconds`)
  await report(page, 'panel closed', () => edits(page, null))
  // In a field the key would be the field's.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await report(page, 'opening it', async () => [
    await longestOf(page, () => page.keyboard.press('Control+e')),
  ])
  for (const [view, text] of [
    ['print(net)', LAYER],
    ['model.py', LAYER],
    ['ONNX', LAYER],
  ] as const) {
    await page.getByRole('tab', { name: view, exact: true }).click()
    await page.waitForTimeout(SETTLED_MS)
    await report(page, view, () => edits(page, text))
  }
} finally {
  await browser.close()
  await host.stop()
}

async function open(page: Page): Promise<void> {
  const text = JSON.stringify(chain(Number(options.blocks)))
  const transfer = await page.evaluateHandle((json) => {
    const data = new DataTransfer()
    data.items.add(new File([json], 'chain.json'))
    return data
  }, text)
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await page.getByRole('heading', { name: 'chain.json', exact: true, level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  const search = page.getByPlaceholder('Type a command, a layer or a node…')
  await search.fill(`Go to ${LAYER}`)
  await search.press('Enter')
  await page.getByRole('region', { name: `Node ${LAYER}` }).waitFor()
  await page.waitForTimeout(SETTLED_MS)
}

/** The longest task of each edit. */
async function edits(page: Page, shown: string | null): Promise<number[]> {
  const field = page.getByRole('textbox', { name: 'dilation', exact: true })
  const found: number[] = []
  for (let edit = 0; edit < EDITS; edit++) {
    await field.fill(String(1 + ((edit + 1) % 2)))
    found.push(
      await longestOf(page, async () => {
        await field.press('Enter')
        if (shown !== null) await page.locator('[data-line]', { hasText: shown }).first().waitFor()
      }),
    )
  }
  return found
}

async function longestOf(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => void ((globalThis as unknown as { longTasks: number[] }).longTasks.length = 0))
  await act()
  await page.waitForTimeout(SETTLED_MS)
  return page.evaluate(() => Math.max(0, ...(globalThis as unknown as { longTasks: number[] }).longTasks))
}

async function report(page: Page, name: string, measure: () => Promise<number[]>): Promise<void> {
  const sorted = (await measure()).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(0).padStart(5)
  console.log(`${name.padEnd(14)} longest task: median ${at(0.5)}  longest ${at(1)}`)
}
