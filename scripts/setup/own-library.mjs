/** The TensorFlow library that a person names with GRADWIRE_TENSORFLOW: a folder, or an archive as TensorFlow publishes them. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { bindingIn, ownLibrary } from '../../src/engine/backend/library-folders.mjs'
import { keptIn } from './kept-library.mjs'
import { makeLibrary } from './make-library.mjs'
import { say, SetupError } from './shell.mjs'
import { readTar, writeEntry } from './tar.mjs'
import { unzip } from './zip.mjs'

const REMEDY =
  'Name a folder or an archive (.tar.gz, .zip, .whl) with TensorFlow’s C library and its headers, or unset GRADWIRE_TENSORFLOW.'

/**
 * The folder with library and binding. Errors: nothing is there, or no library or headers are in it; with a remedy.
 *
 * @param {string} path
 */
export async function namedLibrary(path) {
  const absolute = resolve(path)
  if (!existsSync(absolute))
    throw new SetupError(`GRADWIRE_TENSORFLOW is ${path}, and nothing is there.`, REMEDY)
  if (statSync(absolute).isDirectory() && bindingIn(absolute)) return absolute
  if (process.platform !== 'linux')
    throw new SetupError(
      `GRADWIRE_TENSORFLOW is ${path}, and without a binding (lib/napi-v8/tfjs_binding.node) in it: it is compiled on Linux only.`,
      'Name a folder with a binding, or unset GRADWIRE_TENSORFLOW.',
    )
  try {
    return await keptIn(ownLibrary(absolute), basename(absolute), async (folder, work) => {
      const from = await unpacked(absolute, work)
      say('compiling the binding to it')
      await makeLibrary(from, folder, work)
    })
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    throw new SetupError(`GRADWIRE_TENSORFLOW is ${path}: ${message}.`, REMEDY)
  }
}

/** @param {string} path @param {string} work */
async function unpacked(path, work) {
  if (statSync(path).isDirectory()) return path
  const folder = join(work, 'unpacked')
  mkdirSync(folder)
  say(`unpacking ${basename(path)}`)
  if (/\.(zip|whl)$/i.test(path))
    await unzip(path, folder, (name) => /\.(so|h|txt)(\.\d+)*$|LICENSE/.test(name))
  else if (/\.(tar\.gz|tgz)$/i.test(path))
    for (const entry of readTar(gunzipSync(readFileSync(path)))) writeEntry(entry, join(folder, entry.name))
  else throw new Error('it is neither a folder nor a .tar.gz, .zip or .whl archive')
  return folder
}
