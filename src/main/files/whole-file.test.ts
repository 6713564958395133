import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeWholeFile } from './whole-file'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'gradwire-whole-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('writing a whole file', () => {
  it('writes a new file and leaves nothing beside it', async () => {
    await writeWholeFile(join(folder, 'net.json'), 'đồ thị', { overwrite: false })
    expect(await readFile(join(folder, 'net.json'), 'utf8')).toBe('đồ thị')
    expect(await readdir(folder)).toEqual(['net.json'])
  })

  it('keeps a file that is there unless it may replace it', async () => {
    const path = join(folder, 'net.json')
    await writeFile(path, 'old')
    await expect(writeWholeFile(path, 'new', { overwrite: false })).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await readFile(path, 'utf8')).toBe('old')
    await writeWholeFile(path, 'new', { overwrite: true })
    expect(await readFile(path, 'utf8')).toBe('new')
  })

  it('lets one of two writers of a new file win', async () => {
    const path = join(folder, 'net.json')
    const results = await Promise.allSettled(
      ['a', 'b'].map((text) => writeWholeFile(path, text.repeat(1000), { overwrite: false })),
    )
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await readFile(path, 'utf8')).toMatch(/^(a{1000}|b{1000})$/)
    expect(await readdir(folder)).toEqual(['net.json'])
  })

  it('keeps the permissions of the file that it replaces', async () => {
    const path = join(folder, 'net.json')
    await writeFile(path, 'old', { mode: 0o640 })
    await writeWholeFile(path, 'new', { overwrite: true })
    expect((await stat(path)).mode & 0o777).toBe(0o640)
  })

  it('writes through a link to the file behind it', async () => {
    await writeFile(join(folder, 'real.json'), 'old')
    await symlink(join(folder, 'real.json'), join(folder, 'link.json'))
    await writeWholeFile(join(folder, 'link.json'), 'new', { overwrite: true })
    expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe('new')
    expect((await readdir(folder)).sort()).toEqual(['link.json', 'real.json'])
  })

  it('writes into a pipe, and leaves it a pipe', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const [, text] = await Promise.all([
      writeWholeFile(path, 'through', { overwrite: true }),
      readFile(path, 'utf8'),
    ])
    expect(text).toBe('through')
    expect((await stat(path)).isFIFO()).toBe(true)
  }, 5000)

  it('refuses a folder, a missing folder, and a path through a file', async () => {
    await mkdir(join(folder, 'sub'))
    await writeFile(join(folder, 'file'), '')
    const write = (...parts: string[]) => writeWholeFile(join(folder, ...parts), 'x', { overwrite: true })
    await expect(write('sub')).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(write('none', 'net.json')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(write('file', 'net.json')).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it('leaves the old document whole when the disk takes only a part of the new one', async () => {
    const path = join(folder, 'net.json')
    await writeWholeFile(path, 'old', { overwrite: false })
    // A limit on a file's size acts as a full disk does: the first write is cut short without an error.
    expect(writeLimited(path, 100_000)).toBe('EFBIG')
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['net.json'])
    expect(writeLimited(path, 10_000)).toBe('written')
  })
})

/** Writes `length` characters in a process whose files may have 32 KiB; gives the error's code. */
function writeLimited(path: string, length: number): string {
  const module = new URL('./whole-file.ts', import.meta.url).href
  const program = `
    const { writeWholeFile } = await import(${JSON.stringify(module)})
    await writeWholeFile(${JSON.stringify(path)}, 'x'.repeat(${length}), { overwrite: true }).then(
      () => process.stdout.write('written'),
      (error) => process.stdout.write(error.code),
    )`
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program]
  return execFileSync('bash', ['-c', 'ulimit -f 32; exec "$@"', 'bash', ...node], {
    encoding: 'utf8',
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  })
}
