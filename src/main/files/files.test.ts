import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fullPath } from './full-path'
import { listFolder, readDocument, writeDocument } from './files'
import { fileError, HostError } from './host-error'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'gradwire-files-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The problem that a refused request carries. */
async function problem(request: Promise<unknown>) {
  const error: unknown = await request.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(HostError)
  return (error as HostError).problem
}

describe('documents on disk', () => {
  it('are read as they were written', async () => {
    const path = join(folder, 'net.json')
    const stamp = expect.objectContaining({ size: 10 }) as unknown
    expect(await writeDocument(path, '{"a":"ü"}', false)).toEqual({ path, name: 'net.json', stamp })
    expect(await readDocument(path)).toEqual({ path, name: 'net.json', text: '{"a":"ü"}', stamp })
  })

  it('are read without the byte order mark that some editors put first', async () => {
    await writeFile(join(folder, 'net.json'), '\uFEFF{}')
    expect((await readDocument(join(folder, 'net.json'))).text).toBe('{}')
  })

  it('name path, reason and remedy when they are missing', async () => {
    const path = join(folder, 'none.json')
    expect(await problem(readDocument(path))).toEqual({
      message: `Cannot read ${path}: There is no such file or folder.`,
      remedy: 'Check the path; it may have been moved or renamed.',
      code: 'missing',
    })
  })

  it('are not replaced unless asked', async () => {
    const path = join(folder, 'net.json')
    await writeDocument(path, 'old', false)
    expect((await problem(writeDocument(path, 'new', false))).code).toBe('exists')
    expect(await readFile(path, 'utf8')).toBe('old')
  })

  it('are refused where a folder, a pipe or bytes that are no text lie', async () => {
    expect((await problem(readDocument(folder))).code).toBe('folder')
    expect((await problem(readDocument('/dev/null'))).message).toContain('not an ordinary file')
    await writeFile(join(folder, 'picture.png'), Uint8Array.of(0x89, 0x50, 0xff, 0xfe))
    expect((await problem(readDocument(join(folder, 'picture.png')))).message).toContain('not a text file')
  })

  it('are refused when they are larger than 50 MiB, before they are read', async () => {
    const path = join(folder, 'large.json')
    const file = await open(path, 'w')
    await file.truncate(50 * 2 ** 20 + 1)
    await file.close()
    const { message, code } = await problem(readDocument(path))
    expect(code).toBe('large')
    expect(message).toContain('51 MiB')
  })

  it('say that the old one is unchanged when a path through a file cannot be written', async () => {
    await writeFile(join(folder, 'file'), '')
    const { message, code } = await problem(writeDocument(join(folder, 'file', 'net.json'), '{}', true))
    expect(code).toBe('missing')
    expect(message).toContain('A part of the path is not a folder. What was there before is unchanged.')
  })

  it('say that the disk is full when it is', async () => {
    const error: unknown = await writeFile('/dev/full', 'x').catch((thrown: unknown) => thrown)
    expect(fileError(error, 'write', '/media/net.json').problem).toEqual({
      message: 'Cannot write /media/net.json: The disk is full. What was there before is unchanged.',
      remedy: 'Make room on the disk, or save to another one.',
      code: 'full',
    })
  })
})

describe('a folder listing', () => {
  it('shows folders first, sorts by name and number, and leaves hidden files out', async () => {
    await mkdir(join(folder, 'zoo'))
    for (const name of ['net10.json', 'net2.json', '.hidden', 'Alpha.json'])
      await writeFile(join(folder, name), 'x')
    const listing = await listFolder(folder)
    expect(listing.entries.map((entry) => entry.name)).toEqual([
      'zoo',
      'Alpha.json',
      'net2.json',
      'net10.json',
    ])
    expect(listing.entries[1]).toMatchObject({ kind: 'file', size: 1, path: join(folder, 'Alpha.json') })
    expect(listing.parent).toBe(tmpdir())
  })

  it('has no parent at the root', async () => {
    expect((await listFolder('/')).parent).toBeNull()
  })

  it('says plainly when the folder is missing or is a file', async () => {
    await writeFile(join(folder, 'file'), '')
    expect((await problem(listFolder(join(folder, 'none')))).message).toBe(
      `Cannot list ${join(folder, 'none')}: There is no such file or folder.`,
    )
    expect((await problem(listFolder(join(folder, 'file')))).code).toBe('missing')
  })
})

describe('a path', () => {
  it('may begin at the home folder', () => {
    expect(fullPath('~/nets/a.json', '/home/mai')).toBe('/home/mai/nets/a.json')
    expect(fullPath('~', '/home/mai')).toBe('/home/mai')
    expect(fullPath('a.json', '/home/mai')).toBe('/home/mai/a.json')
    expect(fullPath('/data/../a.json', '/home/mai')).toBe('/a.json')
  })
})
