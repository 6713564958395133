/** What failed, read from the files of results: it is said again at the end, as of a long output often only the end is kept. */
import { stripVTControlCharacters } from 'node:util'

/** Lines of a failure's message that are said again. */
const LINES = 4

/**
 * The failures in Vitest's JSON, and the files that could not run.
 *
 * @param {{ testResults: { name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[] }} results
 * @param {string} root Of which the files' names are told.
 */
export function vitestFailures({ testResults }, root) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(`${root}/`, '')
    if (status === 'failed' && assertionResults.length === 0) return [failure(file, message)]
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => failure(`${file}: ${test.fullName}`, test.failureMessages.join('\n')))
  })
}

/**
 * @typedef {{ title: string, file: string, specs: { title: string, ok: boolean, tests: { results: { errors?: { message?: string }[] }[] }[] }[],
 *   suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/**
 * The failures in Playwright's JSON, and what kept it from starting.
 *
 * @param {{ suites: PlaywrightSuite[], errors?: { message?: string }[] }} results
 */
export function playwrightFailures({ suites, errors = [] }) {
  const found = errors.map(({ message = '' }) => failure('before the first journey', message))
  const visit = (/** @type {PlaywrightSuite} */ suite) => {
    for (const spec of suite.specs) {
      if (spec.ok) continue
      const messages = spec.tests.flatMap((test) => test.results.flatMap((result) => result.errors ?? []))
      found.push(failure(`${suite.file}: ${spec.title}`, messages[0]?.message ?? ''))
    }
    suite.suites?.forEach(visit)
  }
  suites.forEach(visit)
  return found
}

/** @param {string} name @param {string} message */
function failure(name, message) {
  const lines = stripVTControlCharacters(message).trim().split('\n').slice(0, LINES)
  return [name, ...lines].join('\n    ').trimEnd()
}
