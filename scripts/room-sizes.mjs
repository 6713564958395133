/** Fails when a room of the page holds more than its share of the page's lines: it then has more than one purpose. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './setup/shell.mjs'

const LARGEST_SHARE = 0.15
const PAGE = join(ROOT, 'src', 'renderer')
const IS_SOURCE = /(?<!\.test)\.tsx?$/

const sizes = readdirSync(PAGE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, lines: linesIn(join(PAGE, name)) }))
const total = sizes.reduce((sum, { lines }) => sum + lines, 0)
const large = sizes.filter(({ lines }) => lines > LARGEST_SHARE * total)
for (const { name, lines } of large)
  console.error(
    `src/renderer/${name} holds ${((100 * lines) / total).toFixed(1)} % of the page's lines, more than ${100 * LARGEST_SHARE} %: give one of its purposes a room of its own.`,
  )
process.exitCode = large.length > 0 || total === 0 ? 1 : 0

/** @param {string} folder */
function linesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => IS_SOURCE.test(file))
    .reduce((sum, file) => sum + readFileSync(join(folder, file), 'utf8').split('\n').length, 0)
}
