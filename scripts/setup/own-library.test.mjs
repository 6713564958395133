/** The way of GRADWIRE_TENSORFLOW: folders and archives as TensorFlow lays them out, and a compiler that writes what it is asked for. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bindingIn, ownLibrary } from '../../src/engine/backend/library-folders.mjs'
import { fakeCompiler, forgetSettings, officialFolder, wheelFiles, zipped } from '../testing/fake-hosts.mjs'
import { namedLibrary } from './own-library.mjs'

let folder = ''
/** What set-up said. @type {string[]} */
let said = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-own-test-'))
  said = []
  vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)))
  vi.stubEnv('GRADWIRE_CACHE', join(folder, 'cache'))
  vi.stubEnv('CXX', fakeCompiler(folder))
  forgetSettings()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

describe.runIf(process.platform === 'linux')('the library that GRADWIRE_TENSORFLOW names', () => {
  /** A folder as TensorFlow's C archives unpack to. */
  function archiveFolder() {
    const from = join(folder, 'libtensorflow')
    officialFolder(from, '2.18.0')
    return from
  }

  /** @param {string} path */
  async function expectLibrary(path) {
    const library = await namedLibrary(path)
    expect(library).toBe(ownLibrary(path))
    expect(readFileSync(join(library, 'deps', 'lib', 'libtensorflow.so.2'), 'utf8')).toMatch(
      /^(libtensorflow)+$/,
    )
    expect(existsSync(join(library, 'deps', 'LICENSE'))).toBe(true)
    expect(bindingIn(library)).not.toBeNull()
  }

  it('may be a folder with library and headers', () => expectLibrary(archiveFolder()))

  it('may be an archive as TensorFlow publishes them', () => {
    const archive = join(folder, 'libtensorflow-cpu-linux-x86_64.tar.gz')
    execFileSync('tar', ['-czf', archive, '-C', archiveFolder(), '.'])
    return expectLibrary(archive)
  })

  it('may be a wheel', async () => {
    const archive = join(folder, 'tensorflow_cpu.whl')
    writeFileSync(archive, zipped(wheelFiles()))
    expect(bindingIn(await namedLibrary(archive))).not.toBeNull()
  })

  it('is taken as it is where it has a binding', async () => {
    const made = await namedLibrary(archiveFolder())
    expect(await namedLibrary(made)).toBe(made)
  })

  it('is refused with a remedy where there is none', async () => {
    await expect(namedLibrary(join(folder, 'nowhere'))).rejects.toThrow(/nothing is there\.\n.*unset/)
    mkdirSync(join(folder, 'empty'))
    await expect(namedLibrary(join(folder, 'empty'))).rejects.toThrow(/there is no libtensorflow\.so/)
    const headless = archiveFolder()
    rmSync(join(headless, 'include'), { recursive: true })
    await expect(namedLibrary(headless)).rejects.toThrow(/there are no headers/)
  })
})
