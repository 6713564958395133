/** The way through the npm registry, on this machine: the real npm asks it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bindingIn } from '../../src/engine/backend/library-folders.mjs'
import { integrityOf, startProxy, startRegistry } from '../testing/fake-hosts.mjs'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { nativeArchive } from './native-archive.mjs'
import { npm } from './shell.mjs'

const LINUX_X64 = process.platform === 'linux' && process.arch === 'x64'

const here = freshFolder()

const downloads = () => join(here.folder, 'cache', 'downloads')

describe.runIf(LINUX_X64)('TensorFlow 1.15 from the npm registry', () => {
  it('is kept with its licence and its binding alone, and nobody is asked again', async () => {
    const { archive, seen } = await startRegistry(here.folder)
    const library = await nativeArchive(archive)
    expect(readdirSync(join(library, 'deps')).sort()).toEqual(['LICENSE', 'lib'])
    expect(readFileSync(bindingIn(library) ?? '', 'utf8')).toBe('binding of 1.15')
    expect(readdirSync(library)).not.toContain('dist')
    expect(readdirSync(downloads())).toEqual([])
    expect(here.said[0]).toMatch(
      /downloading tfjs-node-lambda-releases@1\.6\.1 from the npm registry \(\d+ MB, 250 MB unpacked\)/,
    )
    const asked = seen.length
    vi.stubEnv('PATH', '')
    vi.stubEnv('npm_execpath', '')
    expect(await nativeArchive(archive)).toBe(library)
    expect(seen).toHaveLength(asked)
  })

  it('goes on with a download that broke off, through a proxy too', async () => {
    const { archive, port, fetched } = await startRegistry(here.folder, {
      cut: (bytes, count) => (count === 1 ? bytes.subarray(0, 200) : bytes),
    })
    const { address } = await startProxy({ port })
    // npm makes addresses of the registry that it was told of.
    vi.stubEnv('npm_config_registry', 'http://registry.invalid/')
    vi.stubEnv('HTTP_PROXY', address)
    expect(bindingIn(await nativeArchive(archive))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual([undefined, 'bytes=200-'])
  })

  it('starts anew when what an earlier set-up left is damaged', async () => {
    const { archive, fetched } = await startRegistry(here.folder)
    mkdirSync(downloads(), { recursive: true })
    writeFileSync(join(downloads(), `${archive.file}.part`), 'x'.repeat(300))
    expect(bindingIn(await nativeArchive(archive))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual(['bytes=300-', undefined])
  })

  it('is refused when it is not what was pinned', async () => {
    const { archive } = await startRegistry(here.folder)
    const other = { ...archive, integrity: integrityOf(Buffer.from('another'), 'sha512') }
    await expect(nativeArchive(other)).rejects.toThrow('not what was pinned')
    expect(readdirSync(downloads())).toEqual([])
  })

  it('comes out of npm’s own cache where the registry is out of reach', async () => {
    const { archive, stop } = await startRegistry(here.folder)
    await npm(['cache', 'add', `${archive.name}@${archive.version}`])
    stop()
    expect(bindingIn(await nativeArchive(archive))).not.toBeNull()
    expect(here.said.join('\n')).toContain('through npm')
  })

  it('cannot be had without a registry, and says so', async () => {
    const { archive, stop } = await startRegistry(here.folder)
    stop()
    await expect(nativeArchive(archive)).rejects.toThrow('ECONNREFUSED')
  })
})
