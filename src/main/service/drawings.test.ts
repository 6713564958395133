import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import type { HostMethod, HostParams } from '../contract'
import { drawerEntry } from '../engine-link/engine-entry'
import { Drawings } from './drawings'
import { HostService } from './host-service'
import { Sessions } from './sessions'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-drawings-'))
const at = (name: string): string => join(folder, name)
const sessions = new Sessions({
  startEngine: () => {
    throw new Error('a picture needs no engine')
  },
  file: null,
  graceMs: 0,
})
const service = new HostService({
  kind: 'web',
  version: '0.0.0',
  samplesFolder: folder,
  dataFolder: at('data'),
  folder,
  dialogs: null,
  menu: null,
  drawer: drawerEntry(new URL('../../../out/main/web.js', import.meta.url).href),
  isOpen: () => false,
})
const page = sessions.enter(null)
page.open('net')

beforeAll(buildProgram, BUILD_PATIENCE)
// What a page may write, it has seen the folder of.
beforeAll(() => ask('listFolder', { folder }))
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

let asked = 0
const ask = <M extends HostMethod>(method: M, params: HostParams<M>) =>
  service.answer({ id: ++asked, method, params }, page)

const draw = (document: unknown, path: string, overwrite = false) =>
  ask('exportGraph', { documentId: 'net', document, to: 'svg', path, withWeights: false, overwrite })

/** So many nodes, and a wire to each from one far away. */
function large(count: number): object {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    name: `n${index}`,
    type: index === 0 ? 'Input' : 'ReLU',
    params: index === 0 ? { shape: [16] } : {},
    position: { x: (index * 7919) % 30_011, y: (index * 104_729) % 29_989 },
  }))
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    source: `n${(index * 31) % (index + 1)}`,
    sourceHandle: 'output',
    target: id,
    targetHandle: 'input',
  }))
  return { format: 'gradwire.graph', version: 1, main: 'Net', modules: { Net: { nodes, edges } } }
}

describe('a host that draws a picture', () => {
  it('answers all else meanwhile, and writes it', async () => {
    const state = { isDrawn: false, answered: 0 }
    const drawn = draw(large(9900), at('large.svg')).finally(() => (state.isDrawn = true))
    for (; !state.isDrawn; await turn()) if ((await ask('listDrafts', {}))?.ok === true) state.answered++
    expect(await drawn).toMatchObject({ ok: true, result: { name: 'large.svg' } })
    // One that draws itself answers a handful before it begins.
    expect(state.answered).toBeGreaterThan(100)
    expect(readFileSync(at('large.svg'), 'utf8')).toContain('data-node="n9899"')
  }, 60_000)

  it('answers all else meanwhile, too, where it writes a program', async () => {
    const state = { isWritten: false, answered: 0 }
    const asking = ask('exportGraph', { documentId: 'net', document: large(9900), to: 'pytorch', path: at('large-pytorch'), withWeights: false, samples: false, overwrite: false }) // prettier-ignore
    const written = asking.finally(() => (state.isWritten = true))
    for (; !state.isWritten; await turn()) if ((await ask('listDrafts', {}))?.ok === true) state.answered++
    expect(await written).toMatchObject({ ok: true, result: { name: 'large-pytorch' } })
    expect(state.answered).toBeGreaterThan(100)
    expect(readFileSync(at('large-pytorch/model.py'), 'utf8')).toContain('self.n9899 = nn.ReLU()')
  }, 60_000)

  it('gives it up when the page no longer wants it, or closes its document, and leaves nothing', async () => {
    const before = readdirSync(folder).toSorted()
    page.open('other')
    const drawn = [1, 2, 3].map((index) => draw(large(9900), at(`stopped${index}.svg`)))
    for (let index = 0; index < 20; index++) await ask('listDrafts', {})
    expect(await ask('stopExport', { documentId: 'other' })).toMatchObject({ ok: true })
    await ask('stopExport', { documentId: 'net' })
    for (const answer of await Promise.all(drawn))
      expect(answer).toMatchObject({ ok: false, problem: { code: 'stopped' } })
    const last = draw(large(9900), at('closed.svg'))
    for (let index = 0; index < 20; index++) await ask('listDrafts', {})
    await ask('closeDocument', { documentId: 'net' })
    expect(await last).toMatchObject({ ok: false, problem: { code: 'stopped' } })
    expect(readdirSync(folder).toSorted()).toEqual(before)
    page.open('net')
  }, 60_000)

  it('asks first whether a file that is there may go', async () => {
    writeFileSync(at('there.svg'), 'mine')
    expect(await draw({}, at('there.svg'))).toMatchObject({ ok: false, problem: { code: 'exists' } })
    expect(await draw({}, at('there.svg'), true)).toMatchObject({ ok: false, problem: { code: 'invalid' } })
    expect(readFileSync(at('there.svg'), 'utf8')).toBe('mine')
    expect(existsSync(at('new.svg'))).toBe(false)
  })
})

it('does two at once, and the next when one is done', async () => {
  const drawings = new Drawings()
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (index: number) => () => {
    begun.push(index)
    return new Promise<void>((end) => ends.push(end))
  }
  const all = [0, 1, 2, 3].map((index) => drawings.add('net', work(index)))
  await turn()
  expect(begun).toEqual([0, 1])
  ends[1]!()
  await turn()
  expect(begun).toEqual([0, 1, 2])
  ends[0]!()
  await turn()
  ends[2]!()
  ends[3]!()
  await Promise.all(all)
  expect(begun).toEqual([0, 1, 2, 3])
})
