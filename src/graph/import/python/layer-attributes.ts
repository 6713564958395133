/** What is read of a layer: its arguments, and in a constructor its learnable tensors. */
import { nodeDefinition } from '../../nodes/index'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { tensorsOf } from './layer-tensors'
import { signatureOf } from './signatures'
import { list, UNKNOWN } from './values'
import type { LayerParameter, LayerValue, Value } from './values'

/** Names that learnable tensors of layers have. */
const OWN_TENSOR = /^(weight|bias|in_proj_weight|in_proj_bias|(weight|bias)_[ih]h_l\d+(_reverse)?)$/

/** What a convolution keeps for each of its dimensions. */
const SPATIAL = new Set(['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'])

/** Undefined where there is no such attribute. Errors: a tensor of the layer that is not known. */
export function layerAttribute(layer: LayerValue, name: string, at: { line: number }): Value | undefined {
  if (isLearnable(layer, name)) return { kind: 'layer-parameter', module: layer, name }
  if (name === 'bias' && layer.params['bias'] === false) return null
  if (name === 'device') return UNKNOWN
  const given =
    layer.params[name] ?? signatureOf(`nn.${layer.type}`)?.find((each) => each.name === name)?.default
  const [, dims] = /^Conv(?:Transpose)?([123])d$/.exec(layer.type) ?? []
  if (dims !== undefined && SPATIAL.has(name) && typeof given === 'number')
    return list(
      Array.from({ length: Number(dims) }, () => given),
      true,
    )
  if (name === 'normalized_shape' && typeof given === 'number') return list([given], true)
  if (Object.hasOwn(layer.params, name)) return fromPlain(layer.params[name])
  if (['weight', 'bias'].includes(name)) throw new Unreadable(refusals.ownTensor(name), at.line)
  return given as Value | undefined
}

/** Whether a layer has a learnable tensor of that name. */
export function isLearnable({ type, params }: LayerValue, name: string): boolean {
  if (!OWN_TENSOR.test(name) || (name === 'bias' && params['bias'] === false)) return false
  return nodeDefinition(type)?.calls.includes('functional') === false
}

/** What is read of such a tensor: its sizes, and what can be called. Errors: anything but what a constructor may do with it. */
export function parameterAttribute(self: LayerParameter, name: string, line: number): Value | undefined {
  const { name: own } = self
  if (name === 'shape') return list([...(shapeOf(self) ?? [])], true)
  if (['register_hook', 'requires_grad_', 'numel', 'nelement', 'size', 'dim'].includes(name)) return undefined
  if (name === 'device' || name === 'dtype') return UNKNOWN
  throw new Unreadable(refusals.ownTensor(own), line)
}

/** `weight.numel()`, `weight.size(0)`, `weight.dim()`; undefined for other methods. */
export function askedOfParameter(
  self: LayerParameter,
  name: string,
  [axis]: readonly Value[],
): Value | undefined {
  const shape = shapeOf(self)
  if (name === 'numel' || name === 'nelement') return shape?.reduce((product, size) => product * size, 1)
  if (name === 'dim') return shape?.length
  if (name !== 'size') return undefined
  return typeof axis === 'number' ? shape?.at(axis) : shape && list([...shape], true)
}

function shapeOf({ module, name }: LayerParameter): readonly number[] | undefined {
  return tensorsOf(module).find(([own]) => own === name)?.[1]
}

function fromPlain(value: unknown): Value {
  if (Array.isArray(value)) return list(value.map(fromPlain), true)
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null
}
