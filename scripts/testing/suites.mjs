/** Runs suites of tests one after the other, counts what passed, and says so at the end. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run } from '../setup/shell.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'

const RESULTS = join(ROOT, 'test-results')
const bin = (/** @type {string} */ path) => join(ROOT, 'node_modules', path)

/** @typedef {{ passed: number, failed: number, skipped?: number, failures?: string[] }} Count `failures`: each with its name and why. */
/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {(say: (line: string) => void) => Promise<Count>} run One that runs beside another prints through `say` alone.
 * @property {boolean} [beside] It takes little of a machine, so it runs beside the next suite; what it says comes at its end. Several that
 *   follow each other run one after the other.
 */

/**
 * Gives the exit status.
 *
 * @param {readonly Suite[]} suites
 */
export async function runSuites(suites) {
  rmSync(RESULTS, { recursive: true, force: true })
  mkdirSync(RESULTS)
  const total = { passed: 0, failed: 0, skipped: 0 }
  /** @type {string[]} */
  const failures = []
  const add = (/** @type {Suite} */ { title }, /** @type {Count} */ counted) => {
    const { passed, failed, skipped = 0 } = counted
    console.log(`${title}: ${line(passed, failed, skipped)}`)
    if (failed > 0) failures.push(...(counted.failures ?? [title]))
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  /** @type {(() => Promise<void>)[]} */
  let running = []
  /** @type {Promise<unknown>} */
  let before = Promise.resolve()
  for (const suite of suites) {
    if (suite.beside && suite !== suites.at(-1)) {
      const { ended, finish } = startBeside(suite, before, add)
      before = ended
      running.push(finish)
      continue
    }
    console.log(`\n== ${suite.title}`)
    add(suite, await suite.run(console.log))
    for (const finish of running) await finish()
    running = []
  }
  for (const failure of failures) console.log(`\n✗ ${failure}`)
  console.log(`\n${line(total.passed, total.failed, total.skipped)}`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}

/**
 * Starts a suite when another has ended. → when it has ended itself, and what waits for it and then prints
 *
 * @param {Suite} suite @param {Promise<unknown>} before @param {(suite: Suite, count: Count) => void} add
 */
function startBeside(suite, before, add) {
  /** @type {string[]} */
  const lines = []
  console.log(`\n(${suite.title}: beside what comes next)`)
  const result = before.then(() => suite.run((text) => lines.push(text)))
  const finish = async () => {
    const counted = await result
    console.log(`\n== ${suite.title}\n${lines.join('\n')}`)
    add(suite, counted)
  }
  // Its failure is thrown where it is waited for.
  return { ended: result.catch(() => undefined), finish }
}

/** @param {number} passed @param {number} failed @param {number} skipped */
export function line(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}

/**
 * Unit and engine tests.
 *
 * @param {string} name Of its file of results.
 * @param {readonly string[]} [paths] Folders or files. Default: all.
 * @param {Record<string, string>} [env]
 * @returns {Promise<Count>}
 */
export async function vitest(name, paths = [], env = {}) {
  const file = join(RESULTS, `${name}.json`)
  const args = ['run', ...paths, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = await run(process.execPath, [bin('vitest/vitest.mjs'), ...args], { show: true, env })
  return count(status, () => {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    const broken = result.testResults.filter(
      (/** @type {{ status: string, assertionResults: unknown[] }} */ test) =>
        test.status === 'failed' && test.assertionResults.length === 0,
    ).length
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + broken,
      skipped: result.numPendingTests + result.numTodoTests,
      failures: vitestFailures(result, ROOT),
    }
  })
}

/** Whole journeys in a browser. @returns {Promise<Count>} */
export async function playwright() {
  const file = join(RESULTS, 'e2e.json')
  const { status } = await run(
    process.execPath,
    [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    { show: true, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  )
  return count(status, () => {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    const { stats } = result
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
      failures: playwrightFailures(result),
    }
  })
}

/**
 * A suite that failed without a failed test (it could not start, an error outside of its tests) counts as one failure.
 *
 * @param {number | null} status
 * @param {() => Count} read
 * @returns {Count}
 */
function count(status, read) {
  /** @type {Count} */
  let result = { passed: 0, failed: 0 }
  try {
    result = read()
  } catch {
    // No results were written: the suite did not get that far.
  }
  if (result.failed > 0 || (status === 0 && result.passed > 0)) return result
  return { ...result, failed: 1, failures: [`no test failed, and yet it ended with ${status}: see above`] }
}
