import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../../scripts/setup/shell.mjs'
import { endOfFile, onEndOfFile, perFile } from './end-of-file.fixture'
import { sourceFiles } from '../../../scripts/testing/import-graph.mjs'

describe('what test files in one process have', () => {
  it('is made once a file, when the file first asks', async () => {
    let made = 0
    const each = perFile(() => ({ number: ++made }))
    expect(made).toBe(0)
    expect(each()).toBe(each())
    await endOfFile()
    expect([each().number, each().number]).toEqual([2, 2])
  })

  it('is waited for at its end, in order', async () => {
    const said: string[] = []
    onEndOfFile(async () => {
      await Promise.resolve()
      said.push('first')
    })
    onEndOfFile(() => said.push('second'))
    await endOfFile()
    expect(said).toEqual(['first', 'second'])
  })

  it('is no source of random numbers that goes on from file to file', () => {
    const shared = sourceFiles(ROOT, ['src', 'scripts', 'bench']).filter((path) =>
      /(?:\.fixture|-harness)\.\w+$/.test(path),
    )
    expect(shared.length).toBeGreaterThan(20)
    const lasting = shared.filter((path) =>
      /^(?:const|let) \w+(?:: \w+)? = new Generator\(/m.test(readFileSync(join(ROOT, path), 'utf8')),
    )
    expect(lasting).toEqual([])
  })
})
