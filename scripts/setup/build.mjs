/** The built program in out/: made again when a source is newer. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { lastLines, ROOT, run, say, SetupError } from './shell.mjs'

const STAMP = join(ROOT, 'out', '.gradwire-build')
const SOURCES = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
]
const SECONDS = 300

export async function build() {
  const sources = sourcesHash()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return
  say('building the app')
  const program = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { status, output } = await run(process.execPath, [program, 'build'], {
    seconds: SECONDS,
    // Where tests ask for the build, theirs would make it another.
    env: { NODE_ENV: 'production' },
  })
  const text = stripVTControlCharacters(output)
  if (status !== 0)
    throw new SetupError(
      `The build failed:\n  ${lastLines(text, 30)}`,
      'Mend what it names, then run this again.',
    )
  writeFileSync(STAMP, sources)
}

/** Makes the next build a whole one: what is in out/ is for development only. */
export function forgetBuild() {
  rmSync(STAMP, { force: true })
}

/** A hash over the name, size and time of every source: cheap enough for every start. */
function sourcesHash() {
  const hash = createHash('sha256').update(process.version)
  for (const source of SOURCES) visit(join(ROOT, source), hash)
  return hash.digest('hex')
}

/** @param {string} path @param {import('node:crypto').Hash} hash */
function visit(path, hash) {
  const status = statSync(path)
  if (status.isDirectory()) {
    for (const name of readdirSync(path).sort()) visit(join(path, name), hash)
  } else if (!/\.test\.tsx?$/.test(path)) hash.update(`${path} ${status.size} ${status.mtimeMs}\n`)
}
