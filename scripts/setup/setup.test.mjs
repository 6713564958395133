import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheFolder } from '../../src/engine/backend/library-folders.mjs'
import { isWhole, libraryFiles, LISTING, place } from './kept-library.mjs'
import { environmentFor, mayBeMissing, pythonCandidates, pythonForTests, pythonWithTorch } from './python.mjs'
import { run } from './shell.mjs'
import { readTar } from './tar.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-setup-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('readTar', () => {
  const long = `${'a-long-folder-name/'.repeat(12)}file.txt`
  const files = () => {
    mkdirSync(join(folder, 'in', 'a-long-folder-name/'.repeat(12)), { recursive: true })
    writeFileSync(join(folder, 'in', long), 'deep')
    writeFileSync(join(folder, 'in', 'empty'), '')
    writeFileSync(join(folder, 'in', 'run.sh'), 'x'.repeat(1500), { mode: 0o755 })
    symlinkSync('run.sh', join(folder, 'in', 'link'))
  }

  it.each(['gnu', 'pax', 'ustar'])('reads what tar wrote in the %s format', (format) => {
    files()
    execFileSync('tar', [
      '-c',
      `--format=${format}`,
      '-f',
      join(folder, 'a.tar'),
      '-C',
      join(folder, 'in'),
      '.',
    ])
    const entries = new Map(
      [...readTar(readFileSync(join(folder, 'a.tar')))].map((entry) => [entry.name.replace('./', ''), entry]),
    )
    expect(entries.get(long)?.data.toString()).toBe('deep')
    expect(entries.get('empty')).toMatchObject({ kind: 'file', data: Buffer.alloc(0) })
    expect(entries.get('run.sh')?.data.toString()).toBe('x'.repeat(1500))
    expect(entries.get('run.sh')?.mode).toBe(0o755)
    expect(entries.get('link')).toMatchObject({ kind: 'link', target: 'run.sh' })
  })

  it('refuses an archive that is cut short', () => {
    files()
    execFileSync('tar', ['-cf', join(folder, 'a.tar'), '-C', join(folder, 'in'), 'run.sh'])
    const archive = readFileSync(join(folder, 'a.tar')).subarray(0, 1024)
    expect(() => [...readTar(archive)]).toThrow('cut short')
  })
})

describe('place', () => {
  it('puts a folder elsewhere with its links, sharing the bytes', () => {
    mkdirSync(join(folder, 'from', 'lib'), { recursive: true })
    writeFileSync(join(folder, 'from', 'lib', 'a.so.1'), 'bytes')
    symlinkSync('a.so.1', join(folder, 'from', 'lib', 'a.so'))
    place(join(folder, 'from'), join(folder, 'to'))
    expect(readFileSync(join(folder, 'to', 'lib', 'a.so'), 'utf8')).toBe('bytes')
    expect(readlinkSync(join(folder, 'to', 'lib', 'a.so'))).toBe('a.so.1')
    expect(statSync(join(folder, 'to', 'lib', 'a.so.1')).ino).toBe(
      statSync(join(folder, 'from', 'lib', 'a.so.1')).ino,
    )
  })
})

describe('the cache folder', () => {
  it('is where each platform keeps caches', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux')).toBe(join('/c', 'gradwire'))
    expect(cacheFolder({ HOME: '/h' }, 'linux')).toMatch(/\.cache[\\/]gradwire$/)
    expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32')).toBe(join('/l', 'gradwire', 'cache'))
    expect(cacheFolder({}, 'darwin')).toMatch(/Library[\\/]Caches[\\/]gradwire$/)
    expect(cacheFolder({ GRADWIRE_CACHE: '/x', XDG_CACHE_HOME: '/c' }, 'linux')).toBe('/x')
  })
})

describe('run', () => {
  it('gives the exit status and the output', async () => {
    const { status, output } = await run(process.execPath, [
      '-e',
      'console.log("out"); console.error("err"); process.exit(3)',
    ])
    expect(status).toBe(3)
    expect(output).toContain('out')
    expect(output).toContain('err')
  })

  it('ends a program that runs past its limit, with what it started', async () => {
    const child = `require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "inherit" })`
    expect((await run(process.execPath, ['-e', child], { seconds: 0.5 })).status).toBeNull()
  })

  it('says when there is no such program', async () => {
    expect(await run('no-such-program-here', [])).toMatchObject({ status: 127 })
  })
})

describe('the files of the native backend', () => {
  it('are whole until one is lost or cut', async () => {
    mkdirSync(join(folder, 'deps', 'lib'), { recursive: true })
    mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true })
    const library = join(folder, 'deps', 'lib', 'libtensorflow.so.1')
    writeFileSync(library, 'all of it')
    symlinkSync('libtensorflow.so.1', join(folder, 'deps', 'lib', 'libtensorflow.so'))
    writeFileSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), 'binding')
    expect(await isWhole(folder)).toBe(false)
    writeFileSync(join(folder, LISTING), libraryFiles(folder))
    expect(await isWhole(folder)).toBe(true)
    writeFileSync(library, 'half')
    expect(await isWhole(folder)).toBe(false)
    writeFileSync(library, 'all of it')
    expect(await isWhole(folder)).toBe(true)
    rmSync(library)
    expect(await isWhole(folder)).toBe(false)
  })
})

describe('a Python with PyTorch', () => {
  /** A program that answers as one with that PyTorch does, or, without a version, as one that has none. */
  const python = (/** @type {string} */ name, version = '') => {
    const path = join(folder, name)
    const script = version ? `echo ${version}` : 'exit 1'
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return path
  }

  it('is the one that GRADWIRE_PYTHON names, else the first of python3 and Debian’s', () => {
    expect(pythonCandidates({ GRADWIRE_PYTHON: '/opt/python' })).toEqual(['/opt/python'])
    expect(pythonCandidates({ GRADWIRE_PYTHON: '' })).toEqual(['python3', '/usr/bin/python3'])
  })

  it.skipIf(process.platform === 'win32')('is the first that can load PyTorch, with its version', () => {
    python('python3')
    const second = python('second', '2.4.1')
    const candidates = [join(folder, 'absent'), 'python3', second, python('third', '1.13.0')]
    expect(pythonWithTorch({ PATH: folder }, candidates)).toEqual({ path: second, version: '2.4.1' })
    python('python3', '2.9.0')
    expect(pythonWithTorch({ PATH: folder }, candidates)).toEqual({ path: 'python3', version: '2.9.0' })
    expect(pythonWithTorch({}, [join(folder, 'absent')])).toBeNull()
  })

  it('is not asked for what is known of it', () => {
    const known = { path: '/no/such/python', version: '2.4.1' }
    expect(pythonForTests(environmentFor(known))).toEqual(known)
    expect(() => pythonForTests({ ...environmentFor(known), GRADWIRE_PYTORCH: '' })).toThrow(/cannot load/)
    expect(environmentFor(null)).toEqual({})
  })

  it('may be missing on a person’s own machine, which cannot install it', () => {
    expect(pythonForTests({}, { candidates: [], installable: false })).toBeNull()
  })

  it.each([
    ['in CI', { CI: 'true' }, false, /No Python with PyTorch was found/],
    ['where set-up could install it', {}, true, /apt-get install python3-torch/],
    [
      'where one is named that has none',
      { GRADWIRE_PYTHON: '/opt/python' },
      false,
      /\/opt\/python, which cannot/,
    ],
  ])('may not be missing %s', (_, env, installable, message) => {
    expect(() => pythonForTests(env, { candidates: [], installable })).toThrow(message)
  })

  it.each(['', 'false', '0'])('takes CI=%j for no CI', (value) => {
    expect(mayBeMissing({ CI: value }, false)).toBe(true)
  })
})
