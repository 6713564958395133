import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Places } from './places'

let folder: string
const at = (...parts: string[]) => join(folder, ...parts)
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'gradwire-places-')))
  for (const each of ['home', 'home/nets', 'home/.ssh', 'other']) await mkdir(at(each))
  for (const file of [
    'home/nets/net.json',
    'home/nets/net.safetensors',
    'home/.ssh/config',
    'home/server.pem',
    'other/net.json',
  ])
    await writeFile(at(file), '{}')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const closed = (remedy: string) => ({
  problem: { code: 'closed', remedy: expect.stringContaining(remedy) as string },
})

describe('where the page draws the dialogs', () => {
  const places = () => new Places({ roots: [at('home')] })

  it('it reaches what it was told of below its roots', async () => {
    const own = places()
    const path = at('home', 'nets', 'net.json')
    await expect(own.toRead(path)).rejects.toMatchObject(closed('npm start -- FOLDER'))
    await own.toList(at('home', 'nets'))
    expect(await own.toRead(path)).toBe(path)
    expect(await own.toWrite(at('home', 'nets', 'new.json'))).toBe(at('home', 'nets', 'new.json'))
  })

  it.each([
    ['a hidden folder', 'home/.ssh/config'],
    ['a key', 'home/server.pem'],
    ['what is outside', 'other/net.json'],
    ['what is outside by a way about', 'home/nets/../../other/net.json'],
    ['the system', '/etc/passwd'],
    ['what is not there, outside', 'other/none.json'],
  ])('it never reaches %s', async (_, path) => {
    const own = places()
    for (const each of ['home', 'home/nets']) await own.toList(at(each))
    const full = path.startsWith('/') ? path : `${folder}/${path}`
    await expect(own.toRead(full)).rejects.toMatchObject(closed('npm start'))
    await expect(own.toWrite(full)).rejects.toMatchObject(closed('npm start'))
    expect(await own.shows(full)).toBe(false)
  })

  it('it is not listed a folder that is outside, or hidden', async () => {
    for (const each of ['other', 'home/.ssh', '.'])
      await expect(places().toList(at(each))).rejects.toMatchObject(closed('npm'))
  })

  it('a link leads nowhere that the way itself does not', async () => {
    await symlink(at('other'), at('home', 'nets', 'link'))
    await symlink(at('other', 'net.json'), at('home', 'nets', 'link.json'))
    await symlink(at('other', 'made.json'), at('home', 'nets', 'loose.json'))
    const own = places()
    await own.toList(at('home', 'nets'))
    await expect(own.toList(at('home', 'nets', 'link'))).rejects.toMatchObject(closed('npm'))
    await expect(own.toRead(at('home', 'nets', 'link.json'))).rejects.toMatchObject(closed('npm'))
    await expect(own.toWrite(at('home', 'nets', 'link', 'new.json'))).rejects.toMatchObject(closed('npm'))
    // One to nowhere stays the link that it is: writing puts a file in its place, and none where it leads.
    expect(await own.toWrite(at('home', 'nets', 'loose.json'))).toBe(at('home', 'nets', 'loose.json'))
  })
})

describe('where the desktop has dialogs', () => {
  it('the page reaches what these gave, and the weights beside it, and no more', async () => {
    const places = new Places({ roots: null })
    const path = at('home', 'nets', 'net.json')
    await expect(places.toRead(path)).rejects.toMatchObject(closed('Choose it with Open'))
    await places.give(path)
    expect(await places.toRead(path)).toBe(path)
    expect(await places.toRead(at('home', 'nets', 'net.safetensors'))).toBe(
      at('home', 'nets', 'net.safetensors'),
    )
    await expect(places.toWrite(at('home', 'nets', 'other.json'))).rejects.toMatchObject(closed('Choose it'))
    await expect(places.toList(at('home'))).rejects.toMatchObject(closed('Choose it'))
  })

  it('a folder is given with what is in it, and what was open before is known', async () => {
    const places = new Places({ roots: null, earlier: () => Promise.resolve([at('other', 'net.json')]) })
    await places.give(at('home'))
    expect(await places.toWrite(at('home', 'nets', 'new.json'))).toBe(at('home', 'nets', 'new.json'))
    expect(await places.toRead(at('other', 'net.json'))).toBe(at('other', 'net.json'))
  })
})

it('data are read beside a document, and below the home folder', async () => {
  const places = new Places({ roots: null })
  expect(await places.holdsData(at('home', 'nets', 'mnist'))).toBe(false)
  await places.give(at('home', 'nets', 'net.json'))
  expect(await places.holdsData(at('home', 'nets', 'mnist'))).toBe(true)
  expect(await places.holdsData(join(homedir(), 'mnist'))).toBe(true)
  expect(await places.holdsData('/etc')).toBe(false)
})
