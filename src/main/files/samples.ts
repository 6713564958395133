/** The sample graphs that come with the app. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { sketchOf } from '../../graph/drawing/sketch'
import { parseDocument } from '../../graph/file/parse'
import type { OpenedFile, SampleGroup, SampleInfo } from '../contract'
import { HostError } from './host-error'
import { tell } from '../../words/tell'

/** Samples from easy to hard, in each group and over all. */
const ORDER: Readonly<Record<Exclude<SampleGroup, 'other'>, readonly string[]>> = {
  first: ['linear-regression', 'logistic-regression', 'xor-mlp'],
  digits: ['mnist-cnn', 'mnist-cnn-modules', 'lenet-5', 'autoencoder'],
  vision: ['vgg-small', 'resnet-small', 'densenet-block', 'mobilenet-block', 'unet-small'],
  sequences: ['char-lstm', 'transformer-encoder'],
}
const PLACES = Object.entries(ORDER).flatMap(([group, ids]) =>
  ids.map((id) => ({ id, group: group as SampleGroup })),
)

/** Beside the folder of samples: what `scripts/make-sample-list.ts` found in them. */
export const SAMPLE_LIST = 'sample-list.json'

/** Every sample in `folder`, from easy to hard, as it was listed when the app was made; else as `makeSampleList` finds it. */
export async function listSamples(folder: string): Promise<SampleInfo[]> {
  const made = await readFile(join(dirname(resolve(folder)), SAMPLE_LIST), 'utf8').catch(() => null)
  return made === null ? makeSampleList(folder) : (JSON.parse(made) as SampleInfo[])
}

/** Reads every sample, and finds its shapes; those that have no place in the order come last, by their ids. */
export async function makeSampleList(folder: string): Promise<SampleInfo[]> {
  const names = (await readdir(folder)).filter((name) => extname(name) === '.json')
  const samples = await Promise.all(names.map((name) => readInfo(folder, basename(name, '.json'))))
  const placeOf = ({ id }: SampleInfo) => PLACES.findIndex((place) => place.id === id) >>> 0
  return samples.sort((a, b) => placeOf(a) - placeOf(b) || a.id.localeCompare(b.id))
}

async function readInfo(folder: string, id: string): Promise<SampleInfo> {
  const { document, inference } = parseDocument(await readFile(join(folder, `${id}.json`), 'utf8'))
  if (document === null || inference === null)
    throw new HostError({
      message: tell('host.sample_cannot_be_read', "The sample '{{id}}' cannot be read.", { id }),
      remedy: tell('host.install_gradwire_again', 'Install Gradwire again.'),
    })
  const { title = id, lesson = '' } = document.meta ?? {}
  return {
    id,
    title,
    lesson,
    group: PLACES.find((place) => place.id === id)?.group ?? 'other',
    parameters: inference.main.parameterCount,
    sketch: sketchOf(inference.main.definition),
  }
}

/** One sample's text; it has no path, so that saving asks for one. Errors: no such sample. */
export async function readSample(folder: string, id: string): Promise<OpenedFile> {
  // Only a name from the list is read, so that an id is never a path.
  const found = (await readdir(folder)).find((name) => name === `${id}.json`)
  if (!found)
    throw new HostError({
      message: tell('host.there_is_no_sample', "There is no sample '{{id}}'.", { id }),
      remedy: tell('host.choose_one_of_list', 'Choose one of the list.'),
      code: 'missing',
    })
  return { path: null, name: found, text: await readFile(join(folder, found), 'utf8') }
}
