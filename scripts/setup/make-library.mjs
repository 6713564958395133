/** Makes what Gradwire keeps of a TensorFlow library, its shared libraries, their licences and a binding, from where it was unpacked. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { compilePythonSymbols, compileSource, linkBinding } from './compile-binding.mjs'
import { placeFile } from './kept-library.mjs'

/** The library with the C interface: in TensorFlow's own archives, in wheels, and in wheels before 2.12, where it wants Python's symbols. */
const LIBRARIES = [/^libtensorflow\.so/, /^libtensorflow_cc\.so/, /^_pywrap_tensorflow_internal\.so$/]
const FRAMEWORK = /^libtensorflow_framework\.so/
const LICENCE = /^(licen[cs]e|third_party|notice)/i
const HEADER = join('tensorflow', 'c', 'eager', 'c_api.h')
/** Where archives and wheels have their parts. */
const PLACES = ['', 'lib', 'deps', 'deps/lib', 'tensorflow', 'tensorflow/python', 'tensorflow/include']

/**
 * Fills `folder` with `deps` and `lib`. Errors: no library or no headers there, no compiler, or what the compiler says.
 *
 * @param {string} from where an archive was unpacked, or a folder with a library
 * @param {string} folder
 * @param {string} work for what is thrown away
 * @param {Promise<string[]>} [compiled] what `compileSource` is making of the headers there, where it began before
 */
export async function makeLibrary(from, folder, work, compiled) {
  const places = placesIn(from)
  const include = places.map((place) => join(place, 'include')).find((path) => existsSync(join(path, HEADER)))
  const wanted = LIBRARIES.find((name) => places.some((place) => named(place, name).length > 0))
  if (!wanted) throw new Error(`there is no libtensorflow.so or libtensorflow_cc.so in ${from}`)
  if (!include) throw new Error(`there are no headers (include/${HEADER}) in ${from}`)
  const libraries = join(folder, 'deps', 'lib')
  mkdirSync(libraries, { recursive: true })
  for (const place of places) {
    for (const path of [...named(place, wanted), ...named(place, FRAMEWORK)]) keep(path, libraries)
    for (const path of named(place, LICENCE)) keep(path, join(folder, 'deps'))
  }
  const [library = ''] = named(libraries, wanted)
  if (wanted === LIBRARIES.at(-1)) await compilePythonSymbols(library, work)
  await linkBinding(folder, await (compiled ?? compileSource(include, work)))
}

/** @param {string} from */
function placesIn(from) {
  const information = readdirSync(from).filter((name) => name.endsWith('.dist-info'))
  return [...PLACES, ...information].map((name) => join(from, name)).filter((path) => existsSync(path))
}

/** The files of a folder with such a name. @param {string} folder @param {RegExp} name */
function named(folder, name) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && name.test(entry.name))
    .map((entry) => join(folder, entry.name))
}

/** @param {string} path @param {string} folder */
function keep(path, folder) {
  const target = join(folder, basename(path))
  if (existsSync(target)) return
  const isLocalLink = lstatSync(path).isSymbolicLink() && dirname(readlinkSync(path)) === '.'
  if (isLocalLink) symlinkSync(readlinkSync(path), target)
  else placeFile(path, target)
}
