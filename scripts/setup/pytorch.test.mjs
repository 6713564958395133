import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isCurrent, PYTORCH, pythonForBench } from './pytorch.mjs'

let folder = ''
/** @type {string[]} */
let said = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-pytorch-test-'))
  mkdirSync(join(folder, 'bin'))
  said = []
  vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)))
  vi.stubEnv('GRADWIRE_PYTHON', '')
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`)
  vi.stubEnv('LOG', join(folder, 'log'))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A program that answers as a Python with that PyTorch does, or, without a version, as one that has none. */
function python(/** @type {string} */ name, version = '') {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${version ? `echo ${version}` : 'exit 1'}\n`, { mode: 0o755 })
  return path
}

/**
 * A python3 without PyTorch that makes environments, and whose pip installs a program that answers as PyTorch does; `refuses` is what pip's
 * arguments hold where it fails. What it is asked to do is in the file LOG.
 */
function installer(/** @type {string} */ refuses = '') {
  const made = `#!/bin/sh\\necho ${PYTORCH}\\n`
  const script = `#!/bin/sh
echo "$@" >> "$LOG"
case "$*" in
  *import*) exit 1;;
  *--version*) exit 0;;
  *venv*) mkdir -p "$4/bin"; printf '#!/bin/sh\\nexit 1\\n' > "$4/bin/python"; chmod +x "$4/bin/python"; exit 0;;
esac
${refuses ? `case "$*" in *'${refuses}'*) echo 'no such index'; exit 1;; esac` : ''}
printf '${made}' > "$4"
`
  writeFileSync(join(folder, 'bin', 'python3'), script, { mode: 0o755 })
}

/** What pip was asked to install, a line each. */
const installs = () =>
  readFileSync(join(folder, 'log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('install'))
const env = (more = {}) => ({ PATH: process.env.PATH, GRADWIRE_CACHE: join(folder, 'cache'), ...more })
const ask = (/** @type {string[]} */ candidates, more = {}) => pythonForBench(env(more), candidates)

describe.skipIf(process.platform === 'win32')('the bench’s Python', () => {
  it('is the one that GRADWIRE_PYTHON names, whatever its version', async () => {
    const old = python('old', '1.13.0')
    await expect(ask([], { GRADWIRE_PYTHON: old })).resolves.toEqual({ path: old, version: '1.13.0' })
    const none = python('none')
    await expect(ask([], { GRADWIRE_PYTHON: none })).rejects.toThrow(/none, which cannot load PyTorch/)
  })

  it('is else the first with a current PyTorch', async () => {
    const current = python('current', '2.6.0+cpu')
    const found = await ask([python('none'), python('old', '1.13.0'), current, python('newer', '2.9.0')])
    expect(found).toEqual({ path: current, version: '2.6.0+cpu' })
  })

  it('is else installed into the cache, once, and says before how much that is', async () => {
    installer()
    const found = await ask([python('old', '1.13.0')])
    expect(found.version).toBe(PYTORCH)
    expect(found.path.startsWith(join(folder, 'cache', `pytorch-${PYTORCH}-`))).toBe(true)
    expect(said).toEqual([expect.stringMatching(/downloading PyTorch [\d.]+ into .*pytorch.*\(.*200 MB/)])
    expect(installs()).toEqual([expect.stringContaining(`install --quiet torch==${PYTORCH}`)])
    await expect(ask([])).resolves.toEqual(found)
    expect(installs()).toHaveLength(1)
  })

  it('comes from pip’s usual index where PyTorch’s own is out of reach', async () => {
    installer('--index-url')
    await expect(ask([])).resolves.toMatchObject({ version: PYTORCH })
    expect(installs().map((line) => line.includes('--index-url'))).toEqual([true, false])
    expect(said.at(-1)).toMatch(/of pip’s usual index/)
  })

  it('is an old one, said aloud, where no current one can be had', async () => {
    installer('install')
    const old = python('old', '1.13.0')
    await expect(ask([old])).resolves.toEqual({ path: old, version: '1.13.0' })
    expect(said.at(-1)).toMatch(/no such index[\s\S]*going on with PyTorch 1\.13\.0/)
    expect(existsSync(join(folder, 'cache', `pytorch-${PYTORCH}-${process.platform}-${process.arch}`))).toBe(
      false,
    )
  })

  it('is missing, with a remedy, where there is none and none can be had', async () => {
    installer('install')
    await expect(ask([])).rejects.toThrow(/no such index[\s\S]*GRADWIRE_PYTHON/)
  })
})

describe('a current PyTorch', () => {
  it.each([
    ['1.13.0', false],
    ['2.3.1', false],
    ['2.4.0', true],
    ['2.15.0+cu132', true],
    ['3.0.0', true],
  ])('%s: %s', (version, current) => expect(isCurrent(version)).toBe(current))
})
