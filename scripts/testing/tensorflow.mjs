/** The unit and engine tests on a TensorFlow of a version, from its Python wheel, or on one by its path. */
import { bindingIn } from '../../src/engine/backend/library-folders.mjs'
import { checkLibrary } from '../setup/check-library.mjs'
import { compiler } from '../setup/compile-binding.mjs'
import { canInstallFromDebian, installFromDebian } from '../setup/debian.mjs'
import { namedLibrary } from '../setup/own-library.mjs'
import { findPython, wheelLibrary, WHEELS } from '../setup/python-wheel.mjs'
import { say, SetupError } from '../setup/shell.mjs'
import { vitest } from './suites.mjs'

const DEBIAN_PACKAGES = ['python3-pip', 'g++']
const NEEDED = `It needs pip and a C++ compiler (Debian: apt-get install ${DEBIAN_PACKAGES.join(' ')}).`

/**
 * The suite on a library, which is fetched first. Errors: there is none of that name, it cannot be had, or it does not run here.
 *
 * @param {string} which a version, or the path of a folder or an archive
 * @param {readonly string[]} [tests] Default: all of `src`
 * @returns {Promise<import('./suites.mjs').Suite>}
 */
export async function suiteOnTensorFlow(which, tests = []) {
  const folder = await library(which)
  const found = await checkLibrary(bindingIn(folder))
  if (!found) throw new SetupError(`TensorFlow ${which} does not run on this machine.`, 'Choose another.')
  const env = { GRADWIRE_TENSORFLOW: folder, GRADWIRE_BACKEND: 'tensorflow' }
  return {
    title: `unit and engine tests on ${found.title}`,
    run: () => vitest('tensorflow', tests.length > 0 ? tests : ['src'], env),
  }
}

/** @param {string} which */
async function library(which) {
  const wheel = Object.values(WHEELS).find(({ version }) => version === which)
  if (!wheel) {
    const versions = Object.keys(WHEELS).join(', ')
    if (/^[\d.]*$/.test(which))
      throw new SetupError(
        `There is no TensorFlow "${which}" to choose.`,
        `Choose one of ${versions}, or name a folder or an archive: npm run test:tensorflow -- 2.9.1`,
      )
    return namedLibrary(which)
  }
  try {
    await installWhatIsMissing()
    return await wheelLibrary(wheel)
  } catch (error) {
    throw new SetupError(
      `TensorFlow ${which} cannot be had: ${/** @type {Error} */ (error).message}.`,
      NEEDED,
    )
  }
}

/** On Debian, as root, a fresh machine gets what the wheel needs. */
async function installWhatIsMissing() {
  if (!canInstallFromDebian() || ((await compiler()) && (await findPython()))) return
  say(`installing Debian’s ${DEBIAN_PACKAGES.join(' and ')}`)
  await installFromDebian(DEBIAN_PACKAGES)
}
