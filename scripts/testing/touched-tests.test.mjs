import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changedFiles } from './changes.mjs'
import { touchedTests, within } from './touched-tests.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-touched-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** @param {Record<string, string>} files */
function write(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

describe('the tests that a change touches', () => {
  const FILES = {
    'src/a.ts': `export const a = 1`,
    'src/b.ts': `import { a } from './a'\nexport const b = a`,
    'src/c/index.ts': `export * from '../b'`,
    'src/types.ts': `import type { a } from './a'\nexport type A = typeof a`,
    'src/a.test.ts': `import { a } from './a'`,
    'src/c/c.test.ts': `import { b } from '.'`,
    'src/types.test.ts': `import './types'`,
    'src/page.test.tsx': `const text = await import('./a')`,
    'src/d/program.ts': `export {}`,
    'src/d/process.test.ts': `spawn(fileURLToPath(new URL('program.ts', import.meta.url)))`,
    'src/d/saved.test.ts': `for (const name of readdirSync(new URL('../saved/', import.meta.url))) check(name)`,
    'src/saved/one.json': `{}`,
    'src/d/deep/values.json': `{}`,
  }
  const touched = (/** @type {string[]} */ ...changed) =>
    Object.fromEntries(touchedTests(changed, folder).map(({ path, steps }) => [path, steps]))
  beforeEach(() => write(FILES))

  it('are those that use it, with the number of steps between; not those that use its types alone', () => {
    expect(touched('src/a.ts')).toEqual({ 'src/a.test.ts': 1, 'src/page.test.tsx': 1, 'src/c/c.test.ts': 3 })
    expect(touchedTests(['src/a.ts'], folder).at(-1)?.path).toBe('src/c/c.test.ts')
  })

  it('are a changed test itself', () => {
    expect(touched('src/c/c.test.ts')).toEqual({ 'src/c/c.test.ts': 0 })
  })

  it('are those that start it as a process', () => {
    expect(touched('src/d/program.ts')).toEqual({ 'src/d/process.test.ts': 1 })
  })

  it('are those that read its folder, and for saved values those beside them', () => {
    expect(touched('src/saved/one.json')).toMatchObject({ 'src/d/saved.test.ts': 1 })
    expect(touched('src/d/deep/values.json')).toEqual({
      'src/d/process.test.ts': 1,
      'src/d/saved.test.ts': 1,
    })
  })

  it('are those that used a file that is gone', () => {
    rmSync(join(folder, 'src/b.ts'))
    // Nobody can import it any more, so the index is what was changed with it.
    expect(touched('src/b.ts', 'src/c/index.ts')).toMatchObject({ 'src/c/c.test.ts': 1 })
  })

  it('are all where the packages change', () => {
    expect(Object.keys(touched('package-lock.json'))).toHaveLength(6)
  })

  it('fit into a time, the nearest first', () => {
    const tests = [
      { path: 'changed', steps: 0 },
      { path: 'near and long', steps: 1 },
      { path: 'near', steps: 1 },
      { path: 'far', steps: 4 },
      { path: 'farther', steps: 5 },
    ]
    const durations = new Map([['changed', 300], ['near and long', 11], ['near', 3], ['far', 9], ['farther', 9]]) // prettier-ignore
    expect(within(tests, 10, durations)).toEqual(['near', 'far'])
    expect(within(tests, 10, durations, ['changed'])).toEqual(['changed'])
    expect(within(tests.slice(1), 10, durations)).toEqual(['near', 'far'])
    expect(within(tests.slice(1), 100, durations)).toEqual(['near', 'near and long', 'far', 'farther'])
  })
})

describe('what was changed', () => {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      cwd: folder,
    })
  const commit = (/** @type {Record<string, string>} */ files) => {
    write(files)
    git('add', '-A')
    git('commit', '-q', '-m', 'A change')
  }
  beforeEach(() => {
    git('init', '-q', '-b', 'main')
    commit({ 'first.ts': '1', 'second.ts': '1', '.gitignore': 'out/' })
  })

  it('is the last commit where nothing else is', () => {
    commit({ 'second.ts': '2' })
    expect(changedFiles(folder).files).toEqual(['second.ts'])
  })

  it('is what is not committed, new files too, but not what git ignores', () => {
    commit({ 'second.ts': '2' })
    write({ 'first.ts': '2', 'new.ts': '1', 'out/built.js': '1' })
    expect(changedFiles(folder).files).toEqual(['first.ts', 'new.ts'])
  })

  it('is all of a branch, committed or not, and nothing that came to main since', () => {
    git('checkout', '-q', '-b', 'work')
    commit({ 'third.ts': '1' })
    rmSync(join(folder, 'second.ts'))
    git('checkout', '-q', 'main')
    git('checkout', '-q', 'second.ts')
    commit({ 'other.ts': '1' })
    git('checkout', '-q', 'work')
    rmSync(join(folder, 'second.ts'))
    write({ 'first.ts': '2' })
    const { files, uncommitted, since } = changedFiles(folder)
    expect(uncommitted.sort()).toEqual(['first.ts', 'second.ts'])
    expect(files.sort()).toEqual(['first.ts', 'second.ts', 'third.ts'])
    expect(since).toContain('main')
  })
})
