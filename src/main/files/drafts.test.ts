import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolder } from './data-folder'
import { Drafts } from './drafts'
import { LivingHost } from './living-host'
import { RecentFiles } from './recent-files'

const MINE = { session: 'session-of-mine', documentId: 'a' }
const OTHER = { session: 'session-of-other', documentId: 'a' }
const idOf = ({ session, documentId }: typeof MINE) => `${session}.${documentId}`
const text = '{"format":"gradwire.graph"}'
const draft = { name: 'net.json', path: null, text }

let folder: string
let open: Set<string>
let drafts: Drafts
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-drafts-'))
  open = new Set([MINE.session])
  drafts = new Drafts(folder, (session) => open.has(session))
})
afterEach(async () => {
  drafts.close()
  await rm(folder, { recursive: true, force: true })
})

describe('drafts', () => {
  it('of a session that is open are not offered, and are once it is gone', async () => {
    open.add(OTHER.session)
    await drafts.write(OTHER, draft)
    expect(await drafts.listLeft()).toEqual([])
    open.delete(OTHER.session)
    expect(await drafts.listLeft()).toEqual([
      {
        id: idOf(OTHER),
        name: draft.name,
        path: null,
        saved: expect.any(Number) as number,
        size: text.length,
      },
    ])
    expect(await drafts.readText(idOf(OTHER))).toBe(text)
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('are listed without their texts, however large those are', async () => {
    const head = (i: number) =>
      `${JSON.stringify({ name: `${i}.json`, path: null, saved: i, holder: process.pid })}\n`
    for (let i = 10; i < 45; i++) {
      const path = join(folder, `session-of-${i}.a.json`)
      await writeFile(path, head(i))
      await truncate(path, head(i).length + 16 * 2 ** 20)
    }
    const left = await drafts.listLeft()
    expect(left).toHaveLength(35)
    expect(left[0]).toMatchObject({ name: '44.json', size: 16 * 2 ** 20 })
    expect(JSON.stringify(left).length).toBeLessThan(10_000)
  })

  it('are as large as a document may be, and no larger', async () => {
    await expect(drafts.write(MINE, { ...draft, text: ' '.repeat(50 * 2 ** 20 + 1) })).rejects.toMatchObject({
      problem: { code: 'large' },
    })
  })

  it.skipIf(process.platform === 'win32')('that are pipes are passed over at once', async () => {
    for (let i = 0; i < 8; i++) execFileSync('mkfifo', [join(folder, `session-of-${i}.a.json`)])
    expect(await drafts.listLeft()).toEqual([])
    expect(await drafts.take({ session: 'session-of-1', documentId: 'a' })).toBeNull()
  })

  it('outlive the host', async () => {
    const host = (await LivingHost.start(join(folder, 'hosts')))!
    const before = new Drafts(folder, () => true, Promise.resolve(host))
    await before.write(MINE, draft)
    before.close()
    host.close()
    const next = new Drafts(folder, () => false)
    expect((await next.listLeft()).map(({ name }) => name)).toEqual(['net.json'])
    expect(await next.readText(idOf(MINE))).toBe(text)
    next.close()
  })

  it('move to the session that takes them, and to only one of two', async () => {
    await drafts.write(OTHER, draft)
    const third = { session: 'session-third', documentId: 'a' }
    open.add(third.session)
    const taken = await Promise.all([drafts.take(MINE, idOf(OTHER)), drafts.take(third, idOf(OTHER))])
    expect(taken.filter((one) => one !== null)).toHaveLength(1)
    expect(taken[0]).toMatchObject({ id: idOf(MINE), text })
    expect(await readdir(folder)).toEqual([`${idOf(MINE)}.json`])
  })

  it('come back to their own session after a reload', async () => {
    await drafts.write(MINE, draft)
    expect(await drafts.take(MINE)).toMatchObject({ text })
    expect(await drafts.take(MINE, idOf(MINE))).toMatchObject({ text })
  })

  it('know their file as it was read, so that a change of it is noticed after a crash too', async () => {
    const seen = { size: 3, modified: 1, hash: 'abc' }
    await drafts.write(OTHER, { ...draft, path: '/home/net.json', seen })
    expect(await drafts.take(MINE, idOf(OTHER))).toMatchObject({ seen })
  })

  it('of two documents of one window are kept apart', async () => {
    const second = { ...MINE, documentId: 'b' }
    await drafts.write(MINE, draft)
    await drafts.write(second, { ...draft, name: 'second.json' })
    expect(await drafts.take(MINE)).toMatchObject({ name: 'net.json' })
    await drafts.clear(MINE)
    expect(await drafts.take(MINE)).toBeNull()
    expect(await drafts.take(second)).toMatchObject({ name: 'second.json' })
    open.clear()
    expect((await drafts.listLeft()).map(({ id }) => id)).toEqual([idOf(second)])
  })

  it('of a time when a window had one document are found by it, and by others when they are left', async () => {
    const old = JSON.stringify({ ...draft, saved: 1, holder: process.pid })
    for (const { session } of [MINE, OTHER]) await writeFile(join(folder, `${session}.json`), old)
    expect((await drafts.listLeft()).map(({ id }) => id)).toEqual([OTHER.session])
    expect(await drafts.take(MINE)).toMatchObject({ id: idOf(MINE), text })
    const second = { ...MINE, documentId: 'b' }
    expect(await drafts.take(second)).toBeNull()
    expect(await drafts.take(second, OTHER.session)).toMatchObject({ id: idOf(second), text })
    expect((await readdir(folder)).sort()).toEqual([`${idOf(MINE)}.json`, `${idOf(second)}.json`])
  })

  it('that were cleared while they were being written stay away', async () => {
    await Promise.all([drafts.write(MINE, draft), drafts.clear(MINE)])
    expect(await readdir(folder)).toEqual([])
  })

  it('of another host are its own as long as it lives, whatever the clock says', async () => {
    const living = (await LivingHost.start(folder))!
    const other = new Drafts(join(folder, 'drafts'), () => true, Promise.resolve(living))
    const mine = new Drafts(join(folder, 'drafts'), (session) => open.has(session))
    await other.write(OTHER, draft)
    await utimes(join(folder, 'drafts', `${idOf(OTHER)}.json`), new Date(0), new Date(0))
    expect(await mine.listLeft()).toEqual([])
    expect(await mine.take(MINE, idOf(OTHER))).toBeNull()
    living.close()
    await expect.poll(() => mine.listLeft()).toHaveLength(1)
    for (const each of [other, mine]) each.close()
  })

  it('of a host on another machine are its own as long as it touches them', async () => {
    const path = join(folder, `${idOf(OTHER)}.json`)
    const holder = { machine: 'another', socket: '/nowhere' }
    await writeFile(path, JSON.stringify({ ...draft, saved: 1, holder }))
    expect(await drafts.listLeft()).toEqual([])
    expect(await drafts.take(MINE, idOf(OTHER))).toBeNull()
    await utimes(path, new Date(0), new Date(0))
    expect(await drafts.listLeft()).toHaveLength(1)
  })

  it('are discarded only when they are left', async () => {
    await drafts.write(MINE, draft)
    await drafts.discard(idOf(MINE))
    expect(await readdir(folder)).toHaveLength(1)
    open.clear()
    await drafts.discard(idOf(MINE))
    expect(await readdir(folder)).toEqual([])
  })

  it('never reach a file outside of their folder', async () => {
    const outside = join(folder, '..', 'outside-of-drafts.json')
    await writeFile(outside, JSON.stringify({ ...draft, saved: 1, holder: 1 }))
    await drafts.discard('../outside-of-drafts')
    await drafts.discard(`${MINE.session}./../outside-of-drafts`)
    expect(await drafts.take(MINE, '../outside-of-drafts')).toBeNull()
    expect(await readFile(outside, 'utf8')).toContain('gradwire.graph')
    await rm(outside)
  })

  it('that are broken are passed over', async () => {
    await writeFile(join(folder, `${idOf(OTHER)}.json`), '{"name":')
    expect(await drafts.listLeft()).toEqual([])
  })
})

describe('recent files', () => {
  it('are listed newest first, once each, and only while they are there', async () => {
    const recent = new RecentFiles(join(folder, 'data', 'recent.json'))
    const paths = ['a.json', 'b.json'].map((name) => join(folder, name))
    for (const path of paths) await writeFile(path, '{}')
    await Promise.all([...paths, paths[0]!, join(folder, 'gone.json')].map((path) => recent.add(path)))
    expect((await recent.list()).map((file) => file.name)).toEqual(['a.json', 'b.json'])
  })

  it('begin anew when their list is broken', async () => {
    await writeFile(join(folder, 'recent.json'), 'nonsense')
    const recent = new RecentFiles(join(folder, 'recent.json'))
    expect(await recent.list()).toEqual([])
    await recent.add(join(folder, 'recent.json'))
    expect(await recent.list()).toHaveLength(1)
  })
})

describe('the data folder', () => {
  it('is where the platform keeps such things, unless the environment says otherwise', () => {
    expect(dataFolder({}, 'linux', '/home/mai')).toBe('/home/mai/.local/share/gradwire')
    expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/mai')).toBe('/data/gradwire')
    expect(dataFolder({}, 'darwin', '/Users/mai')).toBe('/Users/mai/Library/Application Support/Gradwire')
    expect(dataFolder({ GRADWIRE_DATA: '/tmp/d', XDG_DATA_HOME: '/data' }, 'linux', '/home/mai')).toBe(
      '/tmp/d',
    )
  })
})
