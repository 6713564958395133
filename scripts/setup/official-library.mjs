/** TensorFlow's official library, as tfjs-node's own install script fetches it, with the binding made for it. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  cpSync,
  existsSync,
  mkdirSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { bindingIn, tfjsNodeFolder } from '../../src/engine/backend/library-folders.mjs'
import { kept, place } from './kept-library.mjs'
import { lastLines, ROOT, run, say } from './shell.mjs'

const REACH_SECONDS = 5
const INSTALL_SECONDS = 300
/** What the script reads of the package; it writes `deps` and `lib` beside them. */
const PACKAGE = ['package.json', 'scripts', 'binding', 'binding.gyp']
/** Headers are not kept: the binding is there. */
const NOT_KEPT = new Set(['include'])

/**
 * The kept official library; fetched where the cache does not hold it.
 * Errors: npm left tfjs-node out, its host cannot be reached, or its script fails.
 *
 * @param {string | null} [folder] of the package tfjs-node
 */
export async function officialLibrary(folder = tfjsNodeFolder(createRequire(join(ROOT, 'package.json')))) {
  if (!folder) throw new Error('the package tfjs-node, whose script fetches it, is not installed')
  const { version, binary } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return kept(`official-${version}`, async (made) => {
    say('fetching TensorFlow’s official library')
    if (!(await reachable(libraryHost(binary.host)))) throw new Error('its host cannot be reached from here')
    const copy = copyPackage(folder)
    try {
      await runScript(copy, join(folder, '..', '..', '.bin'))
      keepParts(copy, made)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })
}

/** The host that the script asks; the variables are the script's own. @param {string} usual */
function libraryHost(usual) {
  const { TFJS_NODE_BASE_URI: base, TFJS_NODE_CDN_STORAGE: storage, CDN_STORAGE: other } = process.env
  return new URL(base || storage || other || usual).origin
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

/** The package beside itself, where its script finds what it needs and breaks nothing that is in place. @param {string} folder */
function copyPackage(folder) {
  const copy = mkdtempSync(join(dirname(folder), '.fetching-'))
  for (const name of PACKAGE) cpSync(join(folder, name), join(copy, name), { recursive: true })
  const nested = join(folder, 'node_modules')
  if (existsSync(nested)) symlinkSync(nested, join(copy, 'node_modules'), 'junction')
  return copy
}

/** @param {string} folder @param {string} programs */
async function runScript(folder, programs) {
  const { status, output } = await run(process.execPath, ['scripts/install.js'], {
    cwd: folder,
    seconds: INSTALL_SECONDS,
    env: { PATH: [programs, process.env.PATH].join(delimiter) },
  })
  if (status === null) throw new Error(`not done after ${INSTALL_SECONDS} seconds, given up`)
  if (status !== 0 || !bindingIn(folder)) throw new Error(`its script failed: ${lastLines(output, 2)}`)
}

/** @param {string} from @param {string} to */
function keepParts(from, to) {
  mkdirSync(join(to, 'deps'), { recursive: true })
  for (const entry of readdirSync(join(from, 'deps'), { withFileTypes: true })) {
    if (NOT_KEPT.has(entry.name)) continue
    const source = join(from, 'deps', entry.name)
    const target = join(to, 'deps', entry.name)
    if (entry.isDirectory()) place(source, target)
    else cpSync(source, target)
  }
  place(join(from, 'lib'), join(to, 'lib'))
}
