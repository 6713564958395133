import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import { testCnn } from '../../graph/document/test-graph'
import { drawerEntry } from '../engine-link/engine-entry'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { drawFile } from './draw-file'
import { drawInThread } from './draw-in-thread'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-drawer-'))
const built = drawerEntry(new URL('../../../out/main/web.js', import.meta.url).href)
const look = { theme: 'light', scale: 1, values: true } as const

beforeAll(buildProgram, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

/** A thread that does something else with what it is sent. */
function thread(name: string, work: string): ProgramEntry {
  const path = join(folder, `${name}.mjs`)
  writeFileSync(
    path,
    `import { parentPort } from 'node:worker_threads'\nparentPort.once('message', () => { ${work} })\n`,
  )
  return { path, execArgv: [] }
}

describe('a picture that is drawn on a thread', () => {
  it.each(['svg', 'png', 'mermaid', 'markdown'] as const)('is the same %s as here', async (to) => {
    const drawn = await drawInThread(to, testCnn(), look, built)
    expect(drawn).toEqual(await drawFile(to, JSON.stringify(testCnn()), look))
    expect(drawn).toMatchObject({ kind: 'file' })
  })

  it('says of a graph that cannot be one where and what is wrong', async () => {
    const { modules, ...rest } = testCnn()
    const nodes = modules['Net']!.nodes.map((node) => (node.id === 'fc' ? { ...node, name: 7 } : node))
    const wrong = { ...rest, modules: { Net: { ...modules['Net'], nodes } } }
    expect(await drawInThread('svg', wrong, look, built)).toMatchObject({
      kind: 'refused',
      findings: [{ module: 'Net', node: 'fc' }],
    })
    expect(await drawInThread('png', undefined, look, built)).toMatchObject({ kind: 'refused' })
  })

  it('is given up where it takes too long, too much memory, or ends', async () => {
    const grow = 'const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length))'
    for (const [name, work, code] of [
      ['endless', 'for (;;);', 'export.too_slow'],
      ['growing', grow, 'export.too_much_memory'],
      ['ends', 'process.exit(3)', 'export.drawer_ended'],
      ['throws', 'undefined.x', 'export.drawer_ended'],
    ] as const) {
      const limits = { limit: name === 'endless' ? 500 : 30_000, mebibytes: 32 }
      expect(await drawInThread('svg', testCnn(), look, thread(name, work), limits), name).toMatchObject({
        kind: 'refused',
        findings: [{ severity: 'error', code, remedy: expect.any(String) as string }],
      })
    }
  })

  it('is null once it is stopped, also before it has begun', async () => {
    const stop = new AbortController()
    const drawn = drawInThread('svg', testCnn(), look, thread('stopped', 'for (;;);'), {
      signal: stop.signal,
    })
    setTimeout(() => stop.abort(), 50)
    expect(await drawn).toBeNull()
    expect(await drawInThread('svg', testCnn(), look, built, { signal: stop.signal })).toBeNull()
  })
})
