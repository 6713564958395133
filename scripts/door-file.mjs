/** A page on disk that leads to an address which nobody else may see. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Everyone on the machine can read the command line that a browser is started with, and nobody else this file. It goes with this process.
 *
 * @param {string} address
 * @returns {string} the page's own address
 */
export function doorFile(address) {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-open-'))
  const file = join(folder, 'gradwire.html')
  const page = `<!doctype html><meta charset="utf-8"><title>Gradwire</title><script>location.replace(${JSON.stringify(address)})</script>\n`
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return pathToFileURL(file).href
}
