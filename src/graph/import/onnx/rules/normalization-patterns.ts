/** Normalising layers that exporters wrote out before ONNX had them. */
import type { Params } from '../../../document/document'
import type { SafeTensor } from '../../../formats/safetensors'
import { short, weightOf } from '../constants'
import type { OnnxNode } from '../model'
import type { Site } from '../site'
import type { Constant } from '../values'
import { chainAfter, otherInput, otherNumber } from './activation-patterns'
import { isAll } from './normalizations'

/** LayerNorm as (x − mean) / √(mean((x − mean)²) + ε) · weight + bias, which begins with a mean. → whether it was taken in */
export function layerNormFrom(site: Site): boolean {
  const [input = ''] = site.node.inputs
  const [axis, ...others] = site.intsOf('axes', 1) ?? []
  const shape = site.type()?.shape
  const size = shape?.at(-1)
  if (shape === undefined || typeof size !== 'number' || others.length > 0) return false
  if (axis !== -1 && axis !== shape.length - 1) return false
  const sub = site.reader()
  if (sub?.op !== 'Sub' || sub.inputs[0] !== input) return false
  const readers = site.reading.model.consumers.get(sub.outputs[0] ?? '') ?? []
  const square = readers.find(({ op }) => op === 'Pow' || op === 'Mul')
  const quotient = readers.find(({ op }) => op === 'Div')
  if (readers.length !== 2 || square === undefined || quotient === undefined) return false
  const rest = chainOf(site, square, ['ReduceMean', 'Add', 'Sqrt', 'Div'])
  const [variance, plus, root, divided] = rest ?? []
  if (variance === undefined || plus === undefined || root === undefined || divided !== quotient) return false
  const eps = otherNumber(site, plus, variance)
  if (eps === undefined) return false
  const scaled = constantAfter(site, quotient, 'Mul', [size])
  const shifted = scaled === undefined ? undefined : constantAfter(site, scaled.node, 'Add', [size])
  for (const node of [sub, square, variance, plus, root, quotient]) site.standIn(node)
  const weights = takenWeights(site, scaled, shifted, size)
  site.layer('LayerNorm', {
    ...weights,
    params: { normalized_shape: size, eps: short(eps), ...weights.params },
  })
  return true
}

interface After {
  node: OnnxNode
  constant: Constant
}

/** What the weights say about the layer. */
interface Taken {
  params: Params
  weights?: Record<string, SafeTensor>
  named?: string
}

function takenWeights(
  site: Site,
  scaled: After | undefined,
  shifted: After | undefined,
  size: number,
): Taken {
  if (scaled === undefined) return { params: { elementwise_affine: false } }
  site.standIn(scaled.node)
  const weight = weightOf(scaled.constant, [size])
  const named = scaled.constant.name
  if (shifted === undefined) return { named, params: { bias: false }, weights: { weight } }
  site.standIn(shifted.node)
  return { named, params: {}, weights: { weight, bias: weightOf(shifted.constant, [size]) } }
}

function chainOf(site: Site, from: OnnxNode, operators: readonly string[]): OnnxNode[] | undefined {
  const chain: OnnxNode[] = []
  for (const op of operators) {
    const next = site.reader(chain.at(-1) ?? from)
    if (next?.op !== op) return undefined
    chain.push(next)
  }
  return chain
}

/** The only reader of a node, where it is that operator with a constant of as many values. */
function constantAfter(site: Site, node: OnnxNode, op: string, shape: readonly number[]): After | undefined {
  const next = site.reader(node)
  const name = next?.op === op ? otherInput(next, node) : undefined
  const constant = name === undefined ? undefined : site.reading.constantIfKnown(name)
  const count = shape.reduce((product, each) => product * each, 1)
  return next === undefined || constant?.dtype !== 'float32' || constant.values.length !== count
    ? undefined
    : { node: next, constant }
}

/** GroupNorm as a Reshape to groups, an InstanceNormalization of them, the Reshape back, and weights. → whether it was taken in */
export function groupNormFrom(site: Site): boolean {
  const channels = site.type()?.shape[1]
  const chain = chainAfter(site, ['InstanceNormalization', 'Reshape'])
  const [norm, back] = chain ?? []
  if (norm === undefined || back === undefined || typeof channels !== 'number') return false
  const [scale, shift] = [1, 2].map((index) => site.reading.constantIfKnown(norm.inputs[index] ?? ''))
  if (scale === undefined || shift === undefined || !isAll(scale, 1) || !isAll(shift, 0)) return false
  const scaled = constantAfter(site, back, 'Mul', [channels])
  const shifted = scaled === undefined ? undefined : constantAfter(site, scaled.node, 'Add', [channels])
  const epsilon = norm.attributes.get('epsilon')
  const params = { num_groups: scale.values.length, eps: short(typeof epsilon === 'number' ? epsilon : 1e-5) }
  for (const node of [norm, back]) site.standIn(node)
  if (scaled === undefined || shifted === undefined)
    site.layer('GroupNorm', { params: { ...params, affine: false } })
  else {
    for (const { node } of [scaled, shifted]) site.standIn(node)
    const weights = {
      weight: weightOf(scaled.constant, [channels]),
      bias: weightOf(shifted.constant, [channels]),
    }
    site.layer('GroupNorm', { params, weights, named: scaled.constant.name })
  }
  return true
}
