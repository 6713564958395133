/** The order of the ways, and what they have in common. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { checkLibrary } from './check-library.mjs'
import { chooseLibrary } from './choose-library.mjs'
import { compilePythonSymbols, compiler } from './compile-binding.mjs'
import { kept } from './kept-library.mjs'
import { run } from './shell.mjs'
import { unzip } from './zip.mjs'

const LINUX_X64 = process.platform === 'linux' && process.arch === 'x64'

const here = freshFolder()

describe('the order of the ways', () => {
  const works = async () => ({ title: 'TensorFlow', old: false })
  /** @param {string} name @param {string | null} [failure] */
  const way = (name, failure = null) => {
    const get = vi.fn(async () => {
      if (failure) throw new Error(failure)
      return join(here.folder, name)
    })
    return { name, title: name, get }
  }
  const inPlace = (/** @type {string} */ source) => ({ source, title: 'in place' })

  it('is from the best to the last', async () => {
    const ways = [way('official', 'no host'), way('wheel'), way('registry')]
    expect(await chooseLibrary(null, ways, works)).toMatchObject({
      source: 'wheel',
      folder: join(here.folder, 'wheel'),
    })
    expect(ways[2]?.get).not.toHaveBeenCalled()
    expect(here.said).toContain('gradwire: official cannot be had: no host')
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
    expect(here.said).toContain('gradwire: wheel does not run on this machine')
  })
})

describe('the check of a library', () => {
  it('tells a binding that loads nothing from one that multiplies', async () => {
    expect(await checkLibrary(null)).toBeNull()
    const broken = join(here.folder, 'tfjs_binding.node')
    writeFileSync(broken, 'not a library')
    expect(await checkLibrary(broken)).toBeNull()
  })
})

describe.runIf(LINUX_X64)('Python’s symbols', () => {
  it('are compiled beside a library that wants them, which then loads', async () => {
    vi.stubEnv('CXX', undefined)
    const program = await compiler()
    if (!program) return
    const library = join(here.folder, '_pywrap_tensorflow_internal.so')
    writeFileSync(
      join(here.folder, 'library.cc'),
      'extern "C" { extern void *PyExc_Type; void PyErr_Clear(); int main(int n, char **) { if (n > 1) PyErr_Clear(); return PyExc_Type ? 1 : 42; } }\n',
    )
    execFileSync(program, ['-shared', '-fPIC', join(here.folder, 'library.cc'), '-o', library])
    await compilePythonSymbols(library, here.folder)
    const all = [library, join(here.folder, 'libpython-symbols.so'), `-Wl,-rpath,${here.folder}`]
    writeFileSync(join(here.folder, 'empty.cc'), '')
    execFileSync(program, [join(here.folder, 'empty.cc'), ...all, '-o', join(here.folder, 'program')])
    expect(await run(join(here.folder, 'program'), [])).toMatchObject({ status: 42 })
    const called = await run('sh', ['-c', `${join(here.folder, 'program')} now; exit 1`])
    expect(called.output).toContain("TensorFlow called Python's PyErr_Clear")
  })
})

describe('unzip', () => {
  it('takes the wanted files out, deflated or stored', async () => {
    const archive = join(here.folder, 'a.zip')
    const text = 'again and '.repeat(1000)
    writeFileSync(
      archive,
      zipSync({
        'a/deflated': Buffer.from(text),
        'a/stored': [Buffer.from(text), { level: 0 }],
        b: Buffer.from(''),
      }),
    )
    await unzip(archive, join(here.folder, 'out'), (name) => name.startsWith('a/') || name === 'b')
    expect(readFileSync(join(here.folder, 'out', 'a', 'deflated'), 'utf8')).toBe(text)
    expect(readFileSync(join(here.folder, 'out', 'a', 'stored'), 'utf8')).toBe(text)
    expect(readFileSync(join(here.folder, 'out', 'b'), 'utf8')).toBe('')
  })

  it('refuses an archive that is cut short', async () => {
    const archive = join(here.folder, 'a.zip')
    const bytes = Buffer.from(zipSync({ a: Buffer.from('x'.repeat(5000)) }, { level: 0 }))
    writeFileSync(archive, bytes.subarray(0, -10))
    await expect(unzip(archive, join(here.folder, 'out'), () => true)).rejects.toThrow('cut short')
  })
})

describe('what the cache keeps', () => {
  it('is not there when its making fails', async () => {
    await expect(
      kept('0.0.2', async () => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(readdirSync(join(here.folder, 'cache'))).toEqual([])
  })
})
