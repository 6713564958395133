/** Takes names out of TensorFlow's library that only a debugger reads: a quarter of it. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run, say } from '../setup/shell.mjs'

/**
 * Of libraries for Linux; where there is no `strip` they stay as they are.
 *
 * @param {string} folder
 */
export async function withoutSymbols(folder) {
  if (process.platform !== 'linux') return
  for (const name of readdirSync(folder)) {
    const { status } = await run('strip', ['--strip-unneeded', join(folder, name)])
    if (status !== 0) say(`${name} stays as large as it is: strip could not be run on it.`)
  }
}
