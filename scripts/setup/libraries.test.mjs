/** Every way to a library, against hosts and archives made here; the compiler is a program that writes what it is asked for. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bindingIn, ownLibrary } from '../../src/engine/backend/library-folders.mjs'
import { checkLibrary } from './check-library.mjs'
import { chooseLibrary } from './choose-library.mjs'
import { compilePythonSymbols, compiler } from './compile-binding.mjs'
import { kept } from './kept-library.mjs'
import { officialLibrary } from './official-library.mjs'
import { namedLibrary } from './own-library.mjs'
import { wheelLibrary } from './python-wheel.mjs'
import { run } from './shell.mjs'
import { unzip } from './zip.mjs'

const LINUX_X64 = process.platform === 'linux' && process.arch === 'x64'
const HEADER = 'include/tensorflow/c/eager/c_api.h'

let folder = ''
/** What set-up said. @type {string[]} */
let said = []
/** @type {(() => void)[]} */
let ends = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-libraries-test-'))
  said = []
  vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)))
  vi.stubEnv('GRADWIRE_CACHE', join(folder, 'cache'))
  vi.stubEnv('CXX', fakeCompiler())
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'GRADWIRE_PYTHON'])
    vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  for (const end of ends.splice(0)) end()
  rmSync(folder, { recursive: true, force: true })
})

/** A compiler that writes the text `compiled` into the file after -o. */
function fakeCompiler() {
  const path = join(folder, 'fake-c++')
  writeFileSync(
    path,
    '#!/bin/sh\nwhile [ $# -gt 0 ]; do if [ "$1" = -o ]; then echo compiled > "$2"; fi; shift; done\n',
  )
  chmodSync(path, 0o755)
  return path
}

/** Only what Node itself needs: no Python, no compiler. */
function barePath() {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  vi.stubEnv('PATH', bin)
  vi.stubEnv('CXX', undefined)
}

/**
 * A host that answers GET requests with files; `seen` has each request.
 *
 * @param {Record<string, Buffer | string>} files by path
 * @param {(bytes: Buffer, count: number) => Buffer} [cut] what is sent of a file's bytes, by the number of the request for it
 */
async function host(files, cut = (bytes) => bytes) {
  /** @type {{ url: string, range: string | undefined }[]} */
  const seen = []
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    seen.push({ url, range: request.headers.range })
    const file = files[new URL(url, 'http://localhost').pathname]
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const rest = Buffer.from(file).subarray(from)
    const sent = cut(rest, seen.filter((each) => each.url === url).length)
    const type = typeof file === 'string' ? 'text/html' : 'application/octet-stream'
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, 'content-type': type })
    response.write(sent, () => (sent.length < rest.length ? response.destroy() : response.end()))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { address: `http://127.0.0.1:${port}`, seen }
}

/** The files of a wheel as TensorFlow lays them out, and more that is not kept. */
function wheelFiles() {
  const texts = {
    'tensorflow/libtensorflow_cc.so.2': 'library'.repeat(40_000),
    'tensorflow/libtensorflow_framework.so.2': 'framework',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'notices',
    'tensorflow/include/LICENSE': 'licence',
    [`tensorflow/${HEADER}`]: 'header',
    'tensorflow/python/much.py': 'python',
  }
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]))
}

/** @param {Record<string, Buffer>} files */
function zipped(files) {
  return Buffer.from(zipSync(files, { level: 0 }))
}

/** A host with an index as pip reads them, and one wheel in it. @param {(bytes: Buffer, count: number) => Buffer} [cut] */
async function index(cut) {
  const file = 'tensorflow_cpu-0.0.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'
  const files = wheelFiles()
  const information = 'tensorflow_cpu-0.0.1.dist-info'
  files[`${information}/METADATA`] = Buffer.from(
    'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 0.0.1\n',
  )
  files[`${information}/WHEEL`] = Buffer.from('Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_17_x86_64\n')
  files[`${information}/RECORD`] = Buffer.from('')
  const bytes = zipped(files)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const page = `<!DOCTYPE html><a href="/files/${file}#sha256=${sha256}">${file}</a>`
  const served = await host({ '/simple/tensorflow-cpu/': page, [`/files/${file}`]: bytes }, cut)
  vi.stubEnv('PIP_INDEX_URL', `${served.address}/simple/`)
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null')
  vi.stubEnv('PIP_FIND_LINKS', '')
  const wheel = { version: '0.0.1', python: '3.11', file, sha256, bytes: bytes.length, unpacked: '1 MB' }
  return { ...served, wheel, fetched: () => served.seen.filter(({ url }) => url.endsWith('.whl')) }
}

describe.runIf(LINUX_X64)('the library from a Python wheel', () => {
  it('keeps the two libraries, their licences and a binding, and asks nobody when it has them', async () => {
    const { wheel, seen } = await index()
    const library = await wheelLibrary(wheel)
    expect(readdirSync(join(library, 'deps')).sort()).toEqual(['LICENSE', 'THIRD_PARTY_NOTICES.txt', 'lib'])
    expect(readdirSync(join(library, 'deps', 'lib')).sort()).toEqual([
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ])
    expect(bindingIn(library)).not.toBeNull()
    expect(readdirSync(join(folder, 'cache', 'downloads'))).toEqual([])
    expect(said.join('\n')).toMatch(
      /downloading the Python wheel tensorflow-cpu 0\.0\.1 \(\d+ MB, 1 MB unpacked\)/,
    )
    const asked = seen.length
    barePath()
    expect(await wheelLibrary(wheel)).toBe(library)
    expect(seen).toHaveLength(asked)
  })

  it('goes on with a download that broke off', async () => {
    const { wheel, fetched } = await index((bytes, count) =>
      count === 1 ? bytes.subarray(0, 100_000) : bytes,
    )
    expect(bindingIn(await wheelLibrary(wheel))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
    ])
  })

  it('goes on with what an earlier set-up left, and starts anew when that is damaged', async () => {
    const { wheel, fetched } = await index()
    const downloads = join(folder, 'cache', 'downloads')
    mkdirSync(downloads, { recursive: true })
    writeFileSync(join(downloads, `${wheel.file}.part`), 'x'.repeat(50_000))
    expect(bindingIn(await wheelLibrary(wheel))).not.toBeNull()
    expect(fetched().map(({ range }) => range)).toEqual(['bytes=50000-', undefined])
  })

  it('is refused when it is not what was pinned', async () => {
    const { wheel } = await index()
    await expect(wheelLibrary({ ...wheel, sha256: '0'.repeat(64) })).rejects.toThrow('not what was pinned')
    expect(readdirSync(join(folder, 'cache', 'downloads'))).toEqual([])
  })

  it('is made anew when the cache is damaged', async () => {
    const { wheel, fetched } = await index()
    const library = await wheelLibrary(wheel)
    const file = join(library, 'deps', 'lib', 'libtensorflow_cc.so.2')
    const bytes = readFileSync(file)
    bytes.write('L')
    writeFileSync(file, bytes)
    await wheelLibrary(wheel)
    expect(said.join('\n')).toContain('what the cache holds of TensorFlow 0.0.1 is damaged')
    expect(fetched()).toHaveLength(2)
    expect(readFileSync(file).toString()).toBe('library'.repeat(40_000))
  })

  it('says what is missing: a compiler, pip, or an index', async () => {
    const { wheel } = await index()
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple/')
    await expect(wheelLibrary(wheel)).rejects.toThrow('pip finds no index with it')
    barePath()
    await expect(wheelLibrary(wheel)).rejects.toThrow('no C++ compiler')
    vi.stubEnv('CXX', join(folder, 'fake-c++'))
    symlinkSync('/bin/sh', join(folder, 'bin', 'sh'))
    await expect(wheelLibrary(wheel)).rejects.toThrow('no Python with pip')
  })

  it('comes through a proxy', async () => {
    const bytes = Buffer.from('through the proxy')
    const { address, seen } = await host({ '/far.whl': bytes })
    const target = join(folder, 'far.whl')
    const { status } = await run(
      'python3',
      [join(import.meta.dirname, 'download.py'), 'http://host.invalid/far.whl', target, String(bytes.length)],
      { env: { http_proxy: address, no_proxy: '' } },
    )
    expect(status).toBe(0)
    expect(readFileSync(target)).toEqual(bytes)
    expect(seen.map(({ url }) => url)).toEqual(['http://host.invalid/far.whl'])
  })
})

describe.runIf(process.platform === 'linux')('the library that GRADWIRE_TENSORFLOW names', () => {
  /** A folder as TensorFlow's C archives unpack to. */
  function archiveFolder() {
    const from = join(folder, 'libtensorflow')
    mkdirSync(join(from, 'lib'), { recursive: true })
    mkdirSync(dirname(join(from, HEADER)), { recursive: true })
    writeFileSync(join(from, HEADER), 'header')
    writeFileSync(join(from, 'LICENSE'), 'licence')
    for (const name of ['libtensorflow', 'libtensorflow_framework']) {
      writeFileSync(join(from, 'lib', `${name}.so.2.18.0`), name)
      symlinkSync(`${name}.so.2.18.0`, join(from, 'lib', `${name}.so.2`))
      symlinkSync(`${name}.so.2`, join(from, 'lib', `${name}.so`))
    }
    return from
  }

  /** @param {string} path */
  async function expectLibrary(path) {
    const library = await namedLibrary(path)
    expect(library).toBe(ownLibrary(path))
    expect(readFileSync(join(library, 'deps', 'lib', 'libtensorflow.so.2'), 'utf8')).toBe('libtensorflow')
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

describe.runIf(LINUX_X64)('TensorFlow’s official library', () => {
  /** Its host, with both archives as they lie there. */
  async function officialHost() {
    const from = join(folder, 'official')
    mkdirSync(join(from, 'lib'), { recursive: true })
    mkdirSync(join(from, 'include'))
    for (const name of ['libtensorflow', 'libtensorflow_framework'])
      writeFileSync(join(from, 'lib', `${name}.so.2.9.1`), name)
    for (const name of ['LICENSE', 'THIRD_PARTY_TF_C_LICENSES', 'include/c_api.h'])
      writeFileSync(join(from, name), name)
    mkdirSync(join(folder, 'addon', 'napi-v8'), { recursive: true })
    writeFileSync(join(folder, 'addon', 'napi-v8', 'tfjs_binding.node'), 'binding')
    const packed = (/** @type {string} */ at, what = '.') =>
      execFileSync('tar', ['-cz', '-C', at, what], { maxBuffer: 1 << 24 })
    const served = await host({
      '/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz': packed(from),
      '/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz': packed(join(folder, 'addon'), 'napi-v8'),
    })
    vi.stubEnv('TFJS_NODE_CDN_STORAGE', `${served.address}/`)
    vi.stubEnv('npm_config_tfjs_binding_binary_host_mirror', `${served.address}/`)
    return served
  }

  it('is fetched by tfjs-node’s script and kept, without its headers', async () => {
    const { seen } = await officialHost()
    const library = await officialLibrary()
    expect(readdirSync(join(library, 'deps')).sort()).toEqual(['LICENSE', 'THIRD_PARTY_TF_C_LICENSES', 'lib'])
    expect(readFileSync(bindingIn(library) ?? '', 'utf8')).toBe('binding')
    const asked = seen.length
    expect(await officialLibrary()).toBe(library)
    expect(seen).toHaveLength(asked)
  })

  it('cannot be had where its host is out of reach, its script fails, or the package is missing', async () => {
    vi.stubEnv('TFJS_NODE_CDN_STORAGE', 'http://127.0.0.1:9/')
    await expect(officialLibrary()).rejects.toThrow('cannot be reached')
    const { address } = await host({})
    vi.stubEnv('TFJS_NODE_CDN_STORAGE', `${address}/`)
    await expect(officialLibrary()).rejects.toThrow('its script failed')
    await expect(officialLibrary(null)).rejects.toThrow('is not installed')
  })
})

describe('the order of the ways', () => {
  const works = async () => ({ title: 'TensorFlow', old: false })
  /** @param {string} name @param {string | null} [failure] */
  const way = (name, failure = null) => {
    const get = vi.fn(async () => {
      if (failure) throw new Error(failure)
      return join(folder, name)
    })
    return { name, title: name, get }
  }
  const inPlace = (/** @type {string} */ source) => ({ source, title: 'in place' })

  it('is from the best to the last', async () => {
    const ways = [way('official', 'no host'), way('wheel'), way('registry')]
    expect(await chooseLibrary(null, ways, works)).toMatchObject({
      source: 'wheel',
      folder: join(folder, 'wheel'),
    })
    expect(ways[2]?.get).not.toHaveBeenCalled()
    expect(said).toContain('gradwire: official cannot be had: no host')
  })

  it('leaves a good library in place, and moves up from the last one', async () => {
    const ways = [way('official', 'no host'), way('wheel'), way('registry')]
    expect(await chooseLibrary(inPlace('official'), ways, works)).toMatchObject({
      source: 'official',
      folder: null,
    })
    expect(ways[0]?.get).not.toHaveBeenCalled()
    expect(await chooseLibrary(inPlace('registry'), ways, works)).toMatchObject({ source: 'wheel' })
  })

  it('leaves the last one in place where no better one can be had', async () => {
    const ways = [way('official', 'no host'), way('wheel', 'no pip'), way('registry')]
    expect(await chooseLibrary(inPlace('registry'), ways, works)).toMatchObject({
      source: 'registry',
      folder: null,
    })
    expect(ways[2]?.get).not.toHaveBeenCalled()
  })

  it('passes over what does not run here, down to none', async () => {
    expect(await chooseLibrary(null, [way('wheel'), way('registry')], async () => null)).toBeNull()
    expect(said).toContain('gradwire: wheel does not run on this machine')
  })
})

describe('the check of a library', () => {
  it('tells a binding that loads nothing from one that multiplies', async () => {
    expect(await checkLibrary(null)).toBeNull()
    const broken = join(folder, 'tfjs_binding.node')
    writeFileSync(broken, 'not a library')
    expect(await checkLibrary(broken)).toBeNull()
  })
})

describe.runIf(LINUX_X64)('Python’s symbols', () => {
  it('are compiled beside a library that wants them, which then loads', async () => {
    vi.stubEnv('CXX', undefined)
    const program = await compiler()
    if (!program) return
    const library = join(folder, '_pywrap_tensorflow_internal.so')
    writeFileSync(
      join(folder, 'library.cc'),
      'extern "C" { extern void *PyExc_Type; void PyErr_Clear(); int main(int n, char **) { if (n > 1) PyErr_Clear(); return PyExc_Type ? 1 : 42; } }\n',
    )
    execFileSync(program, ['-shared', '-fPIC', join(folder, 'library.cc'), '-o', library])
    await compilePythonSymbols(library, folder)
    const all = [library, join(folder, 'libpython-symbols.so'), `-Wl,-rpath,${folder}`]
    writeFileSync(join(folder, 'empty.cc'), '')
    execFileSync(program, [join(folder, 'empty.cc'), ...all, '-o', join(folder, 'program')])
    expect(await run(join(folder, 'program'), [])).toMatchObject({ status: 42 })
    const called = await run('sh', ['-c', `${join(folder, 'program')} now; exit 1`])
    expect(called.output).toContain("TensorFlow called Python's PyErr_Clear")
  })
})

describe('unzip', () => {
  it('takes the wanted files out, deflated or stored', async () => {
    const archive = join(folder, 'a.zip')
    const text = 'again and '.repeat(1000)
    writeFileSync(
      archive,
      zipSync({
        'a/deflated': Buffer.from(text),
        'a/stored': [Buffer.from(text), { level: 0 }],
        b: Buffer.from(''),
      }),
    )
    await unzip(archive, join(folder, 'out'), (name) => name.startsWith('a/') || name === 'b')
    expect(readFileSync(join(folder, 'out', 'a', 'deflated'), 'utf8')).toBe(text)
    expect(readFileSync(join(folder, 'out', 'a', 'stored'), 'utf8')).toBe(text)
    expect(readFileSync(join(folder, 'out', 'b'), 'utf8')).toBe('')
  })

  it('refuses an archive that is cut short', async () => {
    const archive = join(folder, 'a.zip')
    const bytes = Buffer.from(zipSync({ a: Buffer.from('x'.repeat(5000)) }, { level: 0 }))
    writeFileSync(archive, bytes.subarray(0, -10))
    await expect(unzip(archive, join(folder, 'out'), () => true)).rejects.toThrow('cut short')
  })
})

describe('what the cache keeps', () => {
  it('is not there when its making fails', async () => {
    await expect(
      kept('0.0.2', async () => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(readdirSync(join(folder, 'cache'))).toEqual([])
  })
})
