/** TensorFlow's native CPU backend: its official binary, else the npm registry's, else WebAssembly. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { nativeFolder } from './cache-folder.mjs'
import { libraryFiles } from './library-files.mjs'
import { ARCHIVE_PLATFORM, nativeArchive, place } from './native-archive.mjs'
import { IN_CHECKOUT, lastLines, ROOT, run, say } from './shell.mjs'

const STAMP = join(ROOT, IN_CHECKOUT ? 'node_modules' : '', '.gradwire-backend.json')
const REACH_SECONDS = 5
const INSTALL_SECONDS = 300
const CHECK_SECONDS = 60
const RETRY_WASM_MS = 24 * 3600 * 1000

/** Loads the binding and multiplies two matrices: in a process of its own, since a bad library takes the process down. */
const CHECK = `
  const binding = require(process.argv[1])
  const matrix = (shape, values) => binding.createTensor(shape, binding.TF_FLOAT, Float32Array.from(values))
  const inputs = [matrix([1, 2], [1, 2]), matrix([2, 1], [3, 4])]
  const [product] = binding.executeOp('MatMul', [], inputs, 1)
  const [value] = binding.tensorDataSync(product.id)
  if (value !== 11) throw new Error('1*3 + 2*4 gave ' + value)
  process.stdout.write('TensorFlow ' + binding.TF_Version)
`

export async function installNativeBackend() {
  if (isCurrent()) return
  const backend = (await working()) ?? (await official()) ?? (await fromArchive())
  if (backend) say(`backend: ${backend}, native`)
  else
    say(
      'backend: WebAssembly. TensorFlow’s native library cannot be had on this machine, so training is slower.',
    )
  const stamp = {
    native: Boolean(backend),
    binding: binding(),
    files: libraryFiles(home()),
    time: Date.now(),
  }
  try {
    writeFileSync(STAMP, JSON.stringify(stamp))
  } catch {
    // A package that this person may not change: it is looked at again the next time.
  }
}

function isCurrent() {
  if (!existsSync(STAMP)) return false
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'))
    if (!stamp.native) return Date.now() - stamp.time < RETRY_WASM_MS
    return stamp.binding === binding() && stamp.files === libraryFiles(home())
  } catch {
    return false
  }
}

/** The folder of the package tfjs-node; null where npm left it out, since its install script reached no host. */
function tfjsNode() {
  try {
    const require = createRequire(join(ROOT, 'package.json'))
    return dirname(require.resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return null
  }
}

/** The folder with `deps` and `lib`. */
function home() {
  return tfjsNode() ?? nativeFolder()
}

/** The binding: for tfjs-node at the highest N-API version that both it and this Node know. */
function binding() {
  const folder = tfjsNode()
  if (!folder) return join(nativeFolder(), 'lib', 'napi-v6', 'tfjs_binding.node')
  const known = packageJson(folder).binary.napi_versions.filter(
    (/** @type {number} */ version) => version <= Number(process.versions.napi),
  )
  return join(folder, 'lib', `napi-v${Math.max(...known)}`, 'tfjs_binding.node')
}

/** @param {string} folder */
function packageJson(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** The name of the backend that is in place and works, or null. */
async function working() {
  if (!existsSync(binding())) return null
  const { status, output } = await run(process.execPath, ['-e', CHECK, binding()], {
    seconds: CHECK_SECONDS,
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  })
  return status === 0 ? (/TensorFlow \S+/.exec(output)?.[0] ?? 'TensorFlow') : null
}

/** @param {string} folder */
function clean(folder) {
  rmSync(join(folder, 'deps'), { recursive: true, force: true })
  rmSync(join(folder, 'lib'), { recursive: true, force: true })
}

async function official() {
  const folder = tfjsNode()
  if (!folder) return null
  say('fetching TensorFlow’s official library')
  if (!(await reachable(new URL(packageJson(folder).binary.host).origin))) {
    say('its host cannot be reached from here')
    return null
  }
  clean(folder)
  const programs = join(folder, '..', '..', '.bin')
  const { status, output } = await run(process.execPath, ['scripts/install.js'], {
    cwd: folder,
    seconds: INSTALL_SECONDS,
    env: { PATH: [programs, process.env.PATH].join(delimiter) },
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
    const folder = tfjsNode()
    if (folder) {
      clean(folder)
      place(join(archive, 'deps'), join(folder, 'deps'))
      place(join(archive, 'lib', 'napi-v6'), dirname(binding()))
    }
  } catch (error) {
    say(`TensorFlow’s library from the npm registry: ${/** @type {Error} */ (error).message}`)
    return null
  }
  const backend = await working()
  if (!backend) say('TensorFlow’s library from the npm registry does not run on this machine')
  return backend
}
