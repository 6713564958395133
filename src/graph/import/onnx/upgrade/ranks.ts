/** How many dimensions each value of an old model has, as far as that follows from its operators. */
import { sizesOf } from '../../../onnx/tensors'
import type { OnnxModel, OnnxNode } from '../model'

type Ranks = Map<string, number>

/** By name. */
export function ranksOf(nodes: readonly OnnxNode[], model: OnnxModel): ReadonlyMap<string, number> {
  const ranks: Ranks = new Map()
  for (const [name, { sizes }] of model.known) if (sizes !== null) ranks.set(name, sizes.length)
  for (const [name, tensor] of model.initializers) ranks.set(name, sizesOf(tensor).length)
  for (const node of nodes)
    for (const [index, name] of node.outputs.entries()) {
      const rank = ranks.get(name) ?? rankOf(node, index, ranks, model)
      if (rank !== undefined) ranks.set(name, rank)
    }
  return ranks
}

/** Operators whose output has other dimensions than their first input. */
const RANKS: Readonly<
  Record<string, (node: OnnxNode, ranks: Ranks, model: OnnxModel) => number | undefined>
> = {
  Flatten: () => 2,
  Gemm: () => 2,
  Shape: () => 1,
  Size: () => 0,
  Reshape: ({ attributes, inputs }, _, { initializers }) => {
    const shape = attributes.get('shape')
    if (Array.isArray(shape)) return shape.length
    const tensor = initializers.get(inputs[1] ?? '')
    return tensor && sizesOf(tensor)[0]
  },
  Constant: ({ attributes }) => {
    const value = attributes.get('value')
    const isTensor = typeof value === 'object' && !Array.isArray(value) && 'dims' in value
    return isTensor ? value.dims.length : undefined
  },
  MatMul: ({ inputs }, ranks) => greatest(inputs, ranks),
  ...Object.fromEntries(
    ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Sum', 'Mean'].map((op) => [
      op,
      ({ inputs }: OnnxNode, ranks: Ranks) => greatest(inputs, ranks),
    ]),
  ),
  Squeeze: (node, ranks) => changed(node, ranks, (count) => -count),
  Unsqueeze: (node, ranks) => changed(node, ranks, (count) => count),
  Gather: ({ inputs: [data = '', indices = ''] }, ranks) => {
    const [from, by] = [ranks.get(data), ranks.get(indices)]
    return from === undefined || by === undefined ? undefined : from + by - 1
  },
}

function rankOf(node: OnnxNode, output: number, ranks: Ranks, model: OnnxModel): number | undefined {
  const own = Object.hasOwn(RANKS, node.op) ? RANKS[node.op] : undefined
  if (own !== undefined) return own(node, ranks, model)
  const first = ranks.get(node.inputs[0] ?? '')
  if (['LSTM', 'GRU', 'RNN'].includes(node.op)) return output === 0 ? 4 : 3
  if (!/^(Reduce|Arg)/.test(node.op) || node.attributes.get('keepdims') !== 0) return first
  const axes = node.attributes.get('axes')
  if (node.op.startsWith('Arg')) return first === undefined ? undefined : first - 1
  return Array.isArray(axes) ? changed(node, ranks, (count) => -count) : 0
}

function greatest(inputs: readonly string[], ranks: Ranks): number | undefined {
  const known = inputs.flatMap((name) => ranks.get(name) ?? [])
  return known.length === inputs.length ? Math.max(...known) : undefined
}

function changed(
  { inputs, attributes }: OnnxNode,
  ranks: Ranks,
  by: (axes: number) => number,
): number | undefined {
  const [first, axes] = [ranks.get(inputs[0] ?? ''), attributes.get('axes')]
  return first === undefined || !Array.isArray(axes) ? undefined : first + by(axes.length)
}
