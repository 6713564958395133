/** The way of GRADWIRE_TENSORFLOW: folders and archives as TensorFlow lays them out, and a compiler that writes what it is asked for. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bindingIn, ownLibrary } from '../../src/engine/backend/library-folders.mjs'
import { officialFolder, wheelFiles, zipped } from '../testing/fake-hosts.mjs'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { namedLibrary } from './own-library.mjs'

const here = freshFolder({ compiler: 'compiled' })

describe.runIf(process.platform === 'linux')('the library that GRADWIRE_TENSORFLOW names', () => {
  /** A folder as TensorFlow's C archives unpack to. */
  function archiveFolder() {
    const from = join(here.folder, 'libtensorflow')
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
    const archive = join(here.folder, 'libtensorflow-cpu-linux-x86_64.tar.gz')
    execFileSync('tar', ['-czf', archive, '-C', archiveFolder(), '.'])
    return expectLibrary(archive)
  })

  it('may be a wheel', async () => {
    const archive = join(here.folder, 'tensorflow_cpu.whl')
    writeFileSync(archive, zipped(wheelFiles()))
    expect(bindingIn(await namedLibrary(archive))).not.toBeNull()
  })

  it('is taken as it is where it has a binding', async () => {
    const made = await namedLibrary(archiveFolder())
    expect(await namedLibrary(made)).toBe(made)
  })

  it('is refused with a remedy where there is none', async () => {
    await expect(namedLibrary(join(here.folder, 'nowhere'))).rejects.toThrow(/nothing is there\.\n.*unset/)
    mkdirSync(join(here.folder, 'empty'))
    await expect(namedLibrary(join(here.folder, 'empty'))).rejects.toThrow(/there is no libtensorflow\.so/)
    const headless = archiveFolder()
    rmSync(join(headless, 'include'), { recursive: true })
    await expect(namedLibrary(headless)).rejects.toThrow(/there are no headers/)
  })
})
