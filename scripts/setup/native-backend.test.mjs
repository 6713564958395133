/**
 * Set-up's whole way to a library, in an installed package of its own: real pip and npm, hosts on this machine, and bindings that are
 * JavaScript and answer as TensorFlow's would.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  NOWHERE,
  officialFolder,
  startIndex,
  startOfficialHost,
  startRegistry,
} from '../testing/fake-hosts.mjs'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { ROOT, run } from './shell.mjs'

const TFJS_NODE = 'node_modules/@tensorflow/tfjs-node'
const PARTS = ['package.json', 'scripts', 'binding', 'binding.gyp']

const here = freshFolder({ compiler: binding('2.18.1') })
beforeEach(() => {
  vi.stubEnv('NODE_PATH', join(ROOT, 'node_modules'))
  const hook = join(here.folder, 'javascript-bindings.cjs')
  writeFileSync(hook, "const { _extensions: by } = require('node:module')\nby['.node'] = by['.js']\n")
  vi.stubEnv('NODE_OPTIONS', `--require ${hook}`)
})

/** What set-up's check asks of a binding; TensorFlow 1 has no oneDNN. @param {string} version */
function binding(version) {
  return `module.exports = {
    TF_Version: '${version}',
    createTensor: () => 0,
    tensorDataSync: () => [11],
    executeOp: (name) => {
      if (name !== 'MatMul' && ${version.startsWith('1.')}) throw new Error(name + ' is not implemented')
      return [{ id: 0 }]
    },
  }`
}

/** An installed package with tfjs-node as npm leaves it, or with a library in place. @param {string} name @param {string} [version] */
function installed(name, version) {
  const root = join(here.folder, name)
  cpSync(join(ROOT, 'scripts/setup'), join(root, 'scripts/setup'), {
    recursive: true,
    filter: (path) => !path.includes('.test.'),
  })
  for (const file of ['src/engine/backend/library-folders.mjs', 'package.json']) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    cpSync(join(ROOT, file), join(root, file))
  }
  for (const part of PARTS)
    cpSync(join(ROOT, TFJS_NODE, part), join(root, TFJS_NODE, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules/.bin'), join(root, 'node_modules/.bin'))
  if (version) {
    for (const place of ['deps/lib', 'lib/napi-v6'])
      mkdirSync(join(root, TFJS_NODE, place), { recursive: true })
    writeFileSync(join(root, TFJS_NODE, 'deps/lib', `libtensorflow.so.${version}`), 'library')
    writeFileSync(join(root, TFJS_NODE, 'lib/napi-v6/tfjs_binding.node'), binding(version))
  }
  return root
}

/** What set-up pins, as the hosts here have it. @typedef {{ wheel?: object, archive?: object, archives?: Record<string, object> }} Pinned */

/** Sets a package up as \`npm start\` does, and gives what it says. @param {string} root @param {Pinned} [pinned] */
async function setUp(root, { wheel, archive, archives } = {}) {
  const program = `
    const { WHEELS } = await import('./scripts/setup/python-wheel.mjs')
    const { ARCHIVE } = await import('./scripts/setup/native-archive.mjs')
    const { ARCHIVES } = await import('./scripts/setup/official-library.mjs')
    Object.assign(WHEELS['2.18.1'], ${JSON.stringify(wheel ?? {})})
    Object.assign(ARCHIVE, ${JSON.stringify(archive ?? {})})
    Object.assign(ARCHIVES, ${JSON.stringify(archives ?? {})})
    const { installNativeBackend } = await import('./scripts/setup/native-backend.mjs')
    await installNativeBackend()`
  const { output } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: root })
  return output
}

/** Where pip, npm and tfjs-node's script are told to look: nobody is there. */
function leaveAllHosts() {
  vi.stubEnv('PIP_INDEX_URL', `${NOWHERE}/simple/`)
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null')
  vi.stubEnv('PIP_FIND_LINKS', '')
  vi.stubEnv('TFJS_NODE_CDN_STORAGE', `${NOWHERE}/`)
  vi.stubEnv('npm_config_registry', `${NOWHERE}/`)
  vi.stubEnv('npm_config_cache', join(here.folder, 'npm-cache'))
  vi.stubEnv('npm_config_fetch_retries', '0')
}

/** Programs by name: npm, and what is asked for. @param {string[]} names */
function onlyPrograms(...names) {
  const bin = join(here.folder, 'only')
  mkdirSync(bin)
  for (const name of ['node', 'npm', 'sh', 'tar', ...names]) {
    const place = (process.env.PATH ?? '').split(':').find((each) => existsSync(join(each, name)))
    if (place) symlinkSync(realpathSync(join(place, name)), join(bin, name))
  }
  vi.stubEnv('PATH', bin)
}

/** The names of the libraries in place. @param {string} root */
const libraries = (root) => readdirSync(join(root, TFJS_NODE, 'deps/lib')).sort()

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('set-up', () => {
  it('takes the official library, says so in one line, and costs nothing afterwards', async () => {
    leaveAllHosts()
    const { archives, seen } = await startOfficialHost(here.folder, { binding: binding('2.9.1') })
    const root = installed('package')
    const said = await setUp(root, { archives })
    expect(said.match(/backend: .*/g)).toEqual([
      'backend: TensorFlow 2.9.1, native, with oneDNN (TensorFlow’s official library)',
    ])
    expect(libraries(root)).toContain('libtensorflow.so.2.9.1')
    const asked = seen.length
    expect(await setUp(root)).toBe('')
    expect(seen).toHaveLength(asked)
  })

  it('takes the wheel’s where the official one is out of reach, and the next checkout needs no host', async () => {
    leaveAllHosts()
    const { wheel } = await startIndex()
    const said = await setUp(installed('first'), { wheel })
    expect(said).toMatch(/official library cannot be had: .*ECONNREFUSED/)
    expect(said).toMatch(
      /backend: TensorFlow 2\.18\.1, native, with oneDNN \(the Python wheel tensorflow-cpu\)\n$/,
    )
    leaveAllHosts()
    onlyPrograms()
    vi.stubEnv('CXX', undefined)
    const second = installed('second')
    expect(await setUp(second, { wheel })).toMatch(/\(the Python wheel tensorflow-cpu\)\n$/)
    expect(libraries(second)).toEqual(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
  })

  it.each([
    ['pip', [], /wheel tensorflow-cpu cannot be had: no Python with pip/],
    ['a compiler', ['python3'], /wheel tensorflow-cpu cannot be had: no C\+\+ compiler/],
  ])('takes 1.15 from the npm registry without %s', async (what, programs, why) => {
    leaveAllHosts()
    const { wheel } = await startIndex()
    const { archive } = await startRegistry(here.folder, { binding: binding('1.15.0') })
    onlyPrograms(...programs)
    if (what === 'a compiler') vi.stubEnv('CXX', undefined)
    const root = installed('package')
    const said = await setUp(root, { wheel, archive })
    expect(said).toMatch(why)
    expect(said).toMatch(
      /backend: TensorFlow 1\.15\.0, native, without oneDNN \(the npm registry’s TensorFlow 1\.15\)\n$/,
    )
    expect(libraries(root)).toEqual(['libtensorflow.so.1.15.0'])
  })

  it('takes WebAssembly where no host is reached, and looks again when it starts anew', async () => {
    leaveAllHosts()
    const root = installed('package')
    const said = await setUp(root)
    expect(said.match(/cannot be had/g)).toHaveLength(4)
    expect(said).toMatch(/backend: WebAssembly\. .*training is slower\.\n$/)
    expect(await setUp(root)).toBe('')
    const stamp = join(root, '.gradwire-backend.json')
    const then = { ...JSON.parse(readFileSync(stamp, 'utf8')), time: Date.now() - 25 * 3600 * 1000 }
    writeFileSync(stamp, JSON.stringify(then))
    expect(await setUp(root)).toContain('backend: WebAssembly')
  })

  it('moves up from a 1.15 that is in place, and leaves it there while nothing better can be had', async () => {
    leaveAllHosts()
    const root = installed('package', '1.15.0')
    expect(await setUp(root)).toMatch(
      /backend: TensorFlow 1\.15\.0, native, without oneDNN \(in place already\)\n$/,
    )
    expect(libraries(root)).toEqual(['libtensorflow.so.1.15.0'])
    // Set-ups of before wrote what is in place, and not where it came from.
    writeFileSync(join(root, '.gradwire-backend.json'), JSON.stringify({ binding: 'here', files: 'these' }))
    const { wheel } = await startIndex()
    expect(await setUp(root, { wheel })).toMatch(/backend: TensorFlow 2\.18\.1, native, with oneDNN .*\n$/)
    expect(libraries(root)).toEqual(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
    expect(existsSync(join(root, TFJS_NODE, 'lib/napi-v6'))).toBe(false)
  })

  it('leaves a later one in place', async () => {
    leaveAllHosts()
    const { wheel, seen } = await startIndex()
    const root = installed('package', '2.9.1')
    expect(await setUp(root, { wheel })).toMatch(
      /^.*backend: TensorFlow 2\.9\.1, native, with oneDNN \(in place already\)\n$/,
    )
    expect(seen).toEqual([])
  })

  it('takes the one that GRADWIRE_TENSORFLOW names before all others', async () => {
    leaveAllHosts()
    const root = installed('package', '2.9.1')
    const own = join(here.folder, 'libtensorflow')
    officialFolder(own, '2.18.0')
    vi.stubEnv('GRADWIRE_TENSORFLOW', own)
    expect(await setUp(root)).toMatch(
      /backend: TensorFlow 2\.18\.1, native, with oneDNN \(GRADWIRE_TENSORFLOW\)\n$/,
    )
    expect(libraries(root)).toContain('libtensorflow.so.2.18.0')
    expect(await setUp(root)).toBe('')
    vi.stubEnv('GRADWIRE_TENSORFLOW', join(here.folder, 'nowhere'))
    expect(await setUp(root)).toMatch(/nothing is there\.\n.*unset GRADWIRE_TENSORFLOW/)
  })
})
