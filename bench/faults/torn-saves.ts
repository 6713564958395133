/** Kills processes in the middle of saving: what is on disk is a whole document each time, and what they left goes when the next one starts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseDocument } from '../../src/graph/file/parse'
import { removeLeftovers } from '../../src/main/files/temporary-files'
import type { Outcome } from './outcome'

const SAVER = fileURLToPath(new URL('./saver.ts', import.meta.url))

/** - `row`: how many savers are killed one after another, those after the first as they begin */
export async function tornSaves(kills: number, row: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-torn-'))
  const path = join(folder, 'net.json')
  let lost = 0
  let left = 0
  for (let kill = 0; kill < kills; kill++) {
    for (let killed = 0; killed < row; killed++) {
      const saver = spawn(process.execPath, ['--import', 'tsx', SAVER, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(saver.stdout, 'data')
      await pause(Math.random() * 60)
      saver.kill('SIGKILL')
      await once(saver, 'exit')
    }
    if (parseDocument(readFileSync(path, 'utf8')).document === null) lost++
    left += readdirSync(folder).length - 1
    await removeLeftovers([folder])
  }
  const stayed = readdirSync(folder).length - 1
  rmSync(folder, { recursive: true })
  return {
    what: row === 1 ? 'what a host saves with' : 'what a host saves with, and the next one as it begins',
    kills,
    lost,
    note: `${left} half files were left, ${stayed} after the next start`,
  }
}
