/**
 * A full disk and a slow one: npm run bench:faults -- disks
 *
 * The person's folder lies on a disk of 3 MiB in memory, which takes the right to mount (root); it is filled while one edits and saves. A slow disk is a host
 * that stands still for ten seconds while one edits on.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser } from '@playwright/test'
import type { Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import { SteadyEdits } from './steady-edits'
import { openEditor, startBrowser, startFaultyHost } from './window'

const PATIENCE_MS = 30_000

export async function disks(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: { json: { type: 'string', default: join(ROOT, 'out/bench/disks.json') } },
  })
  const browser = await startBrowser()
  const found: Record<string, boolean> = {}
  const note = (what: string, held: boolean): void => {
    found[what] = held
    console.log(`${held ? 'yes' : 'NO '}  ${what}`)
  }
  try {
    await slowDisk(browser, note)
    await fullDisk(browser, note)
  } finally {
    await browser.close()
    mkdirSync(dirname(options.json), { recursive: true })
    writeFileSync(options.json, `${JSON.stringify({ date: new Date().toISOString(), found }, null, 2)}\n`)
  }
}

type Note = (what: string, held: boolean) => void

async function fullDisk(browser: Browser, note: Note): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'gradwire-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', home])
  let host: RunningHost | null = null
  try {
    host = await startFaultyHost(home)
    const editor = await openEditor(browser, host)
    await editor.saveAs('net')
    const file = join(home, 'net.json')
    const before = readFileSync(file, 'utf8')
    const ballast = join(home, 'ballast')
    const { bavail, bsize } = statfsSync(home)
    writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    await editor.setting('Epochs', '77')
    note('a draft that the full disk refuses is told of', await says(editor, 'A backup of your unsaved work'))
    await editor.page.keyboard.press('Control+s')
    note('saving to the full disk is refused in plain words', await says(editor, 'The disk is full.'))
    note('the file is as it was, and nothing lies beside it', isWhole(home, file, before))
    rmSync(ballast)
    note(
      'with room again the draft is kept, without another edit',
      await eventually(() => hasDraft(home, 77)),
    )
    await editor.page.keyboard.press('Control+s')
    note('and saving works', await eventually(() => readFileSync(file, 'utf8').includes('"epochs": 77')))
    await editor.page.close()
  } finally {
    await host?.kill()
    execFileSync('umount', ['-l', home])
    rmSync(home, { recursive: true })
  }
}

function isWhole(home: string, file: string, before: string): boolean {
  return readFileSync(file, 'utf8') === before && !readdirSync(home).some((name) => name.endsWith('.tmp'))
}

/** What is typed while the host stands still is in the draft when it goes on. */
async function slowDisk(browser: Browser, note: Note): Promise<void> {
  const host = await startFaultyHost()
  try {
    const editor = await openEditor(browser, host)
    const edits = new SteadyEdits(editor)
    edits.start()
    await pause(3000)
    process.kill(host.pid, 'SIGSTOP')
    await pause(10_000)
    await edits.stop()
    process.kill(host.pid, 'SIGCONT')
    note(
      'all edits of ten seconds in which the host stood still are in the draft',
      await eventually(() => edits.lostAt(Date.now(), host.home) === 0),
    )
    await editor.page.close()
  } finally {
    await host.stop()
  }
}

function hasDraft(home: string, epochs: number): boolean {
  const folder = join(home, 'data', 'drafts')
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts.some((text) => text.replaceAll('\\', '').includes(`"epochs": ${epochs}`))
}

function says({ page }: Editor, text: string): Promise<boolean> {
  const shown = page.getByText(text).first().waitFor({ timeout: PATIENCE_MS })
  return shown.then(
    () => true,
    () => false,
  )
}

async function eventually(look: () => boolean): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(200)) {
    try {
      if (look()) return true
    } catch {
      // What it looks for is not there yet.
    }
  }
  return false
}
