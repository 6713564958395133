import { DatasetError, type Dataset } from './dataset'
import { makeDigits } from './digits'
import { makeHousePrices } from './house-prices'
import { readMnist } from './mnist-idx'
import { heldOutCount, normalised, takeSamples } from './prepare'

const DEFAULT_DIGITS = 3000

/** Parameters of a Dataset node, completed. */
export interface DatasetParams {
  /** Samples to use, held-out ones included; each source has a default of its own. */
  count?: number
  /** A share of them (below 1) or a number of samples (1 and above). */
  held_out: number
  seed: number
  folder?: string
  normalize: boolean
}

/** One line a source: how it makes its samples, the held-out ones last. */
const SOURCES: Record<string, (params: DatasetParams) => Dataset | Promise<Dataset>> = {
  digits: ({ count = DEFAULT_DIGITS, held_out: heldOut, seed }) => {
    const held = heldOutCount(heldOut, count)
    return makeDigits(count - held, held, seed)
  },
  'house-prices': (params) => takeSamples(makeHousePrices(params.seed), params),
  'mnist-idx': async (params) => {
    if (!params.folder)
      throw new DatasetError(
        'No folder is given for the MNIST files.',
        'Choose the folder with the four IDX files.',
        'folder',
      )
    return takeSamples(await readMnist(params.folder), params)
  },
}

/**
 * The samples of a Dataset node.
 *
 * Errors: an unknown source, more samples held out than there are, files that cannot be used → DatasetError.
 */
export async function loadDataset(params: Readonly<Record<string, unknown>>): Promise<Dataset> {
  const source = SOURCES[String(params.source)]
  if (!source)
    throw new DatasetError(
      `There is no data source ${JSON.stringify(params.source)}.`,
      `Choose one of ${Object.keys(SOURCES).join(', ')}.`,
      'source',
    )
  const complete = { held_out: 0, seed: 0, normalize: false, ...params } as DatasetParams
  const dataset = await source(complete)
  return complete.normalize ? normalised(dataset) : dataset
}
