/** `npm test`: sets up what is missing, then checks, unit and engine tests, and whole journeys in a real browser. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { check } from './check.mjs'
import { main, setup } from './setup.mjs'
import { ROOT, run } from './setup/shell.mjs'
import { testPackage } from './test-package.mjs'

const RESULTS = join(ROOT, 'test-results')
const bin = (/** @type {string} */ path) => join(ROOT, 'node_modules', path)

/** @typedef {{ passed: number, failed: number, skipped?: number }} Count */

/** @type {Record<string, { title: string, run: () => Promise<Count> }>} */
const SUITES = {
  check: { title: 'checks', run: check },
  unit: { title: 'unit and engine tests', run: () => vitest('unit') },
  wasm: {
    title: 'the engine’s proof on WebAssembly',
    run: () => vitest('wasm', ['src/engine/reference'], 'wasm'),
  },
  package: { title: 'the package', run: testPackage },
  e2e: { title: 'journeys in the browser', run: e2e },
}

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
  const names = values.only ?? Object.keys(SUITES)
  await setup({ browser: names.includes('e2e'), python: names.includes('unit') })
  rmSync(RESULTS, { recursive: true, force: true })
  mkdirSync(RESULTS)
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const name of names) {
    const suite = SUITES[name]
    if (!suite) throw new Error(`There is no suite "${name}": choose from ${Object.keys(SUITES).join(', ')}.`)
    console.log(`\n== ${suite.title}`)
    const { passed, failed, skipped = 0 } = await suite.run()
    console.log(`${suite.title}: ${line(passed, failed, skipped)}`)
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  console.log(`\n${line(total.passed, total.failed, total.skipped)}`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
})

/** @param {number} passed @param {number} failed @param {number} skipped */
function line(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}

/**
 * @param {string} name
 * @param {string[]} [folders] Default: all.
 * @param {string} [backend] Default: the engine's own choice.
 */
async function vitest(name, folders = [], backend) {
  const file = join(RESULTS, `${name}.json`)
  const args = ['run', ...folders, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = await run(process.execPath, [bin('vitest/vitest.mjs'), ...args], {
    show: true,
    env: backend ? { GRADWIRE_BACKEND: backend } : {},
  })
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
    }
  })
}

async function e2e() {
  const file = join(RESULTS, 'e2e.json')
  const { status } = await run(
    process.execPath,
    [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    {
      show: true,
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    },
  )
  return count(status, () => {
    const { stats } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
}

/**
 * A suite that failed without a failed test (it could not start, say) counts as one failure.
 *
 * @param {number | null} status
 * @param {() => Count} read
 * @returns {Count}
 */
function count(status, read) {
  let result = { passed: 0, failed: 0 }
  try {
    result = read()
  } catch {
    // No results were written: the suite did not get that far.
  }
  if (result.failed === 0 && (status !== 0 || result.passed === 0)) result.failed = 1
  return result
}
