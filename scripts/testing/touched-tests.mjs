/** The test files that a change touches, the nearest first, and as many of them as fit into a time. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { ROOT } from '../setup/shell.mjs'
import { sourceFiles, usedBy } from './import-graph.mjs'

const FOLDERS = ['src', 'scripts', 'bench']
const IS_TEST = /\.test\.(ts|tsx|mjs)$/
/** These decide about every test; what is nearest cannot be told. */
const EVERYTHING = new Set(['package-lock.json', 'vitest.config.ts', 'tsconfig.base.json'])
/** Vitest runs as many files at a time on two processors (vitest.config.ts). */
const AT_A_TIME = 2
/** Loading the sources, for each file. In seconds. */
const LOADING = 1
/** Of a file that was never run here. In seconds. */
const UNKNOWN = 5

/**
 * Test files by how many steps of use lie between them and a change: 0 is a changed test itself.
 *
 * What is no source (saved values, pictures, texts) touches the tests of its folder and whoever names its place.
 *
 * @param {readonly string[]} changed @param {string} [root] @returns {{ path: string, steps: number }[]} the nearest first
 */
export function touchedTests(changed, root = ROOT) {
  const sources = sourceFiles(root, FOLDERS)
  const tests = sources.filter((path) => IS_TEST.test(path))
  if (changed.some((path) => EVERYTHING.has(path)))
    return tests.map((path) => ({ path, steps: changed.includes(path) ? 0 : 1 }))
  const users = usersOf(root, sources)
  /** @type {Map<string, number>} */
  const steps = new Map(changed.map((path) => [path, 0]))
  for (const path of changed)
    if (!sources.includes(path)) for (const near of testsBeside(path, tests)) steps.set(near, 1)
  // A map is walked in the order in which it grows: step by step.
  for (const [path, step] of steps)
    for (const user of [path, ...foldersOf(path)].flatMap((used) => users.get(used) ?? []))
      if (!steps.has(user)) steps.set(user, step + 1)
  return tests
    .flatMap((path) => (steps.has(path) ? [{ path, steps: Number(steps.get(path)) }] : []))
    .sort((a, b) => a.steps - b.steps)
}

/**
 * The nearest of them that together take no longer than the time, and of equally near ones the quickest.
 *
 * @param {readonly { path: string, steps: number }[]} tests @param {number} seconds @param {ReadonlyMap<string, number>} durations in seconds
 * @param {readonly string[]} [always] is never left out, however long it takes
 * @returns {string[]}
 */
export function within(tests, seconds, durations, always = []) {
  const timed = tests.map(({ path, steps }) => ({
    path,
    steps,
    time: (durations.get(path) ?? UNKNOWN) + LOADING,
  }))
  timed.sort((a, b) => a.steps - b.steps || a.time - b.time)
  let left = seconds * AT_A_TIME
  return timed
    .filter(({ path, time }) => {
      const fits = always.includes(path) || (time <= left && time <= seconds)
      if (fits) left -= time
      return fits
    })
    .map(({ path }) => path)
}

/** How long each test file took when it last ran here, which Vitest keeps. In seconds. */
export function lastDurations(root = ROOT) {
  const folder = join(root, 'node_modules', '.vite', 'vitest')
  const files = existsSync(folder)
    ? readdirSync(folder).map((name) => join(folder, name, 'results.json'))
    : []
  return new Map(
    files.filter(existsSync).flatMap((file) => {
      /** @type {{ results?: [string, { duration: number }][] }} */
      const { results = [] } = JSON.parse(readFileSync(file, 'utf8'))
      return results.map(
        ([name, { duration }]) => /** @type {const} */ ([name.replace(/^[^:]*:/, ''), duration / 1000]),
      )
    }),
  )
}

/** Who uses a file or folder. @param {string} root @param {readonly string[]} sources */
function usersOf(root, sources) {
  /** @type {Map<string, string[]>} */
  const users = new Map()
  for (const path of sources)
    for (const used of usedBy(root, path)) users.set(used, [...(users.get(used) ?? []), path])
  return users
}

/** The tests in the folder of a file, or in the nearest folder above that has some. @param {string} path @param {readonly string[]} tests */
function testsBeside(path, tests) {
  for (const folder of foldersOf(path)) {
    const near = tests.filter((test) => dirname(test) === folder)
    if (near.length > 0) return near
  }
  return []
}

/** The folders around a path, the innermost first. @param {string} path @returns {string[]} */
function foldersOf(path) {
  const parts = path.split(sep).slice(0, -1)
  return parts.map((_, index) => parts.slice(0, parts.length - index).join(sep))
}
