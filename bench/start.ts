/**
 * From `npm start`, where all is set up, to a canvas that can be used: npm run bench:start [-- --rounds 5]
 *
 * A Chromium without a window waits meanwhile, as its own start is not ours, and goes to the address as soon as that is printed. Phases in milliseconds, the
 * least of the rounds: the set-up's checks and the host (`address`), then in the page, from the address on: the first byte (`answered`), all scripts run
 * (`scripts`), the canvas (`canvas`). Build first (`npm run build`).
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../e2e/host'
import { startChromium } from './ui/chromium'
import type { Chromium } from './ui/chromium'
import { openPage } from './ui/opened'

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const ADDRESS = /(http:\/\/127\.0\.0\.1\S+\/#open=[\w-]+)/
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const PHASES = `(() => {
  const [{ responseStart, domContentLoadedEventEnd }] = performance.getEntriesByType('navigation')
  const sent = performance.getEntries().reduce((sum, { transferSize = 0 }) => sum + transferSize, 0)
  return { answered: responseStart, scripts: domContentLoadedEventEnd, sentKb: sent / 1000 }
})()`

type Phases = Record<'address' | 'answered' | 'scripts' | 'canvas' | 'all' | 'sentKb', number>

async function started(chromium: Chromium): Promise<Phases> {
  const home = mkdtempSync(join(tmpdir(), 'gradwire-bench-start-'))
  const from = performance.now()
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...environment } = process.env
  const child = spawn(NPM, ['start', '--', '--web'], {
    cwd: ROOT,
    env: { ...environment, GRADWIRE_DATA: join(home, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(child)
  const address = performance.now() - from
  const page = await chromium.page({ width: 1440, height: 900 })
  const canvas = await openPage(page, url)
  const inPage = await page.value<Pick<Phases, 'answered' | 'scripts' | 'sentKb'>>(PHASES)
  await page.close()
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
  rmSync(home, { recursive: true, force: true })
  return { address, ...inPage, canvas, all: address + canvas }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const url = ADDRESS.exec(text)?.[1]
      if (url !== undefined) found(url)
    })
    child.once('exit', () => failed(new Error(`npm start ended: ${text}`)))
  })
}

const chromium = await startChromium()
const rounds: Phases[] = []
for (let round = 0; round < Number(options.rounds); round++) rounds.push(await started(chromium))
await chromium.stop()
const least = (phase: keyof Phases) => Math.round(Math.min(...rounds.map((each) => each[phase])))
console.log(
  `load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
)
for (const phase of Object.keys(rounds[0]!) as (keyof Phases)[]) console.log(`${phase}: ${least(phase)}`)
