/** The way through a Python wheel: the real pip, an index on this machine, and a compiler that writes what it is asked for. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bindingIn } from '../../src/engine/backend/library-folders.mjs'
import { barePath, integrityOf, NOWHERE, startIndex, startProxy } from '../testing/fake-hosts.mjs'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { wheelLibrary } from './python-wheel.mjs'

const LINUX_X64 = process.platform === 'linux' && process.arch === 'x64'

const here = freshFolder({ compiler: 'compiled' })

describe.runIf(LINUX_X64)('the library from a Python wheel', () => {
  it('keeps the two libraries, their licences and a binding, and asks nobody when it has them', async () => {
    const { wheel, seen } = await startIndex()
    const library = await wheelLibrary(wheel)
    expect(readdirSync(join(library, 'deps')).sort()).toEqual(['LICENSE', 'THIRD_PARTY_NOTICES.txt', 'lib'])
    expect(readdirSync(join(library, 'deps', 'lib')).sort()).toEqual([
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ])
    expect(bindingIn(library)).not.toBeNull()
    expect(readdirSync(join(here.folder, 'cache', 'downloads'))).toEqual([])
    expect(here.said.join('\n')).toMatch(
      /downloading the Python wheel tensorflow-cpu 0\.0\.1 \(\d+ MB, 1 MB unpacked\)/,
    )
    const asked = seen.length
    barePath(here.folder)
    expect(await wheelLibrary(wheel)).toBe(library)
    expect(seen).toHaveLength(asked)
  })

  it('goes on with a download that broke off, through a proxy too', async () => {
    const { wheel, port, fetched } = await startIndex({
      cut: (bytes, count) => (count === 1 ? bytes.subarray(0, 100_000) : bytes),
    })
    const { address, seen } = await startProxy({ port })
    vi.stubEnv('PIP_INDEX_URL', 'http://index.invalid/simple/')
    vi.stubEnv('PIP_TRUSTED_HOST', 'index.invalid')
    vi.stubEnv('http_proxy', address)
    expect(bindingIn(await wheelLibrary(wheel))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual([undefined, 'bytes=100000-'])
    expect(new Set(seen.map(({ url }) => url))).toEqual(
      new Set(['http://index.invalid/simple/tensorflow-cpu/', `http://index.invalid/files/${wheel.file}`]),
    )
  })

  it('goes on with what an earlier set-up left, and starts anew when that is damaged', async () => {
    const { wheel, fetched } = await startIndex()
    const downloads = join(here.folder, 'cache', 'downloads')
    mkdirSync(downloads, { recursive: true })
    writeFileSync(join(downloads, `${wheel.file}.part`), 'x'.repeat(50_000))
    expect(bindingIn(await wheelLibrary(wheel))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual(['bytes=50000-', undefined])
  })

  it('comes through pip from an index that wants a name and a password', async () => {
    const { wheel, fetched } = await startIndex({ user: 'me:secret' })
    expect(bindingIn(await wheelLibrary(wheel))).not.toBeNull()
    expect(here.said.join('\n')).toContain('through pip')
    // Ours is refused; pip's comes again with its name.
    expect(fetched().length).toBeGreaterThan(1)
  })

  it('is refused when it is not what was pinned', async () => {
    const { wheel } = await startIndex()
    await expect(wheelLibrary({ ...wheel, integrity: integrityOf(Buffer.from('another')) })).rejects.toThrow(
      'not what was pinned',
    )
    expect(readdirSync(join(here.folder, 'cache', 'downloads'))).toEqual([])
  })

  it('is made anew when the cache is damaged', async () => {
    const { wheel, fetched } = await startIndex()
    const library = await wheelLibrary(wheel)
    const file = join(library, 'deps', 'lib', 'libtensorflow_cc.so.2')
    const bytes = readFileSync(file)
    bytes.write('L')
    writeFileSync(file, bytes)
    await wheelLibrary(wheel)
    expect(here.said.join('\n')).toContain('what the cache holds of TensorFlow 0.0.1 is damaged')
    expect(fetched()).toHaveLength(2)
    expect(readFileSync(file).toString()).toBe('library'.repeat(40_000))
  })

  it('says what is missing: a compiler, pip, or an index', async () => {
    const { wheel } = await startIndex()
    vi.stubEnv('PIP_INDEX_URL', `${NOWHERE}/simple/`)
    await expect(wheelLibrary(wheel)).rejects.toThrow('pip finds no index with it')
    barePath(here.folder)
    await expect(wheelLibrary(wheel)).rejects.toThrow('no C++ compiler')
    vi.stubEnv('CXX', join(here.folder, 'fake-c++'))
    symlinkSync('/bin/sh', join(here.folder, 'bin', 'sh'))
    await expect(wheelLibrary(wheel)).rejects.toThrow('no Python with pip')
  })
})
