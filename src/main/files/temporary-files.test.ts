import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeLeftovers, temporaryBeside } from './temporary-files'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'gradwire-left-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A name that a process gave which is no more. */
function nameOfDead(): string {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return basename(temporaryBeside(folder)).replace(`-${process.pid}-`, `-${pid}-`)
}

it('takes away only what processes of ours have left that are no more', async () => {
  const mine = basename(temporaryBeside(join(folder, 'net.json')))
  const foreign = mine.replace(/-[0-9a-f]{12}-/, '-000000000000-')
  const earlier = '.gradwire-0123456789ab.tmp'
  const others = ['net.json', '.gradwire.tmp', 'x.tmp', mine, foreign, earlier]
  for (const name of [...others, nameOfDead()]) await writeFile(join(folder, name), '')
  await mkdir(join(folder, nameOfDead()))
  await removeLeftovers([folder, join(folder, 'gone')])
  expect((await readdir(folder)).sort()).toEqual(others.sort())
})

it('takes away what is older than a day, whoever has its process id now', async () => {
  const names = ['.gradwire-0123456789ab.tmp', basename(temporaryBeside(join(folder, 'net.json')))]
  for (const name of names) await writeFile(join(folder, name), '')
  const before = new Date(Date.now() - 2 * 86_400_000)
  for (const name of names) await utimes(join(folder, name), before, before)
  await removeLeftovers([folder])
  expect(await readdir(folder)).toEqual([])
})
