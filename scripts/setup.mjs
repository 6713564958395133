/** Sets a fresh clone or an installed package up: what is missing is done and named, what is there costs nothing. */
import { pathToFileURL } from 'node:url'
import { installBrowser } from './setup/browser.mjs'
import { build } from './setup/build.mjs'
import { installDependencies } from './setup/dependencies.mjs'
import { alone } from './setup/lock.mjs'
import { installNativeBackend } from './setup/native-backend.mjs'
import { installPython } from './setup/python.mjs'
import { IN_CHECKOUT, SetupError } from './setup/shell.mjs'

const NODE_AT_LEAST = [20, 19]

/**
 * @param {{ app?: boolean, browser?: boolean, python?: boolean }} [options] `app`: also builds it. For the tests, `browser` also finds
 *   or installs a Chromium, and `python` a Python with PyTorch.
 * @returns {Promise<import('./setup/python.mjs').PythonWithTorch | null>} that Python
 */
export function setup({ app = true, browser = false, python = false } = {}) {
  return alone(async () => {
    checkNode()
    if (IN_CHECKOUT) await installDependencies()
    // A library is mostly waited for, while a build computes.
    const done = await Promise.allSettled([installNativeBackend(), IN_CHECKOUT && app ? build() : null])
    for (const each of done) if (each.status === 'rejected') throw each.reason
    if (browser) await installBrowser()
    return python ? installPython() : null
  })
}

/**
 * Runs a script's work; a failure that a person can act on is printed without a stack.
 *
 * @param {() => Promise<number | void>} work gives the exit status
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    console.error(error instanceof SetupError ? `gradwire: ${error.message}` : error)
    process.exitCode = 1
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = NODE_AT_LEAST
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  throw new SetupError(
    `Gradwire needs Node ${NODE_AT_LEAST.join('.')} or later, this is ${process.versions.node}.`,
    'Install a current Node, then run this again.',
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(
    async () =>
      void (await setup({
        browser: process.argv.includes('--browser'),
        python: process.argv.includes('--python'),
      })),
  )
