/** Normalising layers that exporters wrote out before ONNX had them. */
import type { Params } from '../../../document/document'
import type { SafeTensor } from '../../../formats/safetensors'
import { short, weightOf } from '../constants'
import type { OnnxNode } from '../model'
import type { Site } from '../site'
import type { Constant } from '../values'
import { chainAfter, otherInput, otherNumber } from './activation-patterns'
import { itemsOf } from '../items'
import { isAll } from './normalizations'

/** LayerNorm as (x − mean) / √(mean((x − mean)²) + ε) · weight + bias, which begins with a mean. → whether it was taken in */
export function layerNormFrom(site: Site): boolean {
  const [input = ''] = site.node.inputs
  const shape = site.type()?.shape
  const size = shape?.at(-1)
  if (shape === undefined || typeof size !== 'number' || !isMeanOfLast(site, site.node, shape.length))
    return false
  const parts = partsOfNorm(site, input, shape.length)
  if (parts === undefined) return false
  const { eps, nodes, quotient } = parts
  const scaled = constantAfter(site, quotient, 'Mul', { axis: -1, size, rank: shape.length })
  const shifted =
    scaled === undefined
      ? undefined
      : constantAfter(site, scaled.node, 'Add', { axis: -1, size, rank: shape.length })
  for (const node of nodes) site.standIn(node)
  const weights = takenWeights(site, scaled, shifted, size)
  site.layer('LayerNorm', {
    ...weights,
    params: { normalized_shape: size, eps: short(eps), ...weights.params },
  })
  return true
}

/** The nodes from the mean on to the quotient; undefined where one of them does something else. */
function partsOfNorm(site: Site, input: string, rank: number) {
  const sub = site.reader()
  if (sub?.op !== 'Sub' || sub.domain !== '' || sub.inputs[0] !== input || site.reading.isOutput(sub))
    return undefined
  const [centred = ''] = sub.outputs
  const readers = site.reading.model.consumers.get(centred) ?? []
  const square = readers.find((node) => isSquare(site, node, centred))
  const quotient = readers.find((node) => node !== square)
  if (readers.length !== 2 || square === undefined || quotient === undefined) return undefined
  const rest = chainAfter(site, ['ReduceMean', 'Add', 'Sqrt', 'Div'], square)
  const [variance, plus, root, divided] = rest ?? []
  if (variance === undefined || plus === undefined || root === undefined || divided !== quotient)
    return undefined
  if (quotient.inputs[0] !== centred || !isMeanOfLast(site, variance, rank)) return undefined
  const eps = otherNumber(site, plus, variance, rank)
  // A negative one is none.
  return eps === undefined || eps < 0
    ? undefined
    : { eps, quotient, nodes: [sub, square, variance, plus, root, quotient] }
}

/** x² as a power of two, or as x times itself. */
function isSquare(site: Site, { op, domain, inputs }: OnnxNode, of: string): boolean {
  if (domain !== '' || inputs[0] !== of) return false
  if (op === 'Mul') return inputs[1] === of
  const exponent = op === 'Pow' ? site.reading.constantIfKnown(inputs[1] ?? '') : undefined
  return exponent?.values.length === 1 && exponent.shape.length <= 1 && exponent.values[0] === 2
}

/** The mean over the last dimension alone, which stays as one of size 1. */
function isMeanOfLast(site: Site, { op, domain, inputs, attributes }: OnnxNode, rank: number): boolean {
  if (op !== 'ReduceMean' || domain !== '' || attributes.get('keepdims') === 0) return false
  const listed = attributes.get('axes')
  const axes = Array.isArray(listed)
    ? listed
    : Array.from(
        (inputs[1] ?? '') === '' ? [] : (site.reading.constantIfKnown(inputs[1] ?? '')?.values ?? []),
      )
  return axes.length === 1 && (axes[0] === -1 || axes[0] === rank - 1)
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

/** Under which dimension of the tensor the values of a constant lie, and how many there are. */
interface Place {
  /** Counted from the end. */
  axis: number
  size: number
  rank: number
}

/** The only reader of a node, where it is that operator with a constant of one value for each place of one dimension. */
function constantAfter(
  site: Site,
  node: OnnxNode,
  op: string,
  { axis, size, rank }: Place,
): After | undefined {
  const next = site.reader(node)
  const name = next?.op === op && next.domain === '' ? otherInput(next, node) : undefined
  const constant = name === undefined ? undefined : site.reading.constantIfKnown(name)
  if (next === undefined || constant?.dtype !== 'float32' || constant.values.length !== size) return undefined
  return constant.shape.length <= rank && constant.shape.at(axis) === size
    ? { node: next, constant }
    : undefined
}

/** GroupNorm as a Reshape to groups, an InstanceNormalization of them, the Reshape back, and weights. → whether it was taken in */
export function groupNormFrom(site: Site): boolean {
  const shape = site.type()?.shape ?? []
  const [, channels] = shape
  const chain = chainAfter(site, ['InstanceNormalization', 'Reshape'])
  const [norm, back] = chain ?? []
  if (norm === undefined || back === undefined || typeof channels !== 'number') return false
  const [scale, shift] = [1, 2].map((index) => site.reading.constantIfKnown(norm.inputs[index] ?? ''))
  if (scale === undefined || shift === undefined || !isAll(scale, 1) || !isAll(shift, 0)) return false
  const groups = scale.values.length
  if (channels % groups !== 0 || !splitsInto(site, groups) || !isShapeOf(site, back.inputs[1] ?? ''))
    return false
  const at = { axis: 1 - shape.length, size: channels, rank: shape.length }
  const scaled = constantAfter(site, back, 'Mul', at)
  const shifted = scaled === undefined ? undefined : constantAfter(site, scaled.node, 'Add', at)
  const epsilon = norm.attributes.get('epsilon')
  const params = { num_groups: groups, eps: short(typeof epsilon === 'number' ? epsilon : 1e-5) }
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

/** True where this Reshape keeps the batch and makes groups of the channels, all else in one dimension behind them. */
function splitsInto(site: Site, groups: number): boolean {
  const target = Array.from(itemsOf(site.value(1))?.items ?? [])
  const [batch] = site.shape()
  const keeps =
    target[0] === 0 ? site.int('allowzero', 0) === 0 : target[0] === batch || target[0] === site.reading.batch
  return target.length === 3 && keeps && target[1] === groups && target[2] === -1
}

/** True for the shape that the input of this node has, as it is worked out or as a node says it. */
function isShapeOf(site: Site, name: string): boolean {
  const { model } = site.reading
  const [input = ''] = site.node.inputs
  const maker = (model.consumers.get(input) ?? []).find(({ outputs }) => outputs.includes(name))
  if (maker?.op === 'Shape') return maker.attributes.size === 0
  const sizes = Array.from(site.reading.constantIfKnown(name)?.values ?? [])
  const shape = site.shape()
  const isOne = (size: number, at: number): boolean =>
    size === shape[at] || (at === 0 && (size === site.reading.batch || size === -1)) || size === 0
  return sizes.length === shape.length && sizes.every(isOne)
}
