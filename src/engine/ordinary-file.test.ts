import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBeginning, readOrdinaryFile } from './ordinary-file'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'gradwire-ordinary-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('an ordinary file', () => {
  it('is read whole, or its beginning', async () => {
    const path = join(folder, 'file')
    await writeFile(path, 'all of it')
    expect((await readOrdinaryFile(path, 9)).toString()).toBe('all of it')
    expect((await readBeginning(path, 3)).toString()).toBe('all')
    expect((await readBeginning(path, 100)).toString()).toBe('all of it')
  })

  it('is refused where it is larger than it may be', async () => {
    const path = join(folder, 'file')
    await writeFile(path, 'all of it')
    await expect(readOrdinaryFile(path, 8)).rejects.toMatchObject({ code: 'EFBIG', size: 9 })
  })
})

it.skipIf(process.platform === 'win32')('a real path leads through no link', async () => {
  await writeFile(join(folder, 'file'), 'all of it')
  await symlink(join(folder, 'file'), join(folder, 'link'))
  await mkdir(join(folder, 'sub'))
  await symlink(folder, join(folder, 'sub', 'up'))
  expect((await readOrdinaryFile(join(folder, 'file'), 9, { real: true })).toString()).toBe('all of it')
  await expect(readOrdinaryFile(join(folder, 'link'), 9, { real: true })).rejects.toMatchObject({
    code: 'ELOOP',
  })
  if (process.platform === 'linux')
    await expect(
      readOrdinaryFile(join(folder, 'sub', 'up', 'file'), 9, { real: true }),
    ).rejects.toMatchObject({
      code: 'ENOENT',
    })
})

describe('what is no ordinary file', () => {
  it('is refused at once: a folder, and what is not there', async () => {
    await expect(readOrdinaryFile(folder, 1)).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(readOrdinaryFile(join(folder, 'none'), 1)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.skipIf(process.platform === 'win32')(
    'is refused at once: more pipes than there are threads',
    async () => {
      const path = join(folder, 'pipe')
      execFileSync('mkfifo', [path])
      for (let i = 0; i < 8; i++)
        await expect(readOrdinaryFile(path, 1)).rejects.toMatchObject({ code: 'EFTYPE' })
    },
  )

  it
    .skipIf(process.platform !== 'linux')
    .each(['/dev/zero', '/proc/self/environ', '/sys/kernel/mm', '/proc/kmsg'])(
    'is refused: %s',
    async (path) => {
      await expect(readOrdinaryFile(path, 2 ** 30)).rejects.toMatchObject({
        code: expect.stringMatching(/EFTYPE|EISDIR|EPERM|EACCES/) as string,
      })
    },
  )
})
