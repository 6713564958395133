/** For the tests of set-up: a folder that nobody has set up anything in, and what set-up says there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'
import { fakeCompiler, forgetSettings } from './fake-hosts.mjs'

/**
 * For each test of a file a folder of its own with a cache in it, and nothing that the person has set; taken away afterwards.
 *
 * @param {{ compiler?: string }} [options] `compiler`: what the one that is there writes for whatever it is asked. Default: none is put there.
 */
export function freshFolder({ compiler } = {}) {
  /** @type {{ folder: string, said: string[] }} `said`: what set-up said. */
  const here = { folder: '', said: [] }
  beforeEach(() => {
    here.folder = mkdtempSync(join(tmpdir(), 'gradwire-set-up-test-'))
    here.said = []
    vi.spyOn(console, 'log').mockImplementation((text) => void here.said.push(String(text)))
    vi.stubEnv('GRADWIRE_CACHE', join(here.folder, 'cache'))
    if (compiler !== undefined) vi.stubEnv('CXX', fakeCompiler(here.folder, compiler))
    forgetSettings()
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    rmSync(here.folder, { recursive: true, force: true })
  })
  return here
}
