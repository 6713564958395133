import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindingIn, keptLibrary } from '../../src/engine/backend/library-folders.mjs'
import { BUILD_PATIENCE, buildProgram } from '../built-program.mjs'
import { ROOT, run } from '../setup/shell.mjs'
import { CARRIED } from './carried-library.mjs'
import { builderConfig, packedFolder } from './config.mjs'
import { bytesIn, MOST_INSTALLED } from './contents.mjs'
import { bytesWithoutSymbols } from './without-symbols.mjs'

const require = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'))
const { listPackage, extractFile } = require('@electron/asar')
const { FuseV1Options, getCurrentFuseWire } = require('@electron/fuses')
/** By which the tool finds a program's fuses; they are followed by their version, their count and themselves. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u000800000000'
const ON = '1'.charCodeAt(0)
/** Each with its place. */
const fuses = /** @type {[string, number][]} */ (
  Object.entries(FuseV1Options).filter(([, at]) => typeof at === 'number')
)
/** What Electron and TensorFlow are not, in bytes: the program as it is packed. */
const MOST = 40e6
/** Electron 45 for Linux with its words in two languages, in bytes: estimated. */
const ELECTRON = 250e6
/** The library of installers, where this machine keeps it. */
const carried = keptLibrary(CARRIED)
const updates = 'https://example.org/gradwire'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-dist-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** @param {string} name @param {Record<string, string>} files @returns {string} where they are */
function standIn(name, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text, { mode: 0o755 })
  }
  return join(folder, name)
}

// Electron-builder packs for the system that it runs on, and each has its own folder of Electron.
describe.runIf(process.platform === 'linux')('the packed desktop app', () => {
  const output = join(folder, 'dist')
  const app = packedFolder(output)
  const archive = join(app, 'resources/app.asar')
  beforeAll(async () => {
    await buildProgram()
    const electron = standIn('electron', {
      electron: `#!/bin/sh\n#${FUSES}\n`,
      LICENSE: 'Electron’s',
      'LICENSES.chromium.html': 'Chromium’s',
      'locales/en-US.pak': '',
      'resources/version': '',
    })
    const library = standIn('tensorflow', {
      'lib/napi-v8/tfjs_binding.node': 'binding',
      'deps/lib/libtensorflow_cc.so.2': 'library',
      'deps/include/tensorflow/c/c_api.h': 'header',
    })
    const { build, Platform } = await import('electron-builder')
    await build({
      projectDir: ROOT,
      targets: Platform.LINUX.createTarget('dir'),
      config: builderConfig({ library, output, electron, updates }),
      publish: 'never',
    })
  }, BUILD_PATIENCE)

  it('has the program, what it runs on without TensorFlow, and nothing of development', () => {
    const files = listPackage(archive, { isPack: false })
    for (const file of [
      '/package.json',
      '/out/main/electron.js',
      '/out/main/engine.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
      '/resources/samples/mnist-cnn.json',
      '/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js',
    ])
      expect(files).toContain(file)
    const packages = files.filter((file) => /^\/node_modules\/(@[^/]+\/)?[^/@]+$/.test(file))
    expect(packages.sort()).toEqual([
      '/node_modules/@tensorflow/tfjs-backend-wasm',
      '/node_modules/@tensorflow/tfjs-core',
    ])
    expect(files.filter((file) => /\.(map|ts|br|gz)$|test|\/src\//.test(file))).toEqual([])
  })

  it('is small beside Electron and TensorFlow', () => {
    expect(bytesIn(app)).toBeLessThan(MOST)
  })

  it.runIf(bindingIn(carried))('has less than 700 MB with the TensorFlow of installers and Electron', () => {
    const library = join(carried, 'deps/lib')
    const sizes = readdirSync(library).map((name) => bytesWithoutSymbols(join(library, name)))
    const installed = bytesIn(app) + sizes.reduce((sum, size) => sum + size, 0) + ELECTRON
    expect(installed).toBeLessThan(MOST_INSTALLED)
  })

  it('knows its publisher’s address where there is one, and has what asks there, loaded only then', () => {
    expect(readFileSync(join(app, 'resources/app-update.yml'), 'utf8')).toContain(`url: ${updates}\n`)
    const text = (/** @type {string} */ path) => extractFile(archive, path).toString('utf8')
    expect(text('out/main/THIRD-PARTY-NOTICES.txt')).toContain('electron-updater')
    const main = text('out/main/electron.js')
    expect(main).not.toContain('class AppImageUpdater')
    expect(main).not.toMatch(/^import .*\/main-/m)
    const { publish } = builderConfig({ library: '', output })
    expect(publish).toBeNull()
  })

  it('has TensorFlow’s library beside the archive, without what it was compiled with', () => {
    const resources = join(app, 'resources', 'tensorflow')
    expect(readdirSync(resources, { recursive: true }).map(String).sort()).toEqual([
      'deps',
      'deps/lib',
      'deps/lib/libtensorflow_cc.so.2',
      'lib',
      'lib/napi-v8',
      'lib/napi-v8/tfjs_binding.node',
    ])
    expect(readdirSync(join(app, 'resources'))).toContain('app.asar.unpacked')
  })

  it('has the licences of all that is in it', () => {
    expect(readFileSync(join(app, 'LICENSE.electron.txt'), 'utf8')).toBe('Electron’s')
    expect(readdirSync(app)).toContain('LICENSES.chromium.html')
    const text = (/** @type {string} */ path) => extractFile(archive, path).toString('utf8')
    expect(text('LICENSE')).toContain('MIT')
    expect(text('out/renderer/THIRD-PARTY-NOTICES.txt')).toContain('react')
    expect(text('out/main/THIRD-PARTY-NOTICES.txt')).toContain('zod')
  })

  it('starts no Node, takes no options from outside, and nothing but its archive', async () => {
    const wire = await getCurrentFuseWire(join(app, 'gradwire'))
    const states = /** @type {Record<string, number>} */ (/** @type {unknown} */ (wire))
    const on = fuses.filter(([, at]) => states[at] === ON).map(([name]) => name)
    expect(on).toEqual([
      'EnableCookieEncryption',
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
    ])
  })
})

it('updates come by https only', async () => {
  const dist = [join(ROOT, 'scripts/dist.mjs'), '--updates', 'http://example.org']
  const { status, output } = await run(process.execPath, dist)
  expect(status).not.toBe(0)
  expect(output).toContain('https://')
})
