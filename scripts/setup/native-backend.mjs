/**
 * TensorFlow's native CPU backend. What is in place and works stays, unless a better one can be had; the ways in their order are a
 * library that the person names, tfjs-node's official one, a Python wheel's, the npm registry's old one, and WebAssembly.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import {
  bindingIn,
  cacheFolder,
  choiceFile,
  chosenLibrary,
  tfjsNodeFolder,
} from '../../src/engine/backend/library-folders.mjs'
import { checkLibrary } from './check-library.mjs'
import { chooseLibrary, LAST } from './choose-library.mjs'
import { libraryFiles, place } from './kept-library.mjs'
import { alone } from './lock.mjs'
import { namedLibrary } from './own-library.mjs'
import { IN_CHECKOUT, ROOT, say, SetupError } from './shell.mjs'

const STAMP = join(ROOT, IN_CHECKOUT ? 'node_modules' : '', '.gradwire-backend.json')
const RETRY_MS = 24 * 3600 * 1000

/** Puts the best library in place that can be had. Errors: GRADWIRE_TENSORFLOW names none that works. */
export async function installNativeBackend() {
  const own = process.env.GRADWIRE_TENSORFLOW ? resolve(process.env.GRADWIRE_TENSORFLOW) : null
  if (isCurrent(own)) return
  await alone(() => install(own), cacheFolder())
}

/** @param {string | null} own */
async function install(own) {
  const choice = own ? await ownChoice(own) : await chooseLibrary(await inPlace())
  if (choice?.folder) putInPlace(choice.folder)
  say(
    choice
      ? `backend: ${choice.title}`
      : 'backend: WebAssembly. TensorFlow’s native library cannot be had on this machine, so training is slower.',
  )
  const source = choice?.source ?? null
  const stamp = { source, own, binding: binding(), files: libraryFiles(home() ?? ''), time: Date.now() }
  try {
    writeFileSync(STAMP, JSON.stringify(stamp))
  } catch {
    // A package that this person may not change: it is looked at again the next time.
  }
}

/** @param {string | null} own */
function isCurrent(own) {
  const stamp = readStamp()
  if (!stamp || (own && stamp.own !== own)) return false
  const mayImprove = !stamp.source || stamp.source === LAST
  if (mayImprove && Date.now() - stamp.time > RETRY_MS) return false
  return !stamp.source || isIntact(stamp)
}

/** @returns {{ source: string | null, own: string | null, binding: string, files: string, time: number } | null} */
function readStamp() {
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'))
    // Stamps of before do not say where the library came from.
    return 'source' in stamp ? stamp : null
  } catch {
    return null
  }
}

/** @param {{ binding: string, files: string }} stamp */
function isIntact(stamp) {
  return stamp.binding === binding() && stamp.files === libraryFiles(home() ?? '')
}

/** Where the engine finds the library: the package tfjs-node, else the person's cache. */
function home() {
  return tfjsNode() ?? chosenLibrary()
}

function tfjsNode() {
  return tfjsNodeFolder(createRequire(join(ROOT, 'package.json')))
}

function binding() {
  const folder = home()
  return folder && bindingIn(folder)
}

/** @param {string} own @returns {Promise<import('./choose-library.mjs').Choice>} */
async function ownChoice(own) {
  const folder = await namedLibrary(own)
  const library = await checkLibrary(bindingIn(folder))
  if (library) return { source: 'own', title: `${library.title} (GRADWIRE_TENSORFLOW)`, folder }
  throw new SetupError(
    `GRADWIRE_TENSORFLOW is ${own}, and the library there does not run on this machine.`,
    'Name another, or unset GRADWIRE_TENSORFLOW.',
  )
}

/** The library that the engine finds now, if it runs. */
async function inPlace() {
  const library = await checkLibrary(binding())
  if (!library) return null
  const stamp = readStamp()
  const known = stamp && isIntact(stamp) ? stamp.source : null
  return { source: known ?? (library.old ? LAST : 'found'), title: `${library.title} (in place already)` }
}

/**
 * Links a library into the package tfjs-node, where the engine and installers find it; where npm left that package out, names it in the cache.
 *
 * @param {string} folder
 */
function putInPlace(folder) {
  mkdirSync(cacheFolder(), { recursive: true })
  writeFileSync(choiceFile(), JSON.stringify({ folder }))
  const target = tfjsNode()
  if (!target || target === folder) return
  for (const name of ['deps', 'lib']) {
    rmSync(join(target, name), { recursive: true, force: true })
    if (existsSync(join(folder, name))) place(join(folder, name), join(target, name))
  }
}
