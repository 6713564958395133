import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookAtFile, stampOf } from './file-stamp'
import { readDocument, writeDocument } from './files'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-stamp-'))
  path = join(folder, 'net.json')
  await writeFile(path, 'theirs')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a file that was read', () => {
  it('is the same where only its time is another, and changed where its text is, whatever size and time say', async () => {
    const seen = (await stampOf(path))!
    await utimes(path, new Date(5000), new Date(5000))
    expect(await lookAtFile(path, seen)).toBe('same')
    await writeFile(path, 'their5')
    await utimes(path, new Date(seen.modified), new Date(seen.modified))
    expect(await lookAtFile(path, seen)).toBe('changed')
    expect(await lookAtFile(path, seen, 'their5')).toBe('same')
    await rm(folder, { recursive: true })
    expect(await lookAtFile(path, seen)).toBe('missing')
  })

  it('is not written over where another program has changed it since', async () => {
    const { stamp } = await readDocument(path)
    await writeFile(path, 'other')
    await expect(writeDocument(path, 'mine', true, stamp)).rejects.toMatchObject({
      problem: { code: 'changed' },
    })
    expect(await readFile(path, 'utf8')).toBe('other')
    const now = await stampOf(path)
    const saved = await writeDocument(path, 'mine', true, now)
    expect(await writeDocument(path, 'mine too', true, saved.stamp)).toMatchObject({ name: 'net.json' })
    await rm(path)
    await writeDocument(path, 'mine again', true, saved.stamp)
    expect(await readFile(path, 'utf8')).toBe('mine again')
  })
})
