import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../setup/shell.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-failures-'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What a test program of the packages writes as JSON of the tests in the folder. @param {string} program @param {string[]} args */
function results(program, args) {
  const file = join(folder, 'results.json')
  const { NODE_OPTIONS: _, ...env } = process.env
  spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: folder,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** @param {Record<string, string>} files */
function write(files) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

describe('what failed', () => {
  it('is told of unit tests, and of files that could not run', () => {
    write({
      'a.test.mjs': `import { describe, expect, it } from 'vitest'
describe('sums', () => {
  it('holds', () => expect(1 + 1).toBe(2))
  it('does not hold', () => expect(1 + 1).toBe(3))
})`,
      'b.test.mjs': `throw new Error('no such library')`,
    })
    const found = vitestFailures(
      results('vitest/vitest.mjs', ['run', '--reporter=json', '--outputFile=results.json']),
      folder,
    ).toSorted()
    expect(found).toEqual([
      expect.stringMatching(/^a\.test\.mjs: sums does not hold\n.*expected 2 to be 3/),
      expect.stringMatching(/^b\.test\.mjs\n.*no such library/),
    ])
  })

  it('is told of journeys in the browser', () => {
    write({
      'a.spec.mjs': `import { expect, test } from '@playwright/test'
test('arrives', () => expect(1).toBe(1))
test.describe('far', () => { test('gets lost', () => expect(1).toBe(2)) })`,
    })
    const found = playwrightFailures(results('@playwright/test/cli.js', ['test', '--reporter=json']))
    expect(found).toEqual([expect.stringMatching(/^a\.spec\.mjs: gets lost\n[^]*toBe/)])
  })

  it('is told of journeys that could not start', () => {
    write({ 'a.spec.mjs': `throw new Error('no such page')` })
    const found = playwrightFailures(results('@playwright/test/cli.js', ['test', '--reporter=json']))
    expect(found.join('\n')).toMatch(/^before the first journey\n[^]*no such page/)
  })
})
