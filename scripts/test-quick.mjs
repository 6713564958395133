/** `npm run test:quick`: the checks, and the tests nearest to what was changed, in under two minutes. */
import { check } from './check.mjs'
import { main, setup } from './setup.mjs'
import { changedFiles } from './testing/changes.mjs'
import { runSuites, vitest } from './testing/suites.mjs'
import { lastDurations, touchedTests, within } from './testing/touched-tests.mjs'

/** For the tests; the checks take the rest of two minutes. */
const SECONDS = 75

await main(async () => {
  await setup({ app: false })
  const { files, uncommitted, since } = changedFiles()
  const touched = touchedTests(files)
  const chosen = within(touched, SECONDS, lastDurations(), uncommitted)
  const suites = [{ title: 'checks', run: check }]
  if (chosen.length > 0)
    suites.push({ title: 'the tests that the change touches', run: () => vitest('quick', chosen) })
  const status = await runSuites(suites)
  console.log(`${files.length} files were changed since ${since}. ${leftOut(chosen.length, touched.length)}`)
  return status
})

/** @param {number} run @param {number} all */
function leftOut(run, all) {
  if (all === 0) return 'No test uses them; npm test runs all there are.'
  if (run === all)
    return `All ${all} test files that they touch were run; the browser’s journeys are left to npm test.`
  return `Of ${all} test files that they touch the nearest ${run} were run; the others and the browser’s journeys are left to npm test.`
}
