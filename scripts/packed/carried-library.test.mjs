import { expect, it } from 'vitest'
import { carriedLibrary } from './carried-library.mjs'

const check = async () => ({ title: 'TensorFlow', old: false })
const official = { name: 'official', title: 'official', get: async () => '/official' }
const wheel = { name: 'wheel', title: 'wheel', get: async () => '/wheel' }
const none = {
  ...official,
  get: async () => {
    throw new Error('no network')
  },
}
const inPlace = () => '/in-place'

it('installers carry the official library, else the same version of the wheel, else what is in place', async () => {
  const carried = { named: undefined, check, inPlace }
  const folderOf = async (/** @type {import('../setup/choose-library.mjs').Way[]} */ ...ways) =>
    (await carriedLibrary({ ...carried, ways })).folder
  expect(await folderOf(official, wheel)).toBe('/official')
  expect(await folderOf(none, wheel)).toBe('/wheel')
  expect(await folderOf(none)).toBe('/in-place')
})

it('installers carry the library that a person names', async () => {
  const library = await carriedLibrary({ named: '/mine', ways: [official], check, inPlace })
  expect(library.folder).toBe('/in-place')
})

it('there is no installer without a library', async () => {
  const nothing = carriedLibrary({ named: undefined, ways: [], check, inPlace: () => null })
  await expect(nothing).rejects.toThrow('not installed')
})
