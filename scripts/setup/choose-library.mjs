/** The order in which a TensorFlow library is looked for. */
import { bindingIn } from '../../src/engine/backend/library-folders.mjs'
import { checkLibrary } from './check-library.mjs'
import { nativeArchive } from './native-archive.mjs'
import { officialLibrary } from './official-library.mjs'
import { wheelLibrary, WHEELS } from './python-wheel.mjs'
import { say } from './shell.mjs'

/**
 * A way to a library: `get` gives the folder of a kept one, and throws with the reason where it cannot be had.
 *
 * @typedef {{ name: string, title: string, get: () => Promise<string> }} Way
 */

/** A library and the way it came; `folder` is null for the one that is in place already. */
/** @typedef {{ source: string, title: string, folder: string | null }} Choice */

/** From the best to the last. @type {Way[]} */
export const WAYS = [
  { name: 'official', title: 'TensorFlow’s official library', get: () => officialLibrary() },
  { name: 'wheel', title: 'the Python wheel tensorflow-cpu', get: () => wheelLibrary(WHEELS['2.18.1']) },
  { name: 'registry', title: 'the npm registry’s TensorFlow 1.15', get: nativeArchive },
]
/** A library that came this way works, but most others are better. */
export const LAST = 'registry'

/**
 * The library in place, unless a better one can be had; null where there is none at all.
 *
 * @param {{ source: string, title: string } | null} inPlace
 * @param {readonly Way[]} [ways]
 * @param {typeof checkLibrary} [check]
 * @returns {Promise<Choice | null>}
 */
export async function chooseLibrary(inPlace, ways = WAYS, check = checkLibrary) {
  const stays = inPlace && { ...inPlace, folder: null }
  if (stays && stays.source !== LAST) return stays
  for (const way of ways) {
    if (way.name === stays?.source) break
    const found = await tryWay(way, check)
    if (found) return found
  }
  return stays
}

/** @param {Way} way @param {typeof checkLibrary} check @returns {Promise<Choice | null>} */
async function tryWay({ name, title, get }, check) {
  try {
    const folder = await get()
    const library = await check(bindingIn(folder))
    if (library) return { source: name, title: `${library.title} (${title})`, folder }
    say(`${title} does not run on this machine`)
  } catch (error) {
    say(`${title} cannot be had: ${/** @type {Error} */ (error).message}`)
  }
  return null
}
