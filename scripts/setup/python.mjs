/** A Python with PyTorch, which is what exports and numbers are compared with. Tests, scripts and benchmarks find it here. */
import { execFileSync } from 'node:child_process'
import { canInstallFromDebian, installFromDebian } from './debian.mjs'
import { say, SetupError } from './shell.mjs'

/** PyTorch with the library that it multiplies matrices with; both small, and enough for every test. */
const DEBIAN_PACKAGES = ['python3-torch', 'libopenblas0-pthread']
const NONE = 'No Python with PyTorch was found (GRADWIRE_PYTHON, python3, /usr/bin/python3)'
const REMEDY =
  'Install PyTorch (Debian: apt-get install python3-torch libopenblas0-pthread; or: pip install torch), or name a Python that has it in GRADWIRE_PYTHON, then run this again.'

/**
 * @typedef {object} PythonWithTorch
 * @property {string} path
 * @property {string} version Of PyTorch, e.g. `2.4.0`.
 */

/** The programs that may be it, the likeliest first: GRADWIRE_PYTHON alone where it is set. */
export function pythonCandidates(env = process.env) {
  return env.GRADWIRE_PYTHON ? [env.GRADWIRE_PYTHON] : ['python3', '/usr/bin/python3']
}

/**
 * The first of the candidates that can load PyTorch, or null.
 *
 * @returns {PythonWithTorch | null}
 */
export function pythonWithTorch(env = process.env, candidates = pythonCandidates(env)) {
  for (const path of candidates) {
    try {
      const version = execFileSync(path, ['-c', 'import torch; print(torch.__version__)'], {
        encoding: 'utf8',
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return { path, version: version.trim() }
    } catch {
      // The next one may have it.
    }
  }
  return null
}

/**
 * Whether tests may be skipped for want of PyTorch: not in CI, not where set-up could install it, and not where a person
 * named one that has none.
 */
export function mayBeMissing(env = process.env, installable = canInstallFromDebian()) {
  return !env.GRADWIRE_PYTHON && !isSet(env.CI) && !installable
}

/**
 * For suites that compare with PyTorch: the Python, or null where they are to be skipped. Errors: it is missing where it may not be.
 *
 * @returns {PythonWithTorch | null}
 */
export function pythonForTests(
  env = process.env,
  { candidates = pythonCandidates(env), installable = canInstallFromDebian() } = {},
) {
  if (env.GRADWIRE_PYTHON && env.GRADWIRE_PYTORCH)
    return { path: env.GRADWIRE_PYTHON, version: env.GRADWIRE_PYTORCH }
  const python = pythonWithTorch(env, candidates)
  if (!python && !mayBeMissing(env, installable)) throw missing(env)
  return python
}

/**
 * The environment that tells tests of the Python: each file that compares with PyTorch would load it once more to ask for its version.
 *
 * @param {PythonWithTorch | null | undefined} python
 * @returns {Record<string, string>}
 */
export function environmentFor(python) {
  return python ? { GRADWIRE_PYTHON: python.path, GRADWIRE_PYTORCH: python.version } : {}
}

/**
 * Finds or installs a Python with PyTorch for the tests; null, said aloud, where they go without.
 * Errors: it is missing in CI, or where it could have been installed.
 */
export async function installPython() {
  const found = pythonWithTorch()
  if (found) return found
  if (!process.env.GRADWIRE_PYTHON && canInstallFromDebian()) {
    say('installing Debian’s PyTorch, which the tests compare with')
    await installFromDebian(DEBIAN_PACKAGES)
  }
  const python = pythonForTests()
  if (!python) say(`${NONE}: the tests that compare with it are skipped`)
  return python
}

/** What is said where there is no PyTorch. @param {NodeJS.ProcessEnv} env */
export function missing(env) {
  return new SetupError(
    env.GRADWIRE_PYTHON
      ? `GRADWIRE_PYTHON names ${env.GRADWIRE_PYTHON}, which cannot load PyTorch.`
      : `${NONE}.`,
    REMEDY,
  )
}

/** @param {string | undefined} value */
function isSet(value) {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0'
}
