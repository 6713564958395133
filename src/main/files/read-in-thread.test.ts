import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import { encodeUtf8 } from '../../graph/formats/utf8'
import { readerEntry } from '../engine-link/engine-entry'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { readInThread } from './read-in-thread'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-reader-'))
const built = readerEntry(new URL('../../../out/main/cli.js', import.meta.url).href)

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

const source = 'import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 2), nn.ReLU())\n'
const request = () => ({ kind: 'file' as const, file: { name: 'net.py', bytes: encodeUtf8(source) } })

describe('a file that is read on a thread', () => {
  it('comes back as it is read here', async () => {
    const read = await readInThread(request(), built)
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings))
    expect(read.document.modules['Net']!.nodes.map(({ type }) => type)).toEqual(['Input', 'Linear', 'ReLU', 'Output']) // prettier-ignore
  })

  it('is given up where it takes too long', async () => {
    const read = await readInThread(request(), thread('endless', 'for (;;);'), { limit: 500 })
    expect(read).toMatchObject({
      kind: 'refused',
      findings: [{ code: 'import.too_slow', message: 'It was not read within 0.5 seconds.' }],
    })
  })

  it('is given up where it takes too much memory, and this program goes on', async () => {
    const grow = 'const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length))'
    const read = await readInThread(request(), thread('growing', grow), { mebibytes: 32 })
    expect(read).toMatchObject({ kind: 'refused', findings: [{ code: 'import.too_much_memory' }] })
  })

  it('is given up where the thread ends, with words of ours', async () => {
    for (const [name, work] of [
      ['ends', 'process.exit(3)'],
      ['throws', 'undefined.x'],
    ] as const)
      // prettier-ignore
      expect(await readInThread(request(), thread(name, work))).toMatchObject({
        kind: 'refused',
        findings: [{ code: 'import.reader_ended' }],
      })
  })
})
