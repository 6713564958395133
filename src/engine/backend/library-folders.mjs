/**
 * Where TensorFlow's native library lies. Set-up puts it there and the engine loads it from there, so both read this file:
 * plain JavaScript on Node's own modules, since set-up runs before anything is installed or built.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const CHOSEN = 'tensorflow.json'

/** The folder of this person's cache, shared by all checkouts. */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env.GRADWIRE_CACHE) return env.GRADWIRE_CACHE
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'gradwire')
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'gradwire', 'cache')
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gradwire')
}

/**
 * Where a library is kept, with `deps/lib` and `lib/napi-v…/tfjs_binding.node` as in the package tfjs-node.
 *
 * @param {string} name its version, or what else tells it from others
 */
export function keptLibrary(name, env = process.env) {
  return join(cacheFolder(env), `tensorflow-${name}-${process.platform}-${process.arch}`)
}

/**
 * The folder of the library that GRADWIRE_TENSORFLOW names: itself, where it holds a binding; else where set-up keeps what it made of it.
 *
 * @param {string} path a folder or an archive
 */
export function ownLibrary(path, env = process.env) {
  const absolute = resolve(path)
  if (bindingIn(absolute)) return absolute
  const status = statSync(absolute, { throwIfNoEntry: false })
  const text = status?.isFile() ? `${absolute} ${status.size} ${status.mtimeMs}` : absolute
  return keptLibrary(`own-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`, env)
}

/** The file in which set-up writes which kept library it chose last. */
export function choiceFile(env = process.env) {
  return join(cacheFolder(env), CHOSEN)
}

/**
 * The kept library that set-up chose last for this person, else the one that it kept before it wrote its choice; null where there is none.
 *
 * @returns {string | null}
 */
export function chosenLibrary(env = process.env) {
  return [readChoice(env), keptLibrary('1.15.0', env)].find((folder) => folder && bindingIn(folder)) ?? null
}

/** @param {NodeJS.ProcessEnv} env @returns {string | null} */
function readChoice(env) {
  try {
    return JSON.parse(readFileSync(choiceFile(env), 'utf8')).folder
  } catch {
    return null
  }
}

/** Of the library in the installed desktop app's resources. */
export const PACKED = 'tensorflow'

/** Where the installed desktop app has its library; null in any other program. */
export function packedLibrary({ resourcesPath } = /** @type {{ resourcesPath?: string }} */ (process)) {
  return resourcesPath === undefined ? null : join(resourcesPath, PACKED)
}

/**
 * The folder of the package tfjs-node; null where npm left it out, since its install script reached no host.
 *
 * @param {NodeJS.Require} require
 */
export function tfjsNodeFolder(require) {
  try {
    return dirname(require.resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return null
  }
}

/**
 * The binding in a folder, at the highest version of N-API that this Node knows; null where there is none.
 *
 * @param {string} folder
 */
export function bindingIn(folder) {
  for (let version = Number(process.versions.napi); version >= 3; version--) {
    const path = join(folder, 'lib', `napi-v${version}`, 'tfjs_binding.node')
    if (existsSync(path)) return path
  }
  return null
}
