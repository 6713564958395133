/** What the node types with attention share: params, the checks of their inputs, and cost. */
import { z } from 'zod'
import { dimAt, formatShape, formatTimes, multiplyDims } from '../types/dims'
import type { Dim, Shape, TensorType } from '../types/dims'
import type { Handle, ParameterSpec, RuleCall } from '../registry/definition'
import { inserting, toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

export const batchFirst = z
  .boolean()
  .default(false)
  .meta({ doc: 'The batch is the first dimension; else the sequence is.', initial: true })

/** The size of the last dimension, where the type takes it from there. */
export function featuresOf({ shape }: TensorType, param: string, handle: string): number {
  const size = shape.at(-1)
  if (typeof size === 'number') return size
  throw new RuleError(
    told('rule.attention.unknown_size', '{{param}} cannot be taken from an input of shape {{shape}}.', {
      param,
      shape: formatShape(shape),
    }),
    {
      handle,
      param,
      remedy: tell(
        'rules.attention.give_each_place_of_sequence',
        'Give each place of the sequence a dimension of features.',
      ),
      fixes: toRank(handle, shape, shape.length + 1),
    },
  )
}

export interface Heads {
  embedDim: number
  heads: number
  batchFirst: boolean
  /** Whether keys and values are projected apart, as kdim or vdim wants. */
  apart: boolean
}

/** Query, key and value, and the masks that are wired. */
export interface AttentionInputs {
  query: Shape
  key: Shape
  value: Shape
  attnMask?: Shape | undefined
  keyPaddingMask?: Shape | undefined
}

/** What a type calls its handles and params. */
export interface AttentionNames {
  query: string
  key: string
  value: string
  attnMask: string
  keyPaddingMask: string
  heads: string
  size: string
}

/** Sizes of the sequences; N is undefined without a batch. */
export interface AttentionSizes {
  batch: Dim | undefined
  targets: Dim
  sources: Dim
}

/**
 * Refuses what MultiheadAttention refuses, with PyTorch's sentences.
 *
 * @param names The handles that hold the query and the two masks, and the params of the heads and the size.
 */
export function checkAttention(
  inputs: AttentionInputs,
  settings: Heads,
  names: AttentionNames,
): AttentionSizes {
  const { embedDim, heads } = settings
  if (embedDim % heads !== 0)
    throw new RuleError('embed_dim must be divisible by num_heads', {
      param: names.heads,
      remedy: tell(
        'rules.attention.features_do_not_go_into',
        '{{embedDim}} features do not go into {{heads}} heads.',
        { embedDim, heads },
      ),
      fixes: [setNumber(names.heads, largestDivisor(embedDim, heads))],
    })
  checkRanks(inputs, names)
  const { query, key, value } = inputs
  checkSizes(inputs, settings, names)
  const turned = settings.batchFirst && query.length === 3
  const places = (shape: Shape): Dim => shape[turned ? 1 : 0] ?? 1
  const batch = query.length === 3 ? query[turned ? 0 : 1] : undefined
  if (query.length === 3 && batch !== key[turned ? 0 : 1])
    throw new RuleError(
      told(
        'rule.attention.other_batch',
        'The batch of the query is {{batch}}, that of key and value {{key}}.',
        { batch: batch ?? '', key: key[turned ? 0 : 1] ?? '' },
      ),
      {
        handle: names.query,
        remedy: tell(
          'rules.attention.they_have_shapes_and',
          'They have shapes {{query}}, {{key}} and {{value}}.',
          { query: formatShape(query), key: formatShape(key), value: formatShape(value) },
        ),
      },
    )
  const sizes = { batch, targets: places(query), sources: places(key) }
  checkMasks(inputs, sizes, heads, names)
  return sizes
}

function checkRanks(inputs: AttentionInputs, names: AttentionNames): void {
  const { query, key, value, attnMask, keyPaddingMask } = inputs
  const rank = query.length
  if (rank !== 2 && rank !== 3)
    throw new RuleError(
      `query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`,
      {
        handle: names.query,
        remedy: tell('rules.attention.it_has_shape', 'It has shape {{query}}.', {
          query: formatShape(query),
        }),
        fixes: toRank(names.query, query, 3),
      },
    )
  const kind = rank === 3 ? 'batched (3-D)' : 'unbatched (2-D)'
  const refuse = (handle: string, what: string, wanted: string, found: string, fixes: RuleFix[]): never => {
    throw new RuleError(`For ${kind} \`query\`, expected ${what} to be ${wanted} but found ${found}`, {
      handle,
      fixes,
    })
  }
  if (key.length !== rank || value.length !== rank)
    refuse(
      names.key,
      '`key` and `value`',
      `${rank}-D`,
      `${key.length}-D and ${value.length}-D tensors respectively`,
      [
        ...toRank(names.key, key, rank),
        ...(names.value === names.key ? [] : toRank(names.value, value, rank)),
        ...toRank(names.query, query, key.length),
      ],
    )
  if (keyPaddingMask && keyPaddingMask.length !== rank - 1)
    refuse(
      names.keyPaddingMask,
      '`key_padding_mask`',
      `\`None\` or ${rank - 1}-D`,
      `${keyPaddingMask.length}-D tensor instead`,
      toRank(names.keyPaddingMask, keyPaddingMask, rank - 1),
    )
  if (attnMask && attnMask.length !== 2 && attnMask.length !== 3)
    refuse(names.attnMask, '`attn_mask`', '`None`, 2-D or 3-D', `${attnMask.length}-D tensor instead`, [
      ...toRank(names.attnMask, attnMask, 2),
      ...toRank(names.attnMask, attnMask, 3),
    ])
}

function checkSizes(
  { query, key, value }: AttentionInputs,
  { embedDim, heads, apart, batchFirst: turned }: Heads,
  names: AttentionNames,
): void {
  if (query.at(-1) !== embedDim) {
    const found = query.at(-1)
    throw new RuleError(`was expecting embedding dimension of ${embedDim}, but got ${found}`, {
      handle: names.query,
      param: names.size,
      remedy: tell('rules.attention.input_has_shape', 'The input has shape {{query}}.', {
        query: formatShape(query),
      }),
      fixes:
        typeof found === 'number'
          ? [
              setNumber(names.size, found),
              {
                kind: 'set',
                label: `${names.size}=${found}, ${names.heads}=${largestDivisor(found, heads)}`,
                params: { [names.size]: found, [names.heads]: largestDivisor(found, heads) },
              },
            ]
          : [],
    })
  }
  // PyTorch looks at the shapes with the sequence first.
  const shown = (shape: Shape): Shape =>
    shape.length === 3
      ? turned
        ? [shape[1]!, shape[0]!, shape[2]!]
        : shape
      : [shape[0] ?? 1, 1, shape[1] ?? 1]
  const [k, v] = [shown(key), shown(value)]
  if (apart) {
    if (same(k.slice(0, 2), v.slice(0, 2))) return
    const message = `key's sequence and batch dims ${sizeText(k.slice(0, 2))} do not match value's ${sizeText(v.slice(0, 2))}`
    throw new RuleError(message, { handle: names.value })
  }
  if (same(k, v)) return
  throw new RuleError(`key shape ${sizeText(k)} does not match value shape ${sizeText(v)}`, {
    handle: names.value,
  })
}

/** PyTorch's sentence where keys of `found` features meet the weights of `size`: it projects keys and values of one tensor at once. */
export function cannotProject(
  found: Dim,
  { batch = 1, sources }: AttentionSizes,
  size: number,
  atOnce: boolean,
): string {
  const rows = formatTimes([multiplyDims([sources, batch]), found])
  return `mat1 and mat2 shapes cannot be multiplied (${rows} and ${formatTimes([size, atOnce ? 2 * size : size])})`
}

function checkMasks(
  { attnMask, keyPaddingMask }: AttentionInputs,
  { batch, targets, sources }: AttentionSizes,
  heads: number,
  names: AttentionNames,
): void {
  if (attnMask) {
    const all = typeof batch === 'string' ? `${heads}${batch}` : (batch ?? 1) * heads
    const wanted = attnMask.length === 2 ? [targets, sources] : [all, targets, sources]
    if (!same(attnMask, wanted)) {
      const message = `The shape of the ${attnMask.length}D attn_mask is ${sizeText(attnMask)}, but should be (${wanted.join(', ')}).`
      throw new RuleError(message, { handle: names.attnMask })
    }
  }
  if (keyPaddingMask) {
    const wanted = batch === undefined ? [sources] : [batch, sources]
    if (!same(keyPaddingMask, wanted)) {
      const sizes = [batch ?? 1, sources]
      const given = keyPaddingMask.length === 1 ? [1, ...keyPaddingMask] : keyPaddingMask
      const dim = given[0] === sizes[0] ? 1 : 0
      throw new RuleError(
        `Expected key_padded_mask.shape[${dim}] to be ${sizes[dim]}, but got ${given[dim]}`,
        {
          handle: names.keyPaddingMask,
        },
      )
    }
  }
}

function same(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i])
}

function sizeText(shape: Shape): string {
  return `torch.Size(${formatShape(shape)})`
}

/** Multiply-adds of one sample: the projections, the scores, the weighted sums and the last Linear. */
export function attentionCost(
  { targets, sources }: AttentionSizes,
  embedDim: number,
  kdim = embedDim,
  vdim = embedDim,
): number {
  const [rows, columns] = [dimAt(targets, 1), dimAt(sources, 1)]
  const projections = rows * embedDim * embedDim + columns * embedDim * (kdim + vdim)
  return projections + 2 * rows * columns * embedDim + rows * embedDim * embedDim
}

/** The parameters of MultiheadAttention in the order of its state. */
export function attentionParameters(
  embedDim: number,
  bias: boolean,
  sizes: { kdim: number; vdim: number } = { kdim: embedDim, vdim: embedDim },
): ParameterSpec[] {
  const packed = sizes.kdim === embedDim && sizes.vdim === embedDim
  const weights = packed
    ? [{ name: 'in_proj_weight', shape: [3 * embedDim, embedDim] }]
    : [
        { name: 'q_proj_weight', shape: [embedDim, embedDim] },
        { name: 'k_proj_weight', shape: [embedDim, sizes.kdim] },
        { name: 'v_proj_weight', shape: [embedDim, sizes.vdim] },
      ]
  const biases = [
    { name: 'in_proj_bias', shape: [3 * embedDim] },
    { name: 'out_proj.bias', shape: [embedDim] },
  ]
  const last = { name: 'out_proj.weight', shape: [embedDim, embedDim] }
  return bias ? [...weights, ...biases.slice(0, 1), last, ...biases.slice(1)] : [...weights, last]
}

/** What the masks do. */
export const HIDES_KEYS = 'Hides keys where it is true (bool), or is added to the scores of each key.'
export const HIDES_PAIRS = 'Hides keys from queries where it is true (bool), or is added to their scores.'

/** A mask as attention takes it: bool, or numbers to add. */
export function maskHandle(name: string, doc: string): Handle {
  return { name, doc, optional: true, accepts: 'mask' }
}

/** The shape of a mask, where there is one. Errors: whole numbers → PyTorch's sentence. */
export function maskShape(call: RuleCall<unknown>, handle: string): Shape | undefined {
  const mask = call.inputs[handle]
  if (mask?.dtype !== 'int64') return mask?.shape
  throw new RuleError(`only bool and floating types of ${handle} are supported`, {
    handle,
    remedy: tell('rules.where.compare', 'Compare it with something: the result is bool.'),
    fixes: [
      inserting(handle, 'Compare', { operator: 'ne', other: 0 }),
      { kind: 'set-dtype', handle, dtype: 'bool' },
    ],
  })
}

function setNumber(param: string, value: number): RuleFix {
  return {
    kind: 'set',
    label: tell('rules.attention.fits', '{{param}}={{value}} fits', { param, value }),
    params: { [param]: value },
  }
}

/** The largest number up to `limit` that divides the size; both of a pair of divisors are seen at the smaller one. */
function largestDivisor(size: number, limit: number): number {
  let largest = 1
  for (let divisor = 1; divisor * divisor <= size; divisor++) {
    if (size % divisor !== 0) continue
    for (const each of [divisor, size / divisor]) if (each <= limit && each > largest) largest = each
  }
  return largest
}
