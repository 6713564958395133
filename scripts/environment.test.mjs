import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './setup/shell.mjs'

const FOLDERS = ['src', 'scripts', 'bench', 'e2e', 'bin']
/** A name after `env.`, or in `env['…']`. */
const READ = /\benv(?:\??\.([A-Za-z_]\w*)|\['([^']+)'\])/g
/** A name that only shows when the program runs. */
const COMPUTED = /\benv\[(?!')/
/** What bundlers put in place of the environment, and methods of values that are called `env`. */
const OTHERS = /\bimport\.meta\.env\b[?.\w]*/g

const sources = [...FOLDERS.flatMap(filesOf), ...readdirSync(ROOT)]
  .filter((path) => /\.(ts|tsx|mjs|cjs)$/.test(path) && !/\.fixture\.\w+$|^scripts.*\.test\.\w+$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8').replaceAll(OTHERS, '') }))

/** @param {string} folder */
function filesOf(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  )
}

/** The names in the first column of the table. */
function documented() {
  const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  const [, table = ''] = page.split('## Environment variables')
  return [...table.matchAll(/^\| (`[^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)),
  )
}

describe('the environment variables in CONTRIBUTING.md', () => {
  it('are those that the code reads', () => {
    const read = sources.flatMap(({ text }) => [...text.matchAll(READ)].map(([, a, b]) => String(a ?? b)))
    expect(new Set(documented())).toEqual(new Set(read))
    expect(new Set(documented()).size).toBe(documented().length)
  })

  it('have names that can be read in the source', () => {
    expect(sources.filter(({ text }) => COMPUTED.test(text)).map(({ path }) => path)).toEqual([])
  })
})
