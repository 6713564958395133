/** The official way: tfjs-node's own script, and hosts on this machine with the archives as they lie on the real ones. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bindingIn } from '../../src/engine/backend/library-folders.mjs'
import { NOWHERE, startHost, startOfficialHost, startProxy } from '../testing/fake-hosts.mjs'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { officialLibrary } from './official-library.mjs'

const LINUX_X64 = process.platform === 'linux' && process.arch === 'x64'

const here = freshFolder()

describe.runIf(LINUX_X64)('TensorFlow’s official library', () => {
  it('is fetched and kept without its headers, its binding by tfjs-node’s script, and nobody is asked again', async () => {
    const { archives, seen } = await startOfficialHost(here.folder)
    const library = await officialLibrary({ archives })
    expect(readdirSync(join(library, 'deps')).sort()).toEqual(['LICENSE', 'THIRD_PARTY_TF_C_LICENSES', 'lib'])
    const files = ['libtensorflow', 'libtensorflow_framework'].flatMap((name) =>
      ['.so', '.so.2', '.so.2.9.1'].map((end) => name + end),
    )
    expect(readdirSync(join(library, 'deps', 'lib')).sort()).toEqual(files)
    expect(readlinkSync(join(library, 'deps', 'lib', 'libtensorflow.so.2'))).toBe('libtensorflow.so.2.9.1')
    expect(readFileSync(bindingIn(library) ?? '', 'utf8')).toBe('official binding')
    expect(readdirSync(join(here.folder, 'cache', 'downloads'))).toEqual([])
    expect(here.said[0]).toMatch(/^gradwire: downloading TensorFlow’s official library \(\d+ MB\)$/)
    const asked = seen.length
    expect(await officialLibrary({ archives })).toBe(library)
    expect(seen).toHaveLength(asked)
  })

  it('goes on with a download that broke off, through a proxy too', async () => {
    const { archives, port, fetched } = await startOfficialHost(here.folder, {
      cut: (bytes, count) => (count === 1 ? bytes.subarray(0, 500) : bytes),
    })
    const { address, seen } = await startProxy({ port })
    vi.stubEnv('TFJS_NODE_CDN_STORAGE', 'http://archives.invalid/')
    vi.stubEnv('npm_config_tfjs_binding_binary_host_mirror', 'http://bindings.invalid/')
    vi.stubEnv('HTTP_PROXY', address)
    vi.stubEnv('HTTPS_PROXY', NOWHERE)
    expect(bindingIn(await officialLibrary({ archives }))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual([undefined, 'bytes=500-'])
    expect(seen.at(-1)?.url).toBe('CONNECT bindings.invalid:80')
  })

  it('comes past the proxy from hosts in NO_PROXY, its binding too', async () => {
    const { archives } = await startOfficialHost(here.folder)
    vi.stubEnv('HTTP_PROXY', NOWHERE)
    vi.stubEnv('HTTPS_PROXY', NOWHERE)
    vi.stubEnv('NO_PROXY', '127.0.0.1')
    expect(bindingIn(await officialLibrary({ archives }))).not.toBeNull()
  })

  it('is refused when it is not what was pinned', async () => {
    await startOfficialHost(here.folder)
    await expect(officialLibrary()).rejects.toThrow('not what was pinned')
    expect(readdirSync(join(here.folder, 'cache', 'downloads'))).toEqual([])
  })

  it('is the script’s own to fetch where a person has told it of another', async () => {
    const { address, fetched } = await startOfficialHost(here.folder)
    vi.stubEnv('TFJS_NODE_BASE_URI', `${address}/tensorflow/libtensorflow/libtensorflow-`)
    expect(bindingIn(await officialLibrary())).not.toBeNull()
    expect(fetched()).toHaveLength(1)
  })

  it('cannot be had where its host is out of reach, its script fails, or the package is missing', async () => {
    vi.stubEnv('TFJS_NODE_CDN_STORAGE', `${NOWHERE}/`)
    await expect(officialLibrary()).rejects.toThrow('ECONNREFUSED')
    const { archives } = await startOfficialHost(here.folder)
    const { address } = await startHost({})
    vi.stubEnv('npm_config_tfjs_binding_binary_host_mirror', `${address}/`)
    vi.stubEnv('npm_config_disturl', address)
    await expect(officialLibrary({ archives })).rejects.toThrow('its script failed')
    expect(
      existsSync(join(here.folder, 'cache', 'downloads', 'libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz')),
    ).toBe(true)
    await expect(officialLibrary({ folder: null })).rejects.toThrow('is not installed')
  })
})
