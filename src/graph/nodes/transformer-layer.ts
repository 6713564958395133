/** What the layers of a Transformer share: params, parameters, cost, and how a stack of them is written. */
import { z } from 'zod'
import { dimAt } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { ParameterSpec, RuleCall } from '../registry/definition'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { MaskHandles } from '../onnx/writing/transformer'
import { attentionParameters, batchFirst, cannotProject, checkAttention, maskShape } from './attention'
import type { AttentionSizes } from './attention'
import { tell } from '../../words/tell'

export const layerParams = {
  d_model: z
    .int()
    .min(1)
    .optional()
    .meta({ doc: 'Size of the last dimension of the input.', inferred: true }),
  nhead: z.int().min(1).meta({ doc: 'Heads of attention; they share d_model.', initial: 1 }),
  dim_feedforward: z.int().min(1).default(2048).meta({ doc: 'Features between the two Linear layers.' }),
  dropout: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .meta({ doc: 'Share of the values that becomes 0 while training.' }),
  activation: z
    .enum(['relu', 'gelu'])
    .default('relu')
    .meta({ doc: 'The function between the two Linear layers.' }),
  layer_norm_eps: z
    .number()
    .min(0)
    .default(1e-5)
    .meta({ doc: 'Added to the variances that are divided by.', advanced: true }),
  batch_first: batchFirst,
  norm_first: z.boolean().default(false).meta({ doc: 'Normalise before each part instead of after it.' }),
  bias: z.boolean().default(true).meta({
    doc: 'Learn biases in all layers (PyTorch 2.1 and later can go without).',
    advanced: true,
  }),
}

export interface LayerParams {
  d_model?: number | undefined
  nhead: number
  dim_feedforward: number
  batch_first: boolean
  bias: boolean
}

/** Of attention of the sequence at a handle to itself. Errors: what MultiheadAttention refuses. */
export function ownSizes(call: RuleCall<LayerParams>, handle: string, hidden: MaskHandles): AttentionSizes {
  return sizesBetween(call, [handle, handle], hidden)
}

/** Of attention of one sequence to another, which is projected by weights of d_model. Errors: what MultiheadAttention refuses. */
export function sizesBetween(
  call: RuleCall<LayerParams>,
  [query, key]: readonly [string, string],
  { attention, padding }: MaskHandles,
): AttentionSizes {
  const { d_model: size = 0, nhead: heads, batch_first: turned } = call.params
  const { shape } = inputAt(call, key)
  const sizes = checkAttention(
    {
      query: inputAt(call, query).shape,
      key: shape,
      value: shape,
      attnMask: maskShape(call, attention),
      keyPaddingMask: maskShape(call, padding),
    },
    { embedDim: size, heads, batchFirst: turned, apart: false },
    {
      query,
      key,
      value: key,
      attnMask: attention,
      keyPaddingMask: padding,
      heads: 'nhead',
      size: 'd_model',
    },
  )
  const found = shape.at(-1) ?? 1
  if (found === size) return sizes
  throw new RuleError(cannotProject(found, sizes, size, true), {
    handle: key,
    param: 'd_model',
    remedy: tell(
      'rules.transformer.one_size',
      'All sequences have {{size}} features; {{handle}} has {{found}}.',
      { size, handle: key, found },
    ),
    fixes: typeof found === 'number' ? [inserting(key, 'Linear', { out_features: size })] : [],
  })
}

/** What stacks have besides the params of their layers. */
export const stackParams = {
  num_layers: z.int().min(1).max(64).meta({ doc: 'Layers on top of each other.', initial: 2 }),
  norm: z.boolean().default(false).meta({ doc: 'End with a LayerNorm.' }),
}

/** Layers without biases came with 2.1. */
export function versionOf({ bias }: { bias: boolean }): string | undefined {
  return bias ? undefined : '2.1'
}

/** How PyTorch makes a stack: of one layer. `type`: its class. */
export function stackText(type: string) {
  return {
    since: versionOf,
    arguments: <P extends LayerParams & StackParams>(params: P) => {
      const { num_layers: _, norm: __, ...layer } = params
      return layer
    },
    construct: (
      args: readonly string[],
      { norm }: StackParams,
      text: (name: 'num_layers' | 'd_model') => string,
    ) => [
      `nn.${type}Layer(${args.join(', ')})`,
      `num_layers=${text('num_layers')}`,
      ...(norm ? [`norm=nn.LayerNorm(${text('d_model')})`] : []),
    ],
  }
}

export interface StackParams {
  num_layers: number
  norm: boolean
}

/** The parameters of one layer, in the order of its state: those of each attention, of the Linear layers, of a LayerNorm for each part. */
export function layerParameters(
  { d_model: size, dim_feedforward: inner, bias }: LayerParams,
  attentions: readonly string[],
): ParameterSpec[] {
  if (size === undefined) return []
  const part = (name: string, weight: number[], rows: number): ParameterSpec[] => [
    { name: `${name}.weight`, shape: weight },
    ...(bias ? [{ name: `${name}.bias`, shape: [rows] }] : []),
  ]
  return [
    ...attentions.flatMap((attention) => prefixed(attentionParameters(size, bias), `${attention}.`)),
    ...part('linear1', [inner, size], inner),
    ...part('linear2', [size, inner], size),
    ...[...attentions, 'feed-forward'].flatMap((_, i) => part(`norm${i + 1}`, [size], size)),
  ]
}

/** The parameters of layers on top of each other, and of the LayerNorm at their end. */
export function stackParameters(
  layer: readonly ParameterSpec[],
  { d_model: size, num_layers: count }: { d_model?: number | undefined; num_layers: number },
  norm: { bias: boolean } | null,
): ParameterSpec[] {
  const layers = Array.from({ length: count }, (_, i) => prefixed(layer, `layers.${i}.`))
  if (norm === null || size === undefined) return layers.flat()
  const last = ['weight', ...(norm.bias ? ['bias'] : [])]
  return [...layers.flat(), ...last.map((name) => ({ name: `norm.${name}`, shape: [size] }))]
}

/** The same under a name. */
export function prefixed(specs: readonly ParameterSpec[], prefix: string): ParameterSpec[] {
  return specs.map(({ name, shape }) => ({ name: prefix + name, shape }))
}

/** Multiply-adds of the two Linear layers, and of a scaling for each value of `norms` LayerNorms. */
export function feedForwardCost(places: Dim, norms: number, params: LayerParams): number {
  const { d_model: size = 0, dim_feedforward: inner } = params
  return dimAt(places, 1) * size * (2 * inner + norms)
}

/** A scaling for each value of a shape. */
export function scalings(shape: Shape): number {
  return shape.reduce<number>((product, dim) => product * dimAt(dim, 1), 1)
}

/** The LayerNorm at the end of a stack, which is none of a layer's: it has PyTorch's usual eps and a bias, whatever those have. */
export const PLAIN_NORM = { eps: 1e-5, bias: true }
