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
import { gunzipSync } from 'node:zlib'
import { bindingIn, tfjsNodeFolder } from '../../src/engine/backend/library-folders.mjs'
import { downloaded } from './download.mjs'
import { kept, place } from './kept-library.mjs'
import { get, proxyFor } from './proxied-request.mjs'
import { lastLines, ROOT, run, say } from './shell.mjs'
import { readTar, writeEntry } from './tar.mjs'

const INSTALL_SECONDS = 300
/** What the script reads of the package; it writes `deps` and `lib` beside them. */
const PACKAGE = ['package.json', 'scripts', 'binding', 'binding.gyp']
/** Headers are not kept: the binding is there. */
const NOT_KEPT = new Set(['include'])

/** @typedef {{ path: string, integrity: string }} Archive `path`: on the host of all of them */
/**
 * The archives that the script of tfjs-node 4.22 unpacks into `deps`. It fetches by itself, without going on, checking or a way around a
 * proxy, so they are put there before it runs; others it fetches.
 *
 * @type {Record<string, Archive>}
 */
export const ARCHIVES = {
  'linux-x64': {
    path: 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
    integrity: 'sha256-f1ENJUbj214QsdEZRjaJAD1YeEKJKtPJW8pRz4KCAXM=',
  },
  'darwin-x64': {
    path: 'tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz',
    integrity: 'sha256-Vvg9MyC6D2mqr9bAWGReG3+8dfuaP8Nta+mN4SkcoiY=',
  },
  'darwin-arm64': {
    path: 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz',
    integrity: 'sha256-E6siuX4q8G5DGq63tC+4mYGWXdAaoW2gNdghCqQYPXk=',
  },
}
const HOST = 'https://storage.googleapis.com/'

/**
 * The kept official library; fetched where the cache does not hold it.
 * Errors: npm left tfjs-node out, its host cannot be reached, or its script fails.
 *
 * @param {{ folder?: string | null, archives?: Record<string, Archive> }} [options] `folder`: of the package tfjs-node
 */
export async function officialLibrary({
  folder = tfjsNodeFolder(createRequire(join(ROOT, 'package.json'))),
  archives = ARCHIVES,
} = {}) {
  if (!folder) throw new Error('the package tfjs-node, whose script fetches it, is not installed')
  const { version, binary } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return kept(`official-${version}`, async (made) => {
    const archive = isElsewhere(folder) ? undefined : archives[`${process.platform}-${process.arch}`]
    const path = archive ? await fetchArchive(archive) : null
    if (!path) await findHost()
    const copy = copyPackage(folder)
    try {
      if (path) unpack(path, join(copy, 'deps'))
      say('fetching its binding')
      await runScript(copy, join(folder, '..', '..', '.bin'), binary.host)
      keepParts(copy, made)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
    if (path) rmSync(path)
  })
}

/** Whether a person has told tfjs-node's script of another library. @param {string} folder */
function isElsewhere(folder) {
  const { TFJS_NODE_BASE_URI: base, npm_config_TFJS_NODE_BASE_URI: configured } = process.env
  return Boolean(base || configured) || existsSync(join(folder, 'scripts', 'custom-binary.json'))
}

/** @param {Archive} archive */
function fetchArchive({ path, integrity }) {
  const wanted = {
    title: 'TensorFlow’s official library',
    file: path.slice(path.lastIndexOf('/') + 1),
    integrity,
  }
  return downloaded(wanted, { address: async () => new URL(path, host()).href })
}

/** The variables are the script's own. */
function host() {
  const {
    TFJS_NODE_CDN_STORAGE: own,
    npm_config_TFJS_NODE_CDN_STORAGE: configured,
    CDN_STORAGE: other,
  } = process.env
  return own || configured || other || HOST
}

/** Errors: the script's host does not answer. */
async function findHost() {
  const { TFJS_NODE_BASE_URI: base } = process.env
  const answer = await get(base || host())
  answer.destroy()
}

/** @param {string} path @param {string} folder */
function unpack(path, folder) {
  say('unpacking TensorFlow')
  for (const entry of readTar(gunzipSync(readFileSync(path)))) writeEntry(entry, join(folder, entry.name))
}

/** The package beside itself, where its script finds what it needs and breaks nothing that is in place. @param {string} folder */
function copyPackage(folder) {
  const copy = mkdtempSync(join(dirname(folder), '.fetching-'))
  for (const name of PACKAGE) cpSync(join(folder, name), join(copy, name), { recursive: true })
  const nested = join(folder, 'node_modules')
  if (existsSync(nested)) symlinkSync(nested, join(copy, 'node_modules'), 'junction')
  return copy
}

/** @param {string} folder @param {string} programs @param {string} bindingHost */
async function runScript(folder, programs, bindingHost) {
  const { npm_config_tfjs_binding_binary_host_mirror: mirror } = process.env
  // It knows one variable alone, and no hosts that need no proxy.
  const proxy = proxyFor(new URL(mirror || bindingHost))?.href
  const { status, output } = await run(process.execPath, ['scripts/install.js'], {
    cwd: folder,
    seconds: INSTALL_SECONDS,
    env: {
      PATH: [programs, process.env.PATH].join(delimiter),
      http_proxy: proxy,
      HTTP_PROXY: proxy,
      npm_config_proxy: proxy,
    },
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
