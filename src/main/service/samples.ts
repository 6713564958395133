/** The sample graphs that come with the app. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { z } from 'zod'
import type { OpenedFile, SampleInfo } from '../contract'
import { HostError } from './host-error'

const sampleMeta = z.looseObject({
  meta: z.looseObject({ title: z.string(), lesson: z.string(), order: z.number().default(0) }),
})

/** Every sample in `folder`, by its document's `meta.order`, then its id. */
export async function listSamples(folder: string): Promise<SampleInfo[]> {
  const names = (await readdir(folder)).filter((name) => extname(name) === '.json')
  const samples = await Promise.all(
    names.map(async (name) => {
      const { meta } = sampleMeta.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))
      return { id: basename(name, '.json'), title: meta.title, lesson: meta.lesson, order: meta.order }
    }),
  )
  samples.sort((a, b) => a.order - b.order || a.id.localeCompare(b.id))
  return samples.map(({ id, title, lesson }) => ({ id, title, lesson }))
}

/** One sample's text; it has no path, so that saving asks for one. Errors: no such sample. */
export async function readSample(folder: string, id: string): Promise<OpenedFile> {
  // Only a name from the list is read, so that an id is never a path.
  const found = (await readdir(folder)).find((name) => name === `${id}.json`)
  if (!found)
    throw new HostError({
      message: `There is no sample '${id}'.`,
      remedy: 'Choose one of the list.',
      code: 'missing',
    })
  return { path: null, name: found, text: await readFile(join(folder, found), 'utf8') }
}
