/** One set-up at a time in a checkout, or in a cache: a folder as the lock, with the holder's process id in it. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT, say } from './shell.mjs'

const POLL_MS = 300
const YOUNG_MS = 5000

/**
 * Runs the work alone; waits while another process does the same in this folder.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [where] Default: this checkout.
 * @returns {Promise<T>}
 */
export async function alone(work, where = ROOT) {
  const name = createHash('sha256').update(where).digest('hex').slice(0, 16)
  const folder = join(tmpdir(), `gradwire-setup-${name}`)
  await take(folder)
  const release = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} folder */
async function take(folder) {
  for (let told = false; ;) {
    try {
      mkdirSync(folder)
      writeFileSync(join(folder, 'pid'), String(process.pid))
      return
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    }
    if (!holderLives(folder)) rmSync(folder, { recursive: true, force: true })
    else {
      if (!told) say('another set-up is running, waiting for it')
      told = true
      await wait(POLL_MS)
    }
  }
}

/** @param {string} folder */
function holderLives(folder) {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return true
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    // EPERM: it lives, under another user. ENOENT: it has made the folder and is about to write its id.
    return code === 'EPERM' || (code === 'ENOENT' && isYoung(folder))
  }
}

/** @param {string} folder */
function isYoung(folder) {
  return existsSync(folder) && Date.now() - statSync(folder).mtimeMs < YOUNG_MS
}
