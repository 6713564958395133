/** TensorFlow's native CPU backend: its official binary, else the npm registry's, else WebAssembly. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { libraryFiles } from './library-files.mjs'
import { ARCHIVE_PLATFORM, nativeArchive, place } from './native-archive.mjs'
import { lastLines, ROOT, run, say } from './shell.mjs'

const PACKAGE = join(ROOT, 'node_modules', '@tensorflow', 'tfjs-node')
const STAMP = join(ROOT, 'node_modules', '.gradwire-backend.json')
const REACH_SECONDS = 5
const INSTALL_SECONDS = 300
const CHECK_SECONDS = 60
const RETRY_WASM_MS = 24 * 3600 * 1000

/** Loads the backend and multiplies two matrices: in a process of its own, since a bad library takes the process down. */
const CHECK = `
  const util = require('node:util')
  util.isNullOrUndefined ??= (value) => value == null
  const tf = require('@tensorflow/tfjs-node')
  const values = tf.matMul([[1, 2]], [[3], [4]]).dataSync()
  if (values[0] !== 11) throw new Error('1*3 + 2*4 gave ' + values[0])
  process.stdout.write('TensorFlow ' + tf.backend().binding.TF_Version)
`

export async function installNativeBackend() {
  if (isCurrent()) return
  const backend = (await working()) ?? (await official()) ?? (await fromArchive())
  if (backend) say(`backend: ${backend}, native`)
  else
    say(
      'backend: WebAssembly. TensorFlow’s native library cannot be had on this machine, so training is slower.',
    )
  const files = libraryFiles(PACKAGE)
  writeFileSync(
    STAMP,
    JSON.stringify({ native: Boolean(backend), binding: bindingFolder(), files, time: Date.now() }),
  )
}

function isCurrent() {
  if (!existsSync(STAMP)) return false
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'))
    if (!stamp.native) return Date.now() - stamp.time < RETRY_WASM_MS
    return stamp.binding === bindingFolder() && stamp.files === libraryFiles(PACKAGE)
  } catch {
    return false
  }
}

/** Where tfjs-node looks for its binding: the highest N-API version that both it and this Node know. */
function bindingFolder() {
  const { binary } = packageJson()
  const version = Math.max(
    ...binary.napi_versions.filter((/** @type {number} */ known) => known <= Number(process.versions.napi)),
  )
  return join(PACKAGE, 'lib', `napi-v${version}`)
}

function packageJson() {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
}

/** The name of the backend that is in place and works, or null. */
async function working() {
  if (!existsSync(join(bindingFolder(), 'tfjs_binding.node'))) return null
  const { status, output } = await run(process.execPath, ['-e', CHECK], {
    seconds: CHECK_SECONDS,
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  })
  return status === 0 ? (/TensorFlow \S+/.exec(output)?.[0] ?? 'TensorFlow') : null
}

function clean() {
  rmSync(join(PACKAGE, 'deps'), { recursive: true, force: true })
  rmSync(join(PACKAGE, 'lib'), { recursive: true, force: true })
}

async function official() {
  say('fetching TensorFlow’s official library')
  if (!(await reachable(new URL(packageJson().binary.host).origin))) {
    say('its host cannot be reached from here')
    return null
  }
  clean()
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const { status, output } = await run(process.execPath, ['scripts/install.js'], {
    cwd: PACKAGE,
    seconds: INSTALL_SECONDS,
    env: { PATH: path },
  })
  const backend = status === 0 ? await working() : null
  if (!backend)
    say(
      status === null
        ? `not done after ${INSTALL_SECONDS} seconds, given up`
        : `its install script failed: ${lastLines(output, 2)}`,
    )
  return backend
}

/** Whether a host answers soon. The install script goes through a proxy, Node's fetch does not: then only the script can tell. */
async function reachable(/** @type {string} */ host) {
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy) return true
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(REACH_SECONDS * 1000) })
    return true
  } catch {
    return false
  }
}

async function fromArchive() {
  const here = `${process.platform}-${process.arch}`
  if (here !== ARCHIVE_PLATFORM) {
    say(`the npm registry has TensorFlow’s library for ${ARCHIVE_PLATFORM} only, this is ${here}`)
    return null
  }
  try {
    const archive = await nativeArchive(say)
    clean()
    place(join(archive, 'deps'), join(PACKAGE, 'deps'))
    place(join(archive, 'lib', 'napi-v6'), bindingFolder())
  } catch (error) {
    say(`TensorFlow’s library from the npm registry: ${/** @type {Error} */ (error).message}`)
    return null
  }
  const backend = await working()
  if (!backend) say('TensorFlow’s library from the npm registry does not run on this machine')
  return backend
}
