/** How the layers of a Transformer are written, of attention, products and LayerNorms; the batch comes first inside. */
import { attend, masks } from './attending'
import type { Sequence } from './attending'
import { linear } from './forms'
import { layerNorm } from './normalizing'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

export interface TransformerLayer {
  d_model?: number | undefined
  nhead: number
  activation: 'relu' | 'gelu'
  layer_norm_eps: number
  batch_first: boolean
  norm_first: boolean
  bias: boolean
}

type LayerNode = OnnxNode<TransformerLayer>

/** Layers on top of each other. */
export interface Stack {
  /** In front of the names of each layer's parameters. */
  prefixes: readonly string[]
  /** The LayerNorm at the end, if there is one. */
  norm?: { name: string; eps: number; bias: boolean } | undefined
}

/** The handles of the two masks of one attention. */
export interface MaskHandles {
  attention: string
  padding: string
}

/** A stack of `count` layers, with a LayerNorm of that eps and with or without a bias at its end; `prefix` is in front of all names. */
export function stackOf(count: number, norm: { eps: number; bias: boolean } | null, prefix = ''): Stack {
  return {
    prefixes: Array.from({ length: count }, (_, i) => `${prefix}layers.${i}.`),
    ...(norm ? { norm: { name: `${prefix}norm`, ...norm } } : {}),
  }
}

/** What a stack of encoder layers makes of `src`. */
export function encoded(node: LayerNode, src: Sequence, hidden: MaskHandles, stack: Stack): Sequence {
  const added = masks(node, hidden, node.params.nhead)
  return stacked(node, src, stack, (before, prefix) =>
    residual(node, before, prefix, [
      (x) => attention(node, x, x, { name: `${prefix}self_attn.`, added }),
      (x) => feedForward(node, x, prefix),
    ]),
  )
}

/** What a stack of decoder layers makes of `tgt`, looking at `memory`. */
export function decoded(
  node: LayerNode,
  [tgt, memory]: readonly [Sequence, Sequence],
  [own, across]: readonly [MaskHandles, MaskHandles],
  stack: Stack,
): Sequence {
  const { nhead: heads } = node.params
  const [ownMasks, acrossMasks] = [masks(node, own, heads), masks(node, across, heads)]
  return stacked(node, tgt, stack, (before, prefix) =>
    residual(node, before, prefix, [
      (x) => attention(node, x, x, { name: `${prefix}self_attn.`, added: ownMasks }),
      (x) => attention(node, x, memory, { name: `${prefix}multihead_attn.`, added: acrossMasks }),
      (x) => feedForward(node, x, prefix),
    ]),
  )
}

function stacked(
  node: LayerNode,
  first: Sequence,
  { prefixes, norm }: Stack,
  layer: (before: Sequence, prefix: string) => Sequence,
): Sequence {
  const last = prefixes.reduce(layer, first)
  return norm === undefined ? last : { ...last, value: normed(node, last.value, norm) }
}

/** Parts with a way around each and a LayerNorm: of what comes in with norm_first, else of the sum. */
function residual(
  node: LayerNode,
  { value, shape }: Sequence,
  prefix: string,
  parts: readonly ((x: Sequence) => Value)[],
): Sequence {
  const { layer_norm_eps: eps, bias, norm_first: normFirst } = node.params
  const last = parts.reduce((before, part, i) => {
    const norm = (x: Value): Value => normed(node, x, { name: `${prefix}norm${i + 1}`, eps, bias })
    const given = normFirst ? norm(before) : before
    const sum = node.op('Add', [before, part({ value: given, shape })])
    return normFirst ? sum : norm(sum)
  }, value)
  return { value: last, shape }
}

function attention(
  node: LayerNode,
  query: Sequence,
  keys: Sequence,
  { name, added }: { name: string; added: readonly Value[] },
): Value {
  const { d_model: size = 0, nhead: heads, bias } = node.params
  const settings = { prefix: name, size, heads, bias, apart: false }
  return attend(node, [query, keys, keys], settings, added, 'zero').output
}

function feedForward(node: LayerNode, { value }: Sequence, prefix: string): Value {
  const part = (x: Value, name: string): Value =>
    linear(node, x, {
      rank: 3,
      weight: node.parameter(`${prefix}${name}.weight`),
      bias: node.params.bias ? node.parameter(`${prefix}${name}.bias`) : undefined,
    })
  const inner = node.op(node.params.activation === 'relu' ? 'Relu' : 'Gelu', [part(value, 'linear1')])
  return part(inner, 'linear2')
}

function normed(
  node: LayerNode,
  value: Value,
  { name, eps, bias }: { name: string; eps: number; bias: boolean },
): Value {
  const weight = node.parameter(`${name}.weight`)
  return layerNorm(node, value, {
    count: 1,
    eps,
    weight,
    bias: bias ? node.parameter(`${name}.bias`) : undefined,
  })
}
