import { z } from 'zod'
import { BATCH } from '../types/dims'
import type { TensorType } from '../types/dims'
import { dataSourceNames, dataSources } from './data-sources'
import type { DataSource, DataSourceName } from './data-sources'
import { defineNode } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/**
 * A data source: `x` is what the network sees, `y` what it should say.
 *
 * Shape: of its source (`data-sources.ts`), e.g. digits: x `(N, 1, 28, 28)`, y `(N)` of int64; a class as a number: y `(N, 1)`.
 * Errors: held_out takes every sample → what is left; normalize or target where the source gives indices; a length for
 * a source without sequences, or no folder for mnist-idx → a warning.
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
    source: z.enum(dataSourceNames).meta({
      doc: `${dataSourceNames.map((name) => `${name}: ${dataSources[name].doc}`).join('; ')}.`,
      initial: 'digits',
    }),
    count: z.int().min(1).max(1_000_000).optional().meta({
      doc: 'How many to make or use; left out, as many as the source has or suits it.',
      unit: 'samples',
    }),
    held_out: z
      .number()
      .min(0)
      .default(0)
      .meta({ doc: 'Kept apart to measure accuracy: a share below 1, or a number of samples.' }),
    seed: z.int().min(0).default(0).meta({ doc: 'Seed of the generator and of the split.' }),
    target: z.enum(['class', 'number']).default('class').meta({
      doc: 'What y holds where a sample has a class: its int64 number for CrossEntropyLoss, or a float32 [N, 1] for BCEWithLogitsLoss.',
    }),
    length: z.int().min(2).max(1024).optional().meta({
      doc: 'Elements of one sample (text and reversal only); left out, 32 and 8.',
      unit: 'elements',
      advanced: true,
    }),
    folder: z
      .string()
      .optional()
      .meta({ doc: 'Folder with the four IDX files, gzip or plain (mnist-idx only).' }),
    normalize: z
      .boolean()
      .default(false)
      .meta({ doc: 'Shift and scale x so that the training part has mean 0 and deviation 1.' }),
  },
  idle: (params) => {
    const source: DataSource = dataSources[params.source]
    const [x, y] = [source.x(1), source.y(1)]
    return [
      ...(y.dtype === 'int64' && y.shape.length === 1 ? [] : (['target'] as const)),
      ...(source.length === undefined ? (['length'] as const) : []),
      ...(params.source === 'mnist-idx' ? [] : (['folder'] as const)),
      ...(x.dtype === 'int64' ? (['normalize'] as const) : []),
    ]
  },
  types: ({ params }) => {
    const source: DataSource = dataSources[params.source]
    checkHeldOut(params)
    const length = params.length ?? source.length ?? 0
    const [x, y] = [source.x(length), source.y(length)]
    if (params.normalize && x.dtype === 'int64') throw notFor(params.source, 'normalize', false)
    return { x, y: params.target === 'class' ? y : asNumber(params.source, y) }
  },
  warn: ({ params }) => {
    const source: DataSource = dataSources[params.source]
    if (params.length !== undefined && source.length === undefined)
      return new RuleError(
        told('rule.dataset.no_sequences', "The samples of '{{source}}' are no sequences.", {
          source: params.source,
        }),
        {
          param: 'length',
          remedy: tell('rules.dataset.leave_it_out', 'Leave it out.'),
          fixes: [
            {
              kind: 'unset',
              label: tell('rules.dataset.without_length', 'Without length'),
              names: ['length'],
            },
          ],
        },
      )
    if (params.source !== 'mnist-idx' || params.folder !== undefined) return undefined
    return new RuleError(told('rule.dataset.no_folder', 'No folder is chosen for the MNIST files.'), {
      param: 'folder',
      remedy: tell(
        'rules.dataset.choose_folder_that_holds_four',
        'Choose the folder that holds the four IDX files.',
      ),
    })
  },
})

function checkHeldOut({ count, held_out: heldOut }: { count?: number | undefined; held_out: number }): void {
  if (count === undefined || heldOut < count) return
  throw new RuleError(
    told(
      'rule.dataset.all_held_out',
      'held_out is {{heldOut}} of {{count}} samples: nothing is left to train on.',
      { heldOut, count },
    ),
    {
      param: 'held_out',
      remedy: tell('rules.dataset.hold_out_fewer_than', 'Hold out fewer than {{count}}.', { count }),
      fixes: [
        {
          kind: 'set',
          label: tell('rules.dataset.held_out_0_2_fifth', 'held_out=0.2, a fifth'),
          params: { held_out: 0.2 },
        },
      ],
    },
  )
}

function asNumber(source: DataSourceName, y: TensorType): TensorType {
  if (y.dtype !== 'int64' || y.shape.length > 1) throw notFor(source, 'target', 'class')
  return { shape: [BATCH, 1], dtype: 'float32' }
}

function unfitting(source: DataSourceName, param: 'normalize' | 'target'): Told {
  return param === 'normalize'
    ? told('rule.dataset.no_scaling', "The source '{{source}}' gives indices, which cannot be scaled.", {
        source,
      })
    : told('rule.dataset.no_class', "The source '{{source}}' does not give one class a sample.", { source })
}

function notFor(source: DataSourceName, param: 'normalize' | 'target', value: false | 'class'): RuleError {
  const text = `${param}=${value === false ? 'false' : `'${value}'`}`
  return new RuleError(unfitting(source, param), {
    param,
    remedy: tell('rules.dataset.set', 'Set {{text}}.', { text }),
    fixes: [
      {
        kind: 'set',
        label: tell('rules.dataset.set_it', 'Set {{text}}', { text }),
        params: { [param]: value },
      },
    ],
  })
}
