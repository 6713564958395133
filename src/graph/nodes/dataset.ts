import { z } from 'zod'
import { BATCH } from '../infer/dims'
import type { TensorType } from '../infer/dims'
import { defineNode } from './definition'
import { RuleError } from './rule-error'

const DIGITS: Record<string, TensorType> = {
  x: { shape: [BATCH, 1, 28, 28], dtype: 'float32' },
  y: { shape: [BATCH], dtype: 'int64' },
}

/** Types of `x` and `y` of each source. */
const SOURCES: Record<string, Record<string, TensorType>> = {
  digits: DIGITS,
  'mnist-idx': DIGITS,
  'house-prices': {
    x: { shape: [BATCH, 1], dtype: 'float32' },
    y: { shape: [BATCH, 1], dtype: 'float32' },
  },
}

/**
 * A data source: `x` is what the network sees, `y` what it should say.
 *
 * Shape: digits and mnist-idx: x `(N, 1, 28, 28)`, y `(N)` of int64; house-prices: x `(N, 1)`, y `(N, 1)`.
 * Errors: held_out takes every sample → what is left; no folder for mnist-idx → a warning.
 */
export const dataset = defineNode({
  type: 'Dataset',
  category: 'data',
  doc: 'Where training samples come from.',
  stem: 'data',
  plainStem: true,
  role: 'data',
  inputs: [],
  outputs: [
    { name: 'x', doc: 'The samples.' },
    { name: 'y', doc: 'The targets.' },
  ],
  calls: ['module'],
  accepts: 'any',
  params: {
    source: z.enum(['digits', 'house-prices', 'mnist-idx']).meta({
      doc: 'digits: drawn by a generator; mnist-idx: the four MNIST files from a folder.',
      initial: 'digits',
    }),
    count: z.int().min(1).max(1_000_000).optional().meta({
      doc: 'How many to use; digits draws so many (3000 if left out), other sources use all.',
      unit: 'samples',
    }),
    held_out: z
      .number()
      .min(0)
      .default(0)
      .meta({ doc: 'Kept apart to measure accuracy: a share below 1, or a number of samples.' }),
    seed: z.int().min(0).default(0).meta({ doc: 'Seed of the generator and of the split.' }),
    folder: z
      .string()
      .optional()
      .meta({ doc: 'Folder with the four IDX files, gzip or plain (mnist-idx only).' }),
    normalize: z
      .boolean()
      .default(false)
      .meta({ doc: 'Shift and scale x so that the training part has mean 0 and deviation 1.' }),
  },
  types: ({ params }) => {
    if (params.count !== undefined && params.held_out >= params.count) {
      throw new RuleError(
        `held_out is ${params.held_out} of ${params.count} samples: nothing is left to train on.`,
        {
          param: 'held_out',
          remedy: `Hold out fewer than ${params.count}.`,
        },
      )
    }
    return SOURCES[params.source] ?? {}
  },
  warn: ({ params }) =>
    params.source === 'mnist-idx' && params.folder === undefined
      ? new RuleError('No folder is chosen for the MNIST files.', {
          param: 'folder',
          remedy: 'Choose the folder that holds the four IDX files.',
        })
      : undefined,
})
