import type { DataSourceName } from '../../graph/nodes/data-sources'
import { blobs } from './blobs'
import { DatasetError, type Dataset } from './dataset'
import { makeDigits } from './digits'
import { generate, type Recipe } from './generate'
import { makeHousePrices } from './house-prices'
import { readMnist } from './mnist-idx'
import { moons } from './moons'
import { heldOutCount, normalised, takeSamples, withNumbers } from './prepare'
import { reversal } from './reversal'
import { shapes } from './shapes'
import { spirals } from './spirals'
import { makeText } from './text'
import { textures } from './textures'
import { xor } from './xor'
import { tell } from '../../words/tell'

/** Parameters of a Dataset node, completed. */
export interface DatasetParams {
  /** Samples to use, held-out ones included; each source has a default of its own. */
  count?: number
  /** A share of them (below 1) or a number of samples (1 and above). */
  held_out: number
  seed: number
  folder?: string
  /** Characters or digits in one sample, for the sources of sequences. */
  length?: number
  /** Classes as their numbers, or as values. */
  target: 'class' | 'number'
  normalize: boolean
}

/** One line a source: how it makes its samples, the held-out ones last. */
const SOURCES: Record<DataSourceName, (params: DatasetParams) => Dataset | Promise<Dataset>> = {
  blobs: drawn(blobs, 400),
  moons: drawn(moons, 400),
  xor: drawn(xor, 400),
  spirals: drawn(spirals, 600),
  digits: ({ count = 3000, held_out: heldOut, seed }) => {
    const held = heldOutCount(heldOut, count)
    return makeDigits(count - held, held, seed)
  },
  shapes: drawn(shapes, 600),
  textures: drawn(textures, 1200),
  reversal: (params) => generate(reversal(params.length), { ...params, count: params.count ?? 2000 }),
  text: (params) => makeText({ ...params, count: params.count ?? 1000 }, params.length),
  'house-prices': (params) => takeSamples(makeHousePrices(params.seed), params),
  'mnist-idx': async (params) => {
    if (!params.folder)
      throw new DatasetError(
        tell('data.no_folder_is_given_for', 'No folder is given for the MNIST files.'),
        tell('data.choose_folder_with_four_idx', 'Choose the folder with the four IDX files.'),
        'folder',
      )
    return takeSamples(await readMnist(params.folder), params)
  },
}

function drawn(recipe: Recipe, usual: number): (params: DatasetParams) => Dataset {
  return (params) => generate(recipe, { ...params, count: params.count ?? usual })
}

/**
 * The samples of a Dataset node.
 *
 * Errors: an unknown source, more samples held out than there are, files that cannot be used → DatasetError.
 */
export async function loadDataset(params: Readonly<Record<string, unknown>>): Promise<Dataset> {
  const name = String(params.source)
  if (!isSource(name))
    throw new DatasetError(
      tell('data.there_is_no_data_source', 'There is no data source {{source}}.', {
        source: JSON.stringify(params.source),
      }),
      tell('data.choose_one_of', 'Choose one of {{sources}}.', { sources: Object.keys(SOURCES).join(', ') }),
      'source',
    )
  const complete = {
    held_out: 0,
    seed: 0,
    target: 'class',
    normalize: false,
    ...params,
  } as DatasetParams
  const made = await SOURCES[name](complete)
  const dataset = complete.target === 'number' ? withNumbers(made) : made
  return complete.normalize ? normalised(dataset) : dataset
}

function isSource(name: string): name is DataSourceName {
  return Object.hasOwn(SOURCES, name)
}
