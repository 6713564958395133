/**
 * Which TensorFlow the installers carry: tfjs-node's official library, on Linux x64 else the same version of the Python wheel. Later
 * versions are a hundred megabytes larger, and with them the app has more than it may.
 *
 * @import { Way } from '../setup/choose-library.mjs'
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bindingIn, chosenLibrary, tfjsNodeFolder } from '../../src/engine/backend/library-folders.mjs'
import { checkLibrary } from '../setup/check-library.mjs'
import { chooseLibrary, WAYS } from '../setup/choose-library.mjs'
import { wheelLibrary, WHEELS } from '../setup/python-wheel.mjs'
import { ROOT, SetupError } from '../setup/shell.mjs'

/** Of the wheel, and of the official library on most systems. */
export const CARRIED = '2.9.1'

/** @type {Way[]} */
const CARRIED_WAYS = [
  ...WAYS.filter(({ name }) => name === 'official'),
  {
    name: 'wheel',
    title: `the Python wheel tensorflow-cpu ${CARRIED}`,
    get: () => wheelLibrary(WHEELS[CARRIED]),
  },
]

/**
 * The library to pack, with its title. One that the person names (GRADWIRE_TENSORFLOW), and where no other can be had, is the one that
 * set-up put in place.
 *
 * @param {{ named?: string | undefined, ways?: readonly Way[], check?: typeof checkLibrary, inPlace?: () => string | null }} [options]
 * @returns {Promise<{ folder: string, title: string }>}
 */
export async function carriedLibrary({
  named = process.env.GRADWIRE_TENSORFLOW,
  ways = CARRIED_WAYS,
  check = checkLibrary,
  inPlace = libraryInPlace,
} = {}) {
  const choice = named ? null : await chooseLibrary(null, ways, check)
  if (choice?.folder) return { folder: choice.folder, title: choice.title }
  const folder = inPlace()
  const library = folder && (await check(bindingIn(folder)))
  if (library) return { folder, title: library.title }
  throw new SetupError('TensorFlow’s library is not installed.', 'Run `npm start` once, then run this again.')
}

function libraryInPlace() {
  const folders = [tfjsNodeFolder(createRequire(join(ROOT, 'package.json'))), chosenLibrary()]
  return folders.find((folder) => folder && bindingIn(folder)) ?? null
}
